// Fails with: the function of guarded::with takes the value by reference, as what it changes of a copy is lost: [](int& n)
#include <plait/guarded.hpp>

plait::awaitable<void> use(plait::guarded<int>& hits)
{
#ifdef TWIN
    co_await hits.with([](auto& n) { ++n; });
    co_await hits.with([](auto&& n) mutable noexcept { ++n; });
#else
    co_await hits.with([](auto n) { ++n; });
#endif
}
