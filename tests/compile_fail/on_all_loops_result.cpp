// Fails with: on_all_loops has no place for results: return none
#include <plait/on_all_loops.hpp>

plait::awaitable<void> watch();
plait::awaitable<int> count();

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::on_all_loops(watch);
#else
    co_await plait::on_all_loops(count);
#endif
}
