#include <plait/detail/join/join.hpp>

#include <plait/detail/coroutine/loop.hpp>

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

// An open task is one that a join has started, and that it waits for: joins are the only owners of tasks.
const join* join_of(const task& of) noexcept
{
    return of.is_open() ? static_cast<const join*>(static_cast<const task_frame&>(of).links.owner) : nullptr;
}

const char* name_of(const task& of) noexcept
{
    const join* const owner = join_of(of);
    return owner ? owner->name() : "";
}

const task* parent_of(const task& of) noexcept
{
    const join* const owner = join_of(of);
    return owner ? owner->parent().task() : nullptr;
}

task_frame& join::open(child* watcher, const inheritance* given)
{
    // The task inherits from the caller, and not from the task that runs now: that one may end before the task it
    // starts.
    task_frame& opened = parent_.owner().open(*this);
    if (!given)
        given = origin_ ? origin_ : caller_ ? &caller_->inherited : nullptr;
    opened.inherited = given ? *given : inheritance{};
    opened.go_on(); // a coroutine that the last task of this frame started with co_spawn may still wait in its name
    opened.links.watcher = watcher;
    return opened;
}

void join::launch(task_frame& started)
{
    started.links.previous = nullptr;
    started.links.next = std::exchange(first_, &started);
    if (started.links.next)
        started.links.next->links.previous = &started;
    ++running_;

    const std::uint32_t generation = started.generation;
    const urgency too_late = cancelled_;
    started.launch();
    if (too_late != urgency::none && started.generation == generation)
        started.cancel(too_late);
}

bool join::begin(starter* start, void* closure, const asio::cancellation_state& caller) noexcept
{
    try {
        start(closure);
    } catch (...) { // a callable threw, or there is no memory; the tasks that were started are still waited for
        fail(std::current_exception());
    }
    // The caller may have been cancelled before, or by a task that was started now.
    if (caller.cancelled() != asio::cancellation_type::none && hear_caller())
        walk(); // the caller is not suspended yet, and goes on at once if no task runs
    return running_ > 0;
}

void join::arrive(task_frame& ended, std::exception_ptr& error, bool abandoned) noexcept
{
    if (next_to_cancel_ == &ended)
        next_to_cancel_ = only_one_ ? nullptr : ended.links.next;
    (ended.links.previous ? ended.links.previous->links.next : first_) = ended.links.next;
    if (ended.links.next)
        ended.links.next->links.previous = ended.links.previous;
    child* watcher = ended.links.watcher;
    ended.close();

    if (watcher)
        watcher->finished(error);
    if (error)
        fail(std::move(error));
    --running_; // only now, because a task that the watcher starts, and that ends at once, must not resume the parent
    if (running_ > 0 || walking_ || leaving_ || !waiting_)
        return;
    if (abandoned)
        destroy_parent();
    else
        resume_parent();
}

void join::fail(std::exception_ptr error) noexcept
{
    if (!error_) {
        error_ = std::move(error);
        cancel();
    } else if (is_cancellation(error)) {
        return;
    } else if (caller_is_cancelled() && is_cancellation(error_)) {
        error_ = std::move(error);
    } else {
        report_unreported(name_, error);
    }
}

void join::cancel(urgency how) noexcept
{
    if (how <= cancelled_)
        return;
    cancelled_ = how;
    cancel_from(first_, false);
}

void join::cancel_one(const child& watcher) noexcept
{
    if (cancelled())
        return;
    for (task_frame* each = first_; each; each = each->links.next)
        if (each->links.watcher == &watcher)
            return cancel_from(each, true);
}

void join::cancel_from(task_frame* first, bool only_that) noexcept
{
    next_to_cancel_ = first;
    only_one_ = only_that;
    if (!asking_) // otherwise the walk that asks goes on with these tasks
        walk();
}

