// Fails with: asio::awaitable comes in through plait::adopt
#include <plait/adopt.hpp>
#include <plait/run_concurrent.hpp>

boost::asio::awaitable<int> load();

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::run_concurrent(plait::adopt(load()));
#else
    co_await plait::run_concurrent(load());
#endif
}
