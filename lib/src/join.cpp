#include <plait/detail/join.hpp>

#include <plait/detail/loop.hpp>

#include <cassert>

namespace asio = boost::asio;

namespace plait::detail {

join::~join()
{
    assert(running_ == 0);
}

void join_list::push(join& added) noexcept
{
    added.next_ = std::exchange(first, &added);
}

join* join_list::pop() noexcept
{
    join* const taken = first;
    if (taken)
        first = std::exchange(taken->next_, nullptr);
    return taken;
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
    if (caller.cancelled() != asio::cancellation_type::none) { // before, or by a task that was started now
        caller_is_cancelled_ = must_ask_ = true;
        walk(); // here: what is not suspended goes on at once if none runs
    }
    return running_ > 0;
}

void join::arrive(entry& ended, std::exception_ptr& error, bool abandoned) noexcept
{
    if (next_to_cancel_ == &ended)
        next_to_cancel_ = only_one_ ? nullptr : ended.next_;
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
        destroy_parent();
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
        cancel_from(first_, false);
}

void join::cancel_one(const child& watcher) noexcept
{
    if (cancelled_)
        return;
    for (entry* each = first_; each; each = each->next_)
        if (each->watcher_ == &watcher)
            return cancel_from(each, true);
}

void join::cancel_from(entry* first, bool only_that) noexcept
{
    next_to_cancel_ = first;
    only_one_ = only_that;
    if (!asking_) // else the walk that asks goes on with them
        walk();
}

// A task that is cancelled passes that on to the join that it waits in, and that comes here. If this is inside a walk of
// another join, that one goes on with this join: with calls inside each other, a tree of some 10,000 joins would take all of
// the stack. The order is the same: what is below a task comes before the task's siblings.
void join::caller_cancelled() noexcept
{
    caller_is_cancelled_ = must_ask_ = true;
    if (walking_)
        return; // what walks here sees it
    if (join_list* outer = parent_.owner().cancelling_) {
        walking_ = true;
        outer->push(*this);
    } else {
        walk();
    }
}

void join::walk() noexcept
{
    const bool outermost = !std::exchange(walking_, true); // else a walk of it further out finds nothing left to do
    loop& owner = parent_.owner();
    join_list below;
    join_list* const outer = std::exchange(owner.cancelling_, &below);
    for (;;) {
        join* const deepest = below.first ? below.first : this;
        if (deepest->walk_a_step())
            continue;
        if (deepest == this)
            break;
        below.pop()->end_walk();
    }
    owner.cancelling_ = outer;
    if (outermost)
        end_walk();
}

bool join::walk_a_step() noexcept
{
    if (std::exchange(must_ask_, false)) {
        asking_ = true;
        try {
            on_cancelled_ ? on_cancelled_(on_cancelled_closure_) : cancel();
        } catch (...) { // no memory for a timer, say: then there is no more time
            fail(std::current_exception());
        }
        asking_ = false;
        return true;
    }
    entry* const next = next_to_cancel_;
    if (!next)
        return false;
    next_to_cancel_ = only_one_ ? nullptr : next->next_;
    next->cancel();
    return true;
}

// The parent, whose frame this is in, was not resumed until now.
void join::end_walk() noexcept
{
    walking_ = false;
    if (running_ == 0 && waiting_)
        release().post();
}

// That ends the parent's task, whose join may have no other and destroy its own parent: one after the other, too.
void join::destroy_parent() noexcept
{
    loop& owner = parent_.owner();
    if (join_list* outer = owner.destroying_) {
        outer->push(*this);
        return;
    }
    join_list above;
    above.push(*this);
    owner.destroying_ = &above;
    while (join* next = above.pop())
        next->release().destroy(); // and that join with it
    owner.destroying_ = nullptr;
}

} // namespace plait::detail
