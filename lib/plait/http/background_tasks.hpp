#pragma once

#include <plait/scope.hpp>

#include <source_location>
#include <utility>

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
    void start(Task&& task, std::source_location at = std::source_location::current())
    {
        scope_.start(std::forward<Task>(task), at);
    }

private:
    scope& scope_;
};

} // namespace plait::http
