#include <plait/detail/sync/turn_queue.hpp>

#ifdef __clang__ // it does not see through CHECK what try_enter returned
#pragma clang diagnostic ignored "-Wthread-safety-analysis"
#endif

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <deque>
#include <thread>
#include <vector>

using plait::detail::turn_queue;

namespace {

constexpr int threads = 4;
constexpr int rounds = 5000;

/// What the queue protects: plain variables.
struct shared_state {
    int count = 0;
    std::array<int, threads> last_round{-1, -1, -1, -1};
    bool in_order = true;
};

class increment final : public turn_queue::job {
public:
    increment(shared_state& state, int thread, int round) : state_(state), thread_(thread), round_(round) {}

    void run() noexcept override
    {
        ++state_.count;
        int& last = state_.last_round[static_cast<std::size_t>(thread_)];
        state_.in_order = state_.in_order && last < round_;
        last = round_;
    }

private:
    shared_state& state_;
    int thread_;
    int round_;
};

} // namespace

TEST_SUITE_BEGIN("threads: turn queue");

TEST_CASE("no job is lost under contention, one runs at a time, and those of a thread in their order")
{
    turn_queue one;
    shared_state state;
    std::array<std::deque<increment>, threads> jobs;
    std::atomic<int> ready = 0;
    {
        std::vector<std::jthread> running;
        for (int thread = 0; thread < threads; ++thread)
            running.emplace_back([&, thread] {
                std::deque<increment>& own = jobs[static_cast<std::size_t>(thread)];
                for (++ready; ready < threads;)
                    std::this_thread::yield();
                for (int round = 0; round < rounds; ++round) {
                    increment& job = own.emplace_back(state, thread, round);
                    if (one.enter_or_queue(job)) {
                        job.run();
                        one.leave();
                    }
                }
            });
    }

    REQUIRE(one.try_enter()); // so nobody is inside, and no job is left
    CHECK(state.count == threads * rounds);
    CHECK(state.in_order);
    one.leave();
}

TEST_CASE("try_enter lets one thread in at a time")
{
    turn_queue one;
    int count = 0;
    std::atomic<int> entered = 0;
    {
        std::vector<std::jthread> running;
        for (int thread = 0; thread < threads; ++thread)
            running.emplace_back([&] {
                for (int round = 0; round < rounds; ++round)
                    if (one.try_enter()) {
                        ++count;
                        ++entered;
                        one.leave();
                    }
            });
    }
    CHECK(count == entered);
    CHECK(count > 0);
}

TEST_SUITE_END();
