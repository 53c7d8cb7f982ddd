#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/http/detail/owned.hpp>

#include <source_location>
#include <type_traits>
#include <utility>

namespace plait {
class event;
class scope;
} // namespace plait

namespace plait::http {

/// The place where handlers start work that goes on after their answers: see `request::background`.
///
///     request.background().start(send_mail(address));
///
/// Work that has been started belongs to the server. A handler can neither wait for it nor cancel it.
///
/// Lifetime: it lives as long as the server. The work may keep a reference to it and start more work.
///
/// Threads: the connection's loop only. All of the work runs there.
///
/// Cost: that of `scope::start`.
class background_tasks {
public:
    /// For a test that calls a handler: the work runs in the test's scope. A server has a `background_tasks` for each
    /// loop.
    explicit background_tasks(scope& of);
    background_tasks(const background_tasks&) = delete;
    background_tasks& operator=(const background_tasks&) = delete;
    ~background_tasks();

    /// Takes what `scope::start` takes: an `awaitable<>`, or a callable without parameters that returns one. The work
    /// inherits the deadlines and the context values of the caller of `serve`, not those of the handler.
    template <class Task>
    void start(Task&& task, std::source_location at = std::source_location::current());

    /// The event that is set when the server begins to stop: see `request::stopping`.
    [[nodiscard]] event& stopping() noexcept { return *stopping_; }

private:
    void start_in_scope(awaitable<void> task, std::source_location at);

    scope& scope_;
    detail::owned<event> stopping_;
};

//
// Implementation
//

template <class Task>
void background_tasks::start(Task&& task, std::source_location at)
{
    using namespace plait::detail;
    check_task_argument<Task>();
    static_assert(
        std::is_void_v<task_result_t<Task>>, "background work has no place for results: let the task store its own");
    if constexpr (awaitable_type<Task>)
        start_in_scope(std::forward<Task>(task), at);
    else
        start_in_scope(call_kept<std::decay_t<Task>>(std::forward<Task>(task)), at);
}

} // namespace plait::http
