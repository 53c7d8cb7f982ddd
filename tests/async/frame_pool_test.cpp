#include <plait/detail/frame_pool.hpp>

#include <plait/detail/loop.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using plait::detail::frame_pool;

namespace {

/// What the pool of a loop holds, as a function that the loop runs sees it.
std::size_t held_by(plait::detail::loop& loop)
{
    std::size_t held = 0;
    loop.root().execute([&] { held = plait::detail::current.pool->held(); });
    loop.poll();
    return held;
}

} // namespace

TEST_SUITE_BEGIN("frame_pool");

TEST_CASE("a block that is given back is what the next of its size is given")
{
    plait::detail::loop loop;
    bool is_same = false;
    loop.root().execute([&] {
        void* first = frame_pool::allocate(100);
        frame_pool::deallocate(first, 100);
        void* second = frame_pool::allocate(100);
        is_same = second == first;
        frame_pool::deallocate(second, 100);
    });
    loop.poll();
    CHECK(is_same);
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
