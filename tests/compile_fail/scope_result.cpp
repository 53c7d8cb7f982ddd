// Fails with: a scope has no place for results: let the task store its own
#include <plait/scope.hpp>

plait::awaitable<void> work();
plait::awaitable<int> count();

plait::awaitable<void> use()
{
    co_await plait::with_scope([](plait::scope& tasks) -> plait::awaitable<void> {
#ifdef TWIN
        tasks.start(work());
#else
        tasks.start(count());
#endif
        co_return;
    });
}
