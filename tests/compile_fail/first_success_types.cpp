// Fails with: first_success returns one result, so all tasks must give the same type; race returns a variant
#include <plait/first_success.hpp>

plait::awaitable<int> load(int id);
plait::awaitable<long> load_long(int id);

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::first_success(load(1), load(2));
#else
    co_await plait::first_success(load(1), load_long(2));
#endif
}
