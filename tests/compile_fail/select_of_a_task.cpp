// Fails with: select waits for cases, not for tasks
#include <plait/channel.hpp>
#include <plait/select.hpp>

plait::awaitable<void> use(plait::channel<int>& prices)
{
#ifdef TWIN
    co_await plait::select(prices.receiving());
#else
    co_await plait::select(prices.receive());
#endif
}