// A task knows how urgent its cancellation is. For other coroutines there is only Asio's signal, so the second one is
// urgent.
bool join::hear_caller() noexcept
{
    urgency how = caller_is_cancelled() ? urgency::at_once : urgency::in_time;
    if (caller_)
        how = caller_->cancelled;
    if (how <= caller_cancelled_)
        return false;
    caller_cancelled_ = how;
    must_ask_ = true;
    return true;
}

// A task that is cancelled tells the join that it waits in, which calls this. If a walk of another join is under way,
// that walk goes on with this join: with calls inside each other, a tree of some 10,000 joins would take all of the
// stack. The order is the same as with calls: the tasks below a task come before the task's siblings.
void join::caller_cancelled() noexcept
{
    if (!hear_caller() || walking_)
        return; // the walk that is under way here sees it
    if (join_list* outer = parent_.owner().walks.cancelling) {
        walking_ = true;
        outer->push(*this);
    } else {
        walk();
    }
}

void join::walk() noexcept
{
    // If this is not the outermost walk of this join, that one will find nothing left to do.
    const bool outermost = !std::exchange(walking_, true);
    loop& owner = parent_.owner();
    join_list below;
    join_list* const outer = std::exchange(owner.walks.cancelling, &below);
    for (;;) {
        join* const deepest = below.first ? below.first : this;
        if (deepest->walk_a_step())
            continue;
        if (deepest == this)
            break;
        below.pop()->end_walk();
    }
    owner.walks.cancelling = outer;
    if (outermost)
        end_walk();
}

bool join::walk_a_step() noexcept
{
    if (std::exchange(must_ask_, false)) {
        asking_ = true;
        try {
            on_cancelled_ ? on_cancelled_(on_cancelled_closure_, caller_cancelled_) : cancel(caller_cancelled_);
        } catch (...) { // there may be no memory for a timer; the tasks then get no more time
            fail(std::current_exception());
        }
        asking_ = false;
        return true;
    }
    task_frame* const next = next_to_cancel_;
    if (!next)
        return false;
    next_to_cancel_ = only_one_ ? nullptr : next->links.next;
    next->cancel(only_one_ ? urgency::in_time : cancelled_);
    return true;
}

// The parent was not resumed before the end of the walk, because this join lives in its frame.
void join::end_walk() noexcept
{
    walking_ = false;
    if (running_ == 0 && waiting_ && !leaving_)
        post_resumption();
}

/// The parent's resumption, on its way. Whoever knows a scope may start tasks before it arrives. In that case the last
/// of those tasks resumes the parent.
class join::resumption {
public:
    explicit resumption(join& of) noexcept : of_(&of) { of.leaving_ = true; }
    resumption(resumption&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    resumption& operator=(resumption&&) = delete;
    ~resumption() // finds the join only if the loop goes away: see loop.hpp
    {
        if (of_ && has_come(*of_))
            of_->destroy_parent();
    }

    void operator()()
    {
        if (join& of = *std::exchange(of_, nullptr); has_come(of))
            of.release().resume();
    }

private:
    [[nodiscard]] static bool has_come(join& of) noexcept
    {
        of.leaving_ = false;
        return of.running_ == 0;
    }

    join* of_;
};

void join::resume_parent() noexcept
{
    if (current.depth < door::deepest)
        release().resume();
    else
        post_resumption();
}

void join::post_resumption() noexcept
{
    parent_.require(asio::execution::blocking.never).execute(resumption(*this));
}

// This ends the parent's task. If the join of that task has no other task, it destroys its own parent, and so on. The
// parents are destroyed one after the other, without calls inside each other.
void join::destroy_parent() noexcept
{
    loop& owner = parent_.owner();
    if (join_list* outer = owner.walks.destroying) {
        outer->push(*this);
        return;
    }
    join_list above;
    above.push(*this);
    owner.walks.destroying = &above;
    while (join* next = above.pop())
        next->release().destroy(); // destroys the parent, and the join with it
    owner.walks.destroying = nullptr;
}

} // namespace plait::detail
