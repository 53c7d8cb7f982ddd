// Fails with: pass a plait::awaitable, or a callable without parameters that returns one
#include <plait/run_concurrent.hpp>

plait::awaitable<int> load(int id);

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::run_concurrent([] { return load(1); });
#else
    co_await plait::run_concurrent([](int id) { return load(id); });
#endif
}
