// Fails with: the function of guarded::with is not a coroutine: the value would be open while it waits
#include <plait/guarded.hpp>

plait::awaitable<int> load();

plait::awaitable<void> use(plait::guarded<int>& sum)
{
#ifdef TWIN
    const int loaded = co_await load();
    co_await sum.with([&](int& n) { n += loaded; });
#else
    co_await sum.with([](int& n) -> plait::awaitable<void> { n += co_await load(); });
#endif
}
