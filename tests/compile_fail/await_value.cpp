// Fails with: a coroutine of plait awaits a plait::awaitable, or an operation of Asio with asio::deferred as its last argument
#include <plait/awaitable.hpp>

int load();
plait::awaitable<int> load_slowly();

plait::awaitable<int> use()
{
#ifdef TWIN
    co_return co_await load_slowly();
#else
    co_await load();
    co_return 1;
#endif
}
