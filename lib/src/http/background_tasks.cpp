#include <plait/http/background_tasks.hpp>

#include <plait/scope.hpp>

namespace plait::http {

void background_tasks::start_in_scope(awaitable<void> task, std::source_location at)
{
    scope_.start(std::move(task), at);
}

} // namespace plait::http
