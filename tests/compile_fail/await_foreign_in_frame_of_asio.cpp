// Fails with: this coroutine runs on another executor than plait's: co_await plait::adopt(it)
#ifndef PLAIT_PUBLIC_CO_SPAWN
#define PLAIT_PUBLIC_CO_SPAWN // as for versions of Asio whose private parts nobody has looked at
#endif

#include <plait/adopt.hpp>

boost::asio::awaitable<void> load();

plait::awaitable<void> use()
{
#ifdef TWIN
    co_await plait::adopt(load());
#else
    co_await load();
#endif
}
