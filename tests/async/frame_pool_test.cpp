#include <plait/detail/kernel/frame_pool.hpp>

#include <plait/detail/coroutine/loop.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <utility>

using plait::detail::frame_pool;

namespace {

/// What the pool of a loop holds, as a function that the loop runs sees it. Nothing under AddressSanitizer, where a loop has
/// no pool: what is used after it was freed would not be noticed in one.
std::size_t held_by(plait::detail::loop& loop)
{
    std::size_t held = 0;
    loop.root().execute([&] {
        if (const frame_pool* pool = plait::detail::current.pool)
            held = pool->held();
    });
    loop.poll();
    return held;
}

} // namespace

TEST_SUITE_BEGIN("frame_pool");

TEST_CASE("a block that is given back is what the next of its size is given")
{
    frame_pool own;
    frame_pool* const before = std::exchange(plait::detail::current.pool, &own);
    void* first = frame_pool::allocate(100);
    frame_pool::deallocate(first, 100);
    void* second = frame_pool::allocate(100);
    frame_pool::deallocate(second, 100);
    plait::detail::current.pool = before;
    CHECK(second == first);
}

TEST_CASE("functions from another thread leave nothing in the pool of the loop that runs them")
{
    plait::detail::loop loop;
    const std::size_t before = held_by(loop);
    int calls = 0;

    for (int i = 0; i < 1000; ++i)
        loop.root().execute([&] { ++calls; });
    loop.poll();

    CHECK(calls == 1000);
    CHECK(held_by(loop) == before);
}

TEST_SUITE_END();
