// Fails with: this is a function: co_await what it returns, f()
#include <plait/awaitable.hpp>

plait::awaitable<int> load();

plait::awaitable<int> use()
{
#ifdef TWIN
    co_return co_await load();
#else
    co_await load;
    co_return 1;
#endif
}
