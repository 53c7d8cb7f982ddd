// Fails with: a task is awaited once: pass the call itself, or std::move(the awaitable)
#include <plait/with_timeout.hpp>

plait::awaitable<int> load();

plait::awaitable<int> use()
{
    plait::awaitable<int> loading = load();
#ifdef TWIN
    co_return co_await plait::with_timeout(std::chrono::seconds(1), std::move(loading));
#else
    co_return co_await plait::with_timeout(std::chrono::seconds(1), loading);
#endif
}
