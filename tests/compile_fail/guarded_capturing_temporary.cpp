// Fails, with g++ before 13, with: g++ 12 destroys by-value captures of a lambda written inside a co_await expression
#include <plait/guarded.hpp>

#include <string>

plait::awaitable<void> use(plait::guarded<std::string>& names, std::string name)
{
#ifdef TWIN
    co_await names.with([&name](std::string& all) { all += name; });
#else
    co_await names.with([name](std::string& all) { all += name; });
#endif
}
