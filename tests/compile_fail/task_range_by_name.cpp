// Fails with: tasks are awaited once: pass the range with std::move(range)
#include <plait/run_concurrent.hpp>

plait::awaitable<std::vector<int>> use(std::vector<plait::awaitable<int>> loading)
{
#ifdef TWIN
    co_return co_await plait::run_concurrent(std::move(loading));
#else
    co_return co_await plait::run_concurrent(loading);
#endif
}
