// Fails, with g++ before 13, with: g++ 12 destroys by-value captures of a lambda written inside a co_await expression
#include <plait/blocking.hpp>

#include <string>

plait::awaitable<std::size_t> use(std::string name)
{
#ifdef TWIN
    co_return co_await plait::blocking([&name] { return name.size(); });
#else
    co_return co_await plait::blocking([name] { return name.size(); });
#endif
}
