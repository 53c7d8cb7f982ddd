// Fails with: the result of a coroutine is aligned over what operator new gives
#include <plait/awaitable.hpp>

#ifdef TWIN
struct vector {
#else
struct alignas(64) vector {
#endif
    float values[16]{};
};

plait::awaitable<vector> sum()
{
    co_return vector();
}

plait::awaitable<float> use()
{
    const vector all = co_await sum();
    co_return all.values[0];
}
