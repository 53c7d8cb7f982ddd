// This file has the `task_frame` whose coroutine is started with `co_spawn`: see detail/coroutine/asio_frames.hpp.

#include <plait/detail/coroutine/task_frame.hpp>

#if !PLAIT_KNOWS_ASIO_FRAMES

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/coroutine/shielded.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace asio = boost::asio;

namespace plait::detail {

/// The handler of `co_spawn`. It is destroyed together with the frames of `co_spawn`, and the task frame is not used
/// again before that. The task has ended by then, unless it was destroyed.
class task_frame::completion {
public:
    using cancellation_slot_type = asio::cancellation_slot;

    explicit completion(task_frame& begun) noexcept : begun_(&begun), generation_(begun.generation) {}
    completion(completion&& other) noexcept
        : begun_(std::exchange(other.begun_, nullptr)), generation_(other.generation_)
    {
    }
    completion& operator=(completion&&) = delete;
    ~completion()
    {
        if (!begun_)
            return;
        std::exception_ptr none;
        if (begun_->generation == generation_)
            begun_->ends(none, true);
        begun_->owner->reuse(*begun_);
    }

    void operator()(std::exception_ptr error) noexcept
    {
        if (begun_->generation != generation_)
            return;
        begun_->ends(error, false); // the task was cancelled before it could begin
    }

    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept { return begun_->signal_.slot(); }

private:
    task_frame* begun_;
    std::uint32_t generation_;
};

void task_frame::begin()
{
    runs = true;
    cancelled_ = false;
    step_(*this, step::begin);
}

void task_frame::ends(std::exception_ptr& error, bool abandoned) noexcept
{
    runs = false;
    ended(error, abandoned);
}

void task_frame::drop() noexcept
{
    step_(*this, step::drop);
    std::exception_ptr none;
    ends(none, true);
}

void task_frame::pass_on_cancellation() noexcept
{
    cancelled_ = true;
    signal_.emit(asio::cancellation_type::terminal);
}

// A cancellation state remembers only what it was told last, so `none` makes it forget the cancellation.
bool task_frame::keep_back_cancellation()
{
    if (cancelled_)
        signal_.emit(asio::cancellation_type::none);
    return cancelled_;
}

void task_frame::let_cancellation_in()
{
    signal_.emit(asio::cancellation_type::terminal);
}

cancellation_kept_back::cancellation_kept_back()
{
    task* const running = current.running;
    if (!running || !running->is_open() || !static_cast<task_frame*>(running)->keep_back_cancellation())
        return;
    of_ = running;
    generation_ = running->generation;
}

cancellation_kept_back::~cancellation_kept_back()
{
    if (of_ && of_->generation == generation_)
        static_cast<task_frame*>(of_)->let_cancellation_in();
}

task_frame* task_frame::that_runs(const executor& through, const asio::cancellation_state& state) noexcept
{
    task* const of = through.task();
    if (!of || !of->is_open()) // the root task of a loop is never open
        return nullptr;
    auto* const entered = static_cast<task_frame*>(of);
    return entered->state_ == state.slot() ? entered : nullptr;
}

// The task ends in here and not in the handler of `co_spawn`: `co_spawn` posts the completion of a coroutine that has
// ended at once, and throws if the coroutine was cancelled meanwhile.
awaitable<void> task_frame::run_body(awaitable<void> body)
{
    state_ = (co_await asio::this_coro::cancellation_state).slot();
    std::exception_ptr error;
    try {
        co_await std::move(body);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    ends(error, false);
}

void task_frame::spawn(awaitable<void> body)
{
    asio::co_spawn(executor(*this), run_body(std::move(body)), completion(*this));
}

void task_frame::close() noexcept
{
    owner->close(*this);
}

std::size_t task_frame::places(std::span<std::source_location>) const noexcept
{
    return 0;
}

} // namespace plait::detail

#endif
