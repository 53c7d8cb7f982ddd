// Fails with: the function of guarded::with takes the value by reference
#include <plait/guarded.hpp>

plait::awaitable<int> use(plait::guarded<int>& hits)
{
#ifdef TWIN
    co_return co_await hits.with([](int& n) { return ++n; });
#else
    co_return co_await hits.with([] { return 1; });
#endif
}
