// Fails with: hedged calls a function without parameters, once or more, that returns a plait::awaitable
#include <plait/hedged.hpp>

plait::awaitable<int> load(int id);

plait::awaitable<int> use()
{
#ifdef TWIN
    co_return co_await plait::hedged(std::chrono::milliseconds(20), [] { return load(1); });
#else
    co_return co_await plait::hedged(std::chrono::milliseconds(20), load(1));
#endif
}
