#include <plait/detail/join.hpp>

#include <plait/detail/loop.hpp>

#include <cassert>

namespace asio = boost::asio;

namespace plait::detail {

join::~join()
{
    assert(running_ == 0);
}

// An open task is one that a join has started, and that it waits for.
const char* name_of(const task& of) noexcept
{
    return of.is_open() ? static_cast<const entry&>(of).started_by().name() : "";
}

const task* parent_of(const task& of) noexcept
{
    return of.is_open() ? static_cast<const entry&>(of).started_by().parent().task() : nullptr;
}

entry& join::open(child* watcher, const inheritance* given)
{
    // Not what runs now: that may be a task which ends before the one that it starts.
    task* const parent = parent_.task();
    entry& opened = parent_.owner().open();
    if (!given)
        given = origin_ ? origin_ : parent ? &parent->inherited : nullptr;
    opened.inherited = given ? *given : inheritance{};
    opened.owner_ = this;
    opened.watcher_ = watcher;
    return opened;
}

void join::launch(entry& started)
{
    started.previous_ = nullptr;
    started.next_ = std::exchange(first_, &started);
    if (started.next_)
        started.next_->previous_ = &started;
    ++running_;

    const std::uint32_t generation = started.generation;
    const bool too_late = cancelled_;
    started.launch();
    if (too_late && started.generation == generation)
        started.cancel();
}

bool join::begin(starter* start, void* closure, const asio::cancellation_state& caller) noexcept
{
    try {
        start(closure);
    } catch (...) { // a callable that threw, or no memory: those that were started are still waited for
        fail(std::current_exception());
    }
    if (caller.cancelled() != asio::cancellation_type::none) // before, or by a task that was started now
        caller_cancelled();
    return running_ > 0;
}

void join::arrive(entry& ended, std::exception_ptr& error, bool abandoned) noexcept
{
    if (next_to_cancel_ == &ended)
        next_to_cancel_ = ended.next_;
    (ended.previous_ ? ended.previous_->next_ : first_) = ended.next_;
    if (ended.next_)
        ended.next_->previous_ = ended.previous_;
    child* watcher = ended.watcher_;
    ended.close();

    if (watcher)
        watcher->finished(error);
    if (error)
        fail(std::move(error));
    --running_; // not before: a task that is started in there and ends at once must not resume the parent
    if (running_ > 0 || walking_ || !waiting_)
        return;
    if (abandoned)
        release().destroy();
    else
        release().resume();
}

void join::fail(std::exception_ptr error) noexcept
{
    if (!error_) {
        error_ = std::move(error);
        cancel();
    } else if (is_cancellation(error)) {
        return;
    } else if (caller_is_cancelled_ && is_cancellation(error_)) {
        error_ = std::move(error);
    } else {
        report_dropped(name_, error);
    }
}

void join::cancel() noexcept
{
    if (!std::exchange(cancelled_, true))
        cancel_running(nullptr);
}

void join::cancel_all_but(const child& spared) noexcept
{
    if (!cancelled_) // a walk inside another one would end that
        cancel_running(&spared);
}

void join::cancel_one(const child& watcher) noexcept
{
    for (entry* each = first_; each; each = each->next_)
        if (each->watcher_ == &watcher)
            return each->cancel();
}

void join::cancel_running(const child* spared) noexcept
{
    // Until the walk is over, a task that ends at once must not resume the parent, whose frame this is in.
    walking_ = true;
    for (entry* each = first_; each; each = next_to_cancel_) {
        next_to_cancel_ = each->next_;
        if (!spared || each->watcher_ != spared)
            each->cancel();
    }
    walking_ = false;
    if (running_ == 0 && waiting_)
        release().post();
}

} // namespace plait::detail
