#include <plait/detail/sync/wait_queue.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <thread>

using plait::detail::wait;

TEST_SUITE_BEGIN("threads: wait_queue");

// Three threads meet before each round, so that they are at the same two waits at the same time.
TEST_CASE("two waits are claimed together by one, or not at all, in whichever order they are given")
{
    constexpr int rounds = 1000;
    std::optional<wait> one;
    std::optional<wait> other;
    std::atomic<int> arrived = 0;
    std::atomic<int> claims = 0;
    int wrong = 0;
    auto meet = [&](int at) {
        ++arrived;
        while (arrived < at)
            std::this_thread::yield();
    };
    auto claim_all = [&](auto claim) {
        for (int round = 0; round < rounds; ++round) {
            meet((2 * round + 1) * 3);
            if (claim())
                ++claims;
            meet((2 * round + 2) * 3);
        }
    };
    std::jthread forward([&] { claim_all([&] { return wait::claim_both(*one, *other) == wait::claimed::both; }); });
    std::jthread backward([&] { claim_all([&] { return wait::claim_both(*other, *one) == wait::claimed::both; }); });
    for (int round = 0; round < rounds; ++round) {
        one.emplace("test");
        other.emplace("test");
        claims = 0;
        meet((2 * round + 1) * 3);
        wait& taken = round % 2 == 0 ? *one : *other;
        wait& left = round % 2 == 0 ? *other : *one;
        const bool alone = round % 4 < 2 && taken.claim();
        meet((2 * round + 2) * 3);
        if (claims + alone != 1 || left.claim() != alone)
            ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_SUITE_END();
