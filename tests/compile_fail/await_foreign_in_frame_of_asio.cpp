// Fails with: this coroutine runs on another executor than plait's: co_await plait::adopt(it)
#include <plait/config.hpp>
#undef PLAIT_KNOWS_ASIO_FRAMES
#define PLAIT_KNOWS_ASIO_FRAMES 0 // as with an Asio whose inside plait does not know

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
