// Fails, with g++ before 13, with: g++ 12 destroys by-value captures of a lambda written inside a co_await expression
#include <plait/on_all_loops.hpp>

#include <string>

plait::awaitable<void> listen(std::string address);

plait::awaitable<void> use(std::string address)
{
#ifdef TWIN
    co_await plait::on_all_loops([&] { return listen(address); });
#else
    co_await plait::on_all_loops([address] { return listen(address); });
#endif
}
