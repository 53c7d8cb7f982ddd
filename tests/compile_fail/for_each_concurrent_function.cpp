// Fails with: for_each_concurrent takes a function of an element of the range that returns plait::awaitable<>
#include <plait/for_each_concurrent.hpp>

#include <vector>

plait::awaitable<void> check(int id);

plait::awaitable<void> use(const std::vector<int>& ids)
{
#ifdef TWIN
    co_await plait::for_each_concurrent(ids, 8, [](int id) { return check(id); });
#else
    co_await plait::for_each_concurrent(ids, 8, [](int id) { (void)check(id); });
#endif
}
