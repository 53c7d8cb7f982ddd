// Fails with: the function of guarded::with returns a copy: a reference, pointer, iterator or view
#include <plait/guarded.hpp>

#include <map>

plait::awaitable<void> use(plait::guarded<std::map<int, int>>& numbers)
{
#ifdef TWIN
    (void)co_await numbers.with([](std::map<int, int>& all) { return all.emplace(1, 1).first->second; });
#else
    (void)co_await numbers.with([](std::map<int, int>& all) { return all.emplace(1, 1).first; });
#endif
}
