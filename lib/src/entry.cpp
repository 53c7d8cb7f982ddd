#include <plait/detail/entry.hpp>

#include <plait/detail/join.hpp>
#include <plait/detail/loop.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>

namespace asio = boost::asio;

namespace plait::detail {

entry::entry(loop& owner, asio::io_context& context) : task{&owner, &context}
{
#ifndef PLAIT_PUBLIC_CO_SPAWN
    frame_.destroy = &destroy;
    asio::cancellation_state first(signal_.slot()); // the signal keeps the memory, so that `run` needs none
#endif
}

void entry::launch()
{
    struct start {
        entry* starting;

        explicit start(entry& taken) noexcept : starting(&taken) {}
        start(start&& other) noexcept : starting(std::exchange(other.starting, nullptr)) {}
        start& operator=(start&&) = delete;
        ~start()
        {
            if (!starting)
                return;
            starting->step_(*starting, step::drop);
            starting->ended(true);
        }
        void operator()() { std::exchange(starting, nullptr)->run(); }
    };
    executor through(*this);
#ifdef PLAIT_PUBLIC_CO_SPAWN
    if (current.depth + 1 >= door::deepest) // as it dispatches, and what is cancelled before that throws past the join
        through = through.require(asio::execution::blocking.never);
#endif
    through.execute(start(*this));
}

void entry::run()
{
    runs_ = true;
    const std::uint32_t begun = generation;
    begin();
    if (cancel_when_it_runs_ && generation == begun)
        cancel();
}

void entry::cancel() noexcept
{
    if (runs_)
        signal_.emit(asio::cancellation_type::terminal);
    else
        cancel_when_it_runs_ = true;
}

void entry::ended(bool abandoned) noexcept
{
    runs_ = false;
    cancel_when_it_runs_ = false;
    owner_->arrive(*this, std::exchange(error_, nullptr), abandoned);
}

#ifndef PLAIT_PUBLIC_CO_SPAWN

void entry::begin()
{
    std::construct_at(&frame_.bottom);
    frame_.resume = &resume_first;
    coroutine_stack stack(
        frame_.bottom.get_return_object(), executor(*this), signal_.slot(), asio::cancellation_state(signal_.slot()));
    stack.launch();
}

void entry::resume_first(frame* bottom) noexcept
{
    bottom->resume = &resume_last;
    bottom->self.step_(bottom->self, step::begin);
}

// The coroutine on top of it has ended.
void entry::resume_last(frame* bottom) noexcept
{
    entry& self = bottom->self;
    self.step_(self, step::end);
    self.step_ = nullptr;
    bottom->bottom.pop_frame();
}

// Called after the end, or instead of it.
void entry::destroy(frame* bottom) noexcept
{
    entry& self = bottom->self;
    const bool abandoned = self.step_ != nullptr;
    if (abandoned)
        self.step_(self, step::drop);
    std::destroy_at(&bottom->bottom);
    self.ended(abandoned);
}

void entry::close() noexcept
{
    owner->close(*this);
    owner->reuse(*this);
}

coroutine_stack* join_wait::operator()(asio_detail::awaitable_frame_base<executor>* caller) const
{
    coroutine_stack* suspended = caller->detach_thread();
    bool waits = owner->begin(start, closure, suspended->get_cancellation_state());
    if (waits) {
        try {
            if (asio::cancellation_slot slot = suspended->get_cancellation_slot(); slot.is_connected())
                slot.assign([joined = owner](asio::cancellation_type) { joined->caller_cancelled(); });
        } catch (...) { // no memory: they cannot be cancelled later, so they are now
            owner->fail(std::current_exception());
            waits = owner->running() > 0;
        }
    }
    if (waits) {
        owner->hold(suspended_stack(suspended, owner->nothing_));
        return nullptr;
    }
    caller->attach_thread(suspended); // it goes on at once
    return suspended;
}

#else

/// The handler of `co_spawn`. It comes to its end with the frames of that, and the entry is not used again before; the
/// task has ended by then, unless it was destroyed.
class entry::completion {
public:
    using cancellation_slot_type = asio::cancellation_slot;

    explicit completion(entry& begun) noexcept : begun_(&begun), generation_(begun.generation) {}
    completion(completion&& other) noexcept
        : begun_(std::exchange(other.begun_, nullptr)), generation_(other.generation_)
    {
    }
    completion& operator=(completion&&) = delete;
    ~completion()
    {
        if (!begun_)
            return;
        if (begun_->generation == generation_)
            begun_->ended(true);
        begun_->owner->reuse(*begun_);
    }

    void operator()(std::exception_ptr error) noexcept
    {
        if (begun_->generation != generation_)
            return;
        begun_->error_ = std::move(error); // of one that was cancelled before it could begin
        begun_->ended(false);
    }

    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept { return begun_->signal_.slot(); }

private:
    entry* begun_;
    std::uint32_t generation_;
};

void entry::begin()
{
    step_(*this, step::begin);
}

// `co_spawn` posts the completion of a coroutine that has ended at once, and throws if that was cancelled meanwhile.
awaitable<void> entry::run_body(awaitable<void> body)
{
    try {
        co_await std::move(body);
    } catch (...) {
        error_ = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    ended(false);
}

void entry::spawn(awaitable<void> body)
{
    asio::co_spawn(executor(*this), run_body(std::move(body)), completion(*this));
}

void entry::close() noexcept
{
    owner->close(*this);
}

awaitable<void> join_wait(join* owner, starter* start, void* closure)
{
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    if (owner->begin(start, closure, co_await asio::this_coro::cancellation_state)) {
        auto hold = [owner](auto handler) {
            if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
                slot.assign([owner](asio::cancellation_type) { owner->caller_cancelled(); });
            owner->hold(std::move(handler));
        };
        co_await asio::async_initiate<const asio::deferred_t, void()>(hold, asio::deferred);
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
}

#endif

} // namespace plait::detail
