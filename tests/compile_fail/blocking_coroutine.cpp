// Fails with: the function of blocking is plain code, as no loop runs on its thread: co_await the coroutine on the loop
#include <plait/blocking.hpp>

plait::awaitable<int> load();

plait::awaitable<int> use()
{
#ifdef TWIN
    const int loaded = co_await load();
    co_return co_await plait::blocking([&] { return loaded; });
#else
    co_return co_await plait::blocking([] { return load(); });
#endif
}
