// Fails with: the function of blocking takes no parameters, or a std::stop_token: let it capture what it needs
#include <plait/blocking.hpp>

plait::awaitable<int> use(plait::blocking_pool& pool, int number)
{
#ifdef TWIN
    co_return co_await pool.run([&](std::stop_token) { return number; });
#else
    co_return co_await pool.run([](int& given) { return given; });
#endif
}
