#include <plait/http/background_tasks.hpp>

#include <plait/event.hpp>
#include <plait/scope.hpp>

namespace plait::http {

background_tasks::background_tasks(scope& of) : scope_(of), stopping_(new event) {}
background_tasks::~background_tasks() = default;

void background_tasks::start_in_scope(awaitable<void> task, std::source_location at)
{
    scope_.start(std::move(task), at);
}

} // namespace plait::http
