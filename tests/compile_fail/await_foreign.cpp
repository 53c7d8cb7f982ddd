// Fails with: this coroutine runs on another executor than plait's: co_await plait::adopt(it)
#include <plait/adopt.hpp>

boost::asio::awaitable<int> load();

plait::awaitable<int> use()
{
#ifdef TWIN
    co_return co_await plait::adopt(load());
#else
    co_return co_await load();
#endif
}
