// Fails with: the function of guarded::with takes the value by reference, as what it changes of a copy is lost: [](int& n)
#include <plait/guarded.hpp>

plait::awaitable<int> use(plait::guarded<int>& hits)
{
#ifdef TWIN
    co_await hits.with([](int& n) { ++n; });
    co_return co_await hits.with([](const int& n) { return n; });
#else
    co_return co_await hits.with([](int n) { return ++n; });
#endif
}
