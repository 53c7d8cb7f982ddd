// Fails with: run_concurrent without a task: give at least one, or a range of them
#include <plait/run_concurrent.hpp>

plait::awaitable<void> load();

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::run_concurrent(load());
#else
    co_await plait::run_concurrent();
#endif
}
