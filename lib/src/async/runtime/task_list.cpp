#include "async/runtime/task_list.hpp"

#include "async/join/stack_text.hpp"
#include "async/join/task_tree.hpp"
#include "async/kernel/thread_list.hpp"
#include <plait/detail/coroutine/loop.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace plait::detail {

namespace {

/// What a visit's caller and the loops share. A loop may come to it when the caller has gone.
class shared_visit {
public:
    explicit shared_visit(const std::function<void(loop&, int)>& visit) : visit_(visit) {}

    void expect(loop& added, int number)
    {
        const std::lock_guard inside(changing_);
        expected_.emplace(&added, number);
    }
    void visit(loop& here)
    {
        int number = 0;
        {
            const std::lock_guard inside(changing_);
            const auto found = expected_.find(&here);
            if (over_ || found == expected_.end())
                return;
            number = found->second;
            ++visiting_;
            expected_.erase(found);
        }
        std::exception_ptr failed;
        try {
            visit_(here, number);
        } catch (...) { // no memory: that is for the caller, and not for the loop
            failed = std::current_exception();
        }
        const std::lock_guard inside(changing_);
        if (failed)
            failed_ = std::exchange(failed, nullptr);
        --visiting_;
        answered_.notify_one();
    }
    void leave_out(loop& gone)
    {
        const std::lock_guard inside(changing_);
        expected_.erase(&gone);
        answered_.notify_one();
    }
    [[nodiscard]] bool wait(std::chrono::nanoseconds most)
    {
        std::unique_lock inside(changing_);
        return answered_.wait_for(inside, most, [this] { return expected_.empty() && visiting_ == 0; });
    }
    /// Returns the loops that have not answered. Afterwards none is visited any more.
    std::map<loop*, int> end()
    {
        std::unique_lock inside(changing_);
        over_ = true;
        answered_.wait(inside, [this] { return visiting_ == 0; });
        return std::exchange(expected_, {});
    }
    void rethrow_failure() const
    {
        if (failed_)
            std::rethrow_exception(failed_);
    }

private:
    std::mutex changing_;
    std::condition_variable answered_;
    const std::function<void(loop&, int)>& visit_; // is not used when it is over
    std::map<loop*, int> expected_;
    int visiting_ = 0;
    std::exception_ptr failed_;
    bool over_ = false;
};

/// Goes to a loop, which runs it, or destroys it if the loop ends.
class message {
public:
    message(std::shared_ptr<shared_visit> from, loop& to) noexcept : from_(std::move(from)), to_(&to) {}
    message(message&&) noexcept = default;
    message& operator=(message&&) = delete;
    ~message()
    {
        if (from_)
            from_->leave_out(*to_);
    }
    void operator()() { std::exchange(from_, nullptr)->visit(*to_); }

private:
    std::shared_ptr<shared_visit> from_;
    loop* to_;
};

} // namespace

std::vector<busy_thread> visit_loops(
    const std::function<void(loop&, int number)>& visit, std::chrono::nanoseconds most,
    const std::function<bool()>& ends)
{
    constexpr std::chrono::nanoseconds between_looks = std::chrono::milliseconds(20);
    const auto shared = std::make_shared<shared_visit>(visit);
    struct ending { // also if there is no memory to ask the next loop
        shared_visit& ended;
        ~ending() { ended.end(); }
    } const at_the_end{*shared};
    visit_threads([&](registered_thread& each) {
        if (!each.runs)
            return;
        shared->expect(*each.runs, each.loop);
        each.runs->root().require(boost::asio::execution::blocking.never).execute(message(shared, *each.runs));
    });
    for (auto left = most; left > left.zero() && !ends() && !shared->wait(std::min(left, between_looks));)
        left -= between_looks;

    const std::map<loop*, int> silent = shared->end();
    shared->rethrow_failure();
    std::vector<busy_thread> busy;
    visit_threads([&](registered_thread& each) {
        const bool is_stuck = each.runs && silent.contains(each.runs);
        const bool is_in_pool = !each.runs && !each.is_idle.load(std::memory_order_relaxed);
        if ((!is_stuck && !is_in_pool) || &each == registered_thread::here())
            return;
        busy_thread& added = busy.emplace_back();
        added.loop = each.loop;
        added.has_stack = capture_other(added.stack, each);
    });
    std::ranges::sort(busy, {}, &busy_thread::loop);
    return busy;
}

std::string describe(const busy_thread& of)
{
    std::string text = of.loop == registered_thread::no_loop
                           ? std::string("a thread of a pool runs")
                           : "loop " + std::to_string(of.loop) + " does not answer; its thread runs";
    if (!of.has_stack)
        return text + " something that is not known\n";
    if (of.stack.route[0] != '\0')
        text.append(", for ")
            .append(of.stack.method ? of.stack.method : "")
            .append(" ")
            .append(escaped(of.stack.route));
    text += '\n';
    for (const std::string& each : text_of(of.stack).lines)
        text.append("  ").append(each).append("\n");
    return text;
}

std::string list_tasks(std::chrono::nanoseconds most, const std::function<bool()>& ends)
{
    std::map<int, std::string> found; // loops answer in any order
    std::mutex adding;
    const auto describe_loop = [&](loop& here, int number) {
        loop* const only = &here;
        std::string text = describe_tasks({&only, 1}, static_cast<std::size_t>(number));
        const std::lock_guard inside(adding);
        found[number] += text;
    };
    const std::vector<busy_thread> busy = visit_loops(describe_loop, most, ends);
    std::string all;
    for (const auto& [number, text] : found)
        all += text;
    for (const busy_thread& each : busy)
        all += describe(each);
    return all.empty() ? "there are no tasks\n" : all;
}

} // namespace plait::detail
