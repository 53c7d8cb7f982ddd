#include <plait/detail/join.hpp>

#include <plait/detail/loop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <cassert>

namespace asio = boost::asio;

namespace plait::detail {

/// Tells the join, on its loop, that a child has finished. Also when it is destroyed on the way there.
class join::arrival {
public:
    arrival(child& finished, std::exception_ptr error, bool abandoned) noexcept
        : child_(&finished), error_(std::move(error)), abandoned_(abandoned)
    {
    }
    arrival(arrival&& other) noexcept
        : child_(std::exchange(other.child_, nullptr)), error_(std::move(other.error_)), abandoned_(other.abandoned_)
    {
    }
    arrival& operator=(arrival&&) = delete;
    ~arrival()
    {
        if (child_)
            child_->owner_->arrive(*child_, nullptr, true);
    }

    void operator()()
    {
        child* finished = std::exchange(child_, nullptr);
        finished->owner_->arrive(*finished, std::move(error_), abandoned_);
    }

private:
    child* child_;
    std::exception_ptr error_;
    bool abandoned_;
};

/// The completion handler of a child's coroutine. Also when it is destroyed without a call, the child has finished.
class join::completion {
public:
    using cancellation_slot_type = asio::cancellation_slot;

    explicit completion(child& finishing) noexcept : child_(&finishing) {}
    completion(completion&& other) noexcept : child_(std::exchange(other.child_, nullptr)) {}
    completion& operator=(completion&&) = delete;
    ~completion()
    {
        if (child_)
            leave(nullptr, true);
    }

    void operator()(std::exception_ptr error) { leave(std::move(error), false); }

    [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept { return child_->signal_.slot(); }

private:
    void leave(std::exception_ptr error, bool abandoned)
    {
        child* finished = std::exchange(child_, nullptr);
        if (!error)
            error = std::exchange(finished->thrown_, nullptr);
        if (finished->node_)
            finished->where_->close(*finished->node_);
        finished->owner_->parent_.execute(arrival(*finished, std::move(error), abandoned));
    }

    child* child_;
};

/// Takes a cancellation to a child on another loop, and comes back to tell the join that it no longer uses the child.
class join::emission {
public:
    emission(join& owner, child& cancelled) noexcept : owner_(&owner), child_(cancelled) {}
    emission(emission&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), child_(other.child_), emitted_(other.emitted_)
    {
    }
    emission& operator=(emission&&) = delete;
    ~emission()
    {
        if (owner_)
            back(true);
    }

    void operator()()
    {
        if (!emitted_) {
            emitted_ = true;
            child_.signal_.emit(asio::cancellation_type::terminal);
            executor home = owner_->parent_;
            home.execute(std::move(*this));
        } else {
            back(false);
        }
    }

private:
    void back(bool abandoned) noexcept
    {
        join& owner = *std::exchange(owner_, nullptr);
        --owner.emissions_;
        owner.release(abandoned);
    }

