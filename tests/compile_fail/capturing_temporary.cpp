// Fails, with g++ before 13, with: g++ 12 destroys by-value captures of a lambda written inside a co_await expression
#include <plait/run_concurrent.hpp>

#include <string>

plait::awaitable<void> load(std::string name);

plait::awaitable<void> use(std::string name)
{
#ifdef TWIN
    auto named = [name] { return load(name); };
    co_await plait::run_concurrent([&] { return load(name); }, named);
#else
    co_await plait::run_concurrent([name] { return load(name); });
#endif
}
