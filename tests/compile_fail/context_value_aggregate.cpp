// Fails, with g++ before 13, with: g++ 12 destroys an aggregate written inside a co_await expression twice: give it a name first
#include <plait/context_value.hpp>

#include <string>

struct caller {
    std::string name;
};

plait::awaitable<void> work();

plait::awaitable<void> use(const plait::context_value<caller>& current)
{
#ifdef TWIN
    const caller ada{.name = "Ada"};
    co_await current.with(ada, work());
#else
    co_await current.with({.name = "Ada"}, work());
#endif
}
