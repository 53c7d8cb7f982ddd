// Fails with: retry calls a function without parameters, once or more, that returns a plait::awaitable
#include <plait/retry.hpp>

plait::awaitable<int> load(int id);

plait::awaitable<int> use()
{
#ifdef TWIN
    co_return co_await plait::retry([] { return load(1); });
#else
    co_return co_await plait::retry(load(1));
#endif
}
