// Fails with: the function of guarded::with takes the value by reference, as what it changes of a copy is lost: [](int& n)
#include <plait/guarded.hpp>

void count(int& n);
void count_none(int n);

plait::awaitable<void> use(plait::guarded<int>& hits)
{
#ifdef TWIN
    co_await hits.with(count);
#else
    co_await hits.with(count_none);
#endif
}
