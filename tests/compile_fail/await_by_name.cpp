// Fails with: a task is awaited once: co_await the call itself, or std::move(the awaitable)
#include <plait/awaitable.hpp>

plait::awaitable<int> load();

plait::awaitable<int> use()
{
    plait::awaitable<int> loading = load();
#ifdef TWIN
    co_return co_await std::move(loading);
#else
    co_return co_await loading;
#endif
}