    join* owner_;
    child& child_; // may have finished meanwhile
    bool emitted_ = false;
};

join::~join()
{
    assert(running_ == 0 && emissions_ == 0);
}

template <class Executor>
void join::start(child& started, asio::awaitable<void, Executor> body)
{
    loop& where = parent_.owner();
    task& node = where.open(current.running, name_);
    link(started, where, &node);
    const bool too_late = cancelled_;
    asio::co_spawn(Executor(executor(node)), std::move(body), completion(started));
    if (too_late && started.owner_)
        cancel_one(started);
}

template void join::start(child&, asio::awaitable<void, executor>);
template void join::start(child&, asio::awaitable<void, asio::any_io_executor>);

namespace {

// The last reference to an exception is dropped on the join's loop. One that Asio's frame holds would be dropped on the
// child's, meanwhile: that is safe, but ThreadSanitizer would report it, as it does not see into libstdc++.so.
awaitable<void> run_and_catch(awaitable<void> body, std::exception_ptr& thrown)
{
    try {
        co_await std::move(body);
    } catch (...) {
        thrown = std::current_exception();
    }
}

} // namespace

void join::start_on(loop& where, child& started, std::function<awaitable<void>()>& make)
{
    struct begin {
        child& started;
        std::function<awaitable<void>()>& make;
        completion finished; // made now: a start that never comes to run is an arrival as well

        void operator()()
        {
            awaitable<void> body;
            try {
                body = make();
            } catch (...) {
                started.thrown_ = std::current_exception();
            }
            if (started.thrown_) {
                finished(nullptr);
                return;
            }
            started.node_ = &started.where_->open(nullptr, started.owner_->name_);
            asio::co_spawn(
                executor(*started.node_), run_and_catch(std::move(body), started.thrown_), std::move(finished));
        }
    };
    link(started, where, nullptr);
    begin posted{started, make, completion(started)};
    where.root().require(asio::execution::blocking.never).execute(std::move(posted));
    if (cancelled_)
        cancel_one(started);
}

void join::link(child& started, loop& where, task* node) noexcept
{
    started.owner_ = this;
    started.where_ = &where;
    started.node_ = node;
    started.previous_ = nullptr;
    started.next_ = std::exchange(first_, &started);
    if (started.next_)
        started.next_->previous_ = &started;
    ++running_;
}

void join::arrive(child& finished, std::exception_ptr error, bool abandoned) noexcept
{
    if (next_to_cancel_ == &finished)
        next_to_cancel_ = finished.next_;
    (finished.previous_ ? finished.previous_->next_ : first_) = finished.next_;
    if (finished.next_)
        finished.next_->previous_ = finished.previous_;
    finished.owner_ = nullptr;
    finished.finished();
    if (error)
        fail(std::move(error));
    --running_; // not before: a child that is started again and finishes at once must not resume the parent in here
    release(abandoned);
}

void join::release(bool abandoned) noexcept
{
    if (running_ > 0 || emissions_ > 0 || !waiting_.suspended())
        return;
    if (abandoned)
        waiting_.abandon();
    else
        waiting_.resume();
}

void join::fail(std::exception_ptr error)
{
    if (!error_) {
        error_ = std::move(error);
        cancel();
    } else if (!is_cancellation(error)) {
        report_dropped(name_, error);
    }
}

void join::cancel_running(const child* spared)
{
    // Held until the walk is over: a child that finishes at once must not resume the parent, whose frame this is in.
    ++emissions_;
    for (child* each = first_; each; each = next_to_cancel_) {
        next_to_cancel_ = each->next_;
        if (each != spared)
            cancel_one(*each);
    }
    --emissions_;
    if (running_ == 0 && emissions_ == 0 && waiting_.suspended())
        waiting_.post();
}

void join::cancel_one(child& running)
{
    if (running.where_ == &parent_.owner() && running.node_) {
        running.signal_.emit(asio::cancellation_type::terminal);
    } else { // on another loop, or still in the queue: the cancellation queues up behind it
        ++emissions_;
        running.where_->root().require(asio::execution::blocking.never).execute(emission(*this, running));
    }
}

awaitable<void> join::start_and_settle(starter* start, void* closure, bool rethrow)
{
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        start(closure);
    } catch (...) { // a callable that threw, or no memory: those that were started are still waited for
        fail(std::current_exception());
    }
    co_await settle();
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (rethrow && error_)
        std::rethrow_exception(error_);
}

awaitable<void> join::settle_calling(std::function<void()> on_cancelled)
{
    // The wait must not be left before the last child has finished, so cancellation does not throw in here.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        on_cancelled();
    if (running_ > 0 || emissions_ > 0)
        co_await waiting_.suspend([] {}, [&] { on_cancelled(); });
    co_await asio::this_coro::throw_if_cancelled(throws);
}

} // namespace plait::detail
