#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/sync/shared_call.hpp>

#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <type_traits>
#include <utility>

namespace plait {

/// Calls with equal keys that come at the same time share one execution, and its result.
///
///     single_flight<std::string, user> loads;
///     user found = co_await loads.run(id, [&] { return load(id); });
///
/// The first caller leads: it runs its own task. Callers that come until that task has finished follow: they wait, and
/// get a copy of the result, or the same exception; their own tasks never start. A `single_flight` is not a cache: the
/// next call after that runs its task anew. A task that makes a call with its own key waits for itself, for ever.
///
/// `T` can be copied, or it is `void`. It is best cheap to copy, as `std::shared_ptr<const user>` is. `Key` can be
/// compared with `<`.
///
/// Lifetime: must outlive its calls.
///
/// Threads: safe, from tasks of all loops. Loops may copy one result at the same time.
///
/// Cost: 130 ns and 2 blocks of memory around a task that is ready and has no followers (`bench_each`).
template <class Key, class T>
class single_flight {
public:
    static_assert(std::is_void_v<T> || std::copy_constructible<T>, "each caller of a single_flight gets a copy");

    single_flight() = default;
    ~single_flight() = default; // no call may still run
    single_flight(const single_flight&) = delete;
    single_flight& operator=(const single_flight&) = delete;

    /// Runs the task, or waits for the one that runs for an equal key. A task is a callable without parameters that
    /// returns an `awaitable`, or an `awaitable`.
    ///
    /// Returns: the result of the task that ran. Followers get copies; the leader's result may be moved.
    ///
    /// Errors: what that task throws: the leader and all that follow it get it. `asio::error::operation_aborted` if the
    ///   caller is cancelled.
    ///
    /// Cancellation: a cancelled follower leaves, and nothing else changes. When the leader is cancelled, and its task
    ///   ends with an exception, the follower that has waited longest leads instead, and runs its own task from the
    ///   start: that takes as long again. If the task of a cancelled leader has a result all the same, all get it. The
    ///   time limits around the leader are the leader's alone: they cancel it, but `deadline_left` does not tell them
    ///   to the task. So the task cannot fail for all because one caller is in a hurry. The task has the values that
    ///   the leader has inherited (`context_value`).
    ///
    /// Threads: a task runs on its caller's loop, and every caller resumes on its own.
    ///
    /// See also: `guarded`, for a value that exists already.
    template <std::convertible_to<Key> Asked = Key, class Task>
    [[nodiscard]] auto run(Asked&& key, Task&& task);

    /// The number of keys that have a running task.
    [[nodiscard]] std::size_t in_flight() const;

private:
    class shared_call;
    using calls = std::map<Key, std::shared_ptr<shared_call>>;

    template <class Task>
    awaitable<T> call(Key key, Task task);
    // The call of the key, and whether the caller leads it: the call that runs already, or a new one.
    [[nodiscard]] std::pair<std::shared_ptr<shared_call>, bool> call_of(const Key& key);

    mutable detail::state_lock lock_;
    calls calls_ PLAIT_GUARDED_BY(lock_);
};

//
// Implementation
//

template <class Key, class T>
class single_flight<Key, T>::shared_call final : public detail::shared_call {
public:
    explicit shared_call(single_flight& owner) noexcept : detail::shared_call(owner.lock_), owner_(owner) {}

    typename calls::iterator place; // is used under the state lock
    detail::result<T> value;        // belongs to the leader until the call has ended, and is constant after that
    bool shared = false;            // is set when the call has ended: true if followers want a copy

private:
    void remove() noexcept PLAIT_UNCHECKED override // the caller holds the state lock, under another name
    {
        shared = place->second.use_count() > 2; // the leader and the map hold the call, too
        owner_.calls_.erase(place);
    }

    single_flight& owner_;
};

template <class Key, class T>
auto single_flight<Key, T>::call_of(const Key& key) -> std::pair<std::shared_ptr<shared_call>, bool>
{
    detail::locked inside(lock_);
    if (auto found = calls_.find(key); found != calls_.end())
        return {found->second, false};
    auto created = std::make_shared<shared_call>(*this);
    created->place = calls_.emplace(key, created).first;
    return {std::move(created), true};
}

template <class Key, class T>
template <class Task>
awaitable<T> single_flight<Key, T>::call(Key key, Task task)
{
    for (;;) {
        auto [joined, first] = call_of(key);
        detail::participant own(*joined, first);
        if (!first)
            co_await own.follow();
        if (!own.leads()) {
            if (own.given_up())
                continue;
            own.rethrow_error();
            co_return detail::share<T>(joined->value);
        }

        detail::inheritance inherited;
        detail::join only(co_await boost::asio::this_coro::executor, "single_flight", &inherited);
        co_await only.run([&] {
            inherited = only.around();
            inherited.deadline = nullptr; // what the task did because of the deadline would happen to all followers
            only.start(detail::to_awaitable(task), joined->value);
        });
        if (const std::exception_ptr error = only.error()) {
            const auto caller = co_await boost::asio::this_coro::cancellation_state;
            if (caller.cancelled() == boost::asio::cancellation_type::none)
                own.end(error);
            std::rethrow_exception(error); // if the call has not been ended, a follower leads from here on
        }
        own.end(nullptr);
        if (joined->shared)
            co_return detail::share<T>(joined->value);
        co_return detail::take<T>(joined->value);
    }
}

template <class Key, class T>
template <std::convertible_to<Key> Asked, class Task>
auto single_flight<Key, T>::run(Asked&& key, Task&& task)
{
    detail::check_value<Asked>();
    detail::check_task_argument<Task>();
    static_assert(
        std::same_as<detail::task_result_t<Task>, T>,
        "the task of single_flight<Key, T>::run returns an awaitable<T>: what all callers share");
    return call<std::decay_t<Task>>(std::forward<Asked>(key), std::forward<Task>(task));
}

template <class Key, class T>
std::size_t single_flight<Key, T>::in_flight() const
{
    detail::locked inside(lock_);
    return calls_.size();
}

} // namespace plait
