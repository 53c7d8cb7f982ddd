#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/task_argument.hpp>

#include <source_location>
#include <type_traits>
#include <utility>

namespace plait {
class scope;
}

namespace plait::http {

/// Where handlers start work that goes on after their answers: see `request::background`.
///
///     request.background().start(send_mail(address));
///
/// Work that has been started is the server's: a handler can neither wait for it nor cancel it.
///
/// Lifetime: of the server. The work may keep a reference and start more.
///
/// Threads: of the connection's loop, where all of the work runs.
///
/// Cost: that of `scope::start`.
class background_tasks {
public:
    /// Of a scope of its own, for a test that calls a handler. A server has one for each loop.
    explicit background_tasks(scope& of) noexcept : scope_(of) {}
    background_tasks(const background_tasks&) = delete;
    background_tasks& operator=(const background_tasks&) = delete;

    /// As `scope::start`: an `awaitable<>`, or a callable without parameters that returns one. It inherits the deadlines and
    /// the context values of who called `serve`, not those of the handler.
    template <class Task>
    void start(Task&& task, std::source_location at = std::source_location::current());

private:
    void start_in_scope(awaitable<void> task, std::source_location at);

    scope& scope_;
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
