// A loop and its clients, as a model: what comes at random times, and what takes time, but no sockets. The decisions are
// those of the server.
#include "http/connection/standing_queue.hpp"
#include "http/connection/waiting_line.hpp"

#include <doctest/doctest.h>
#include <support/time_points.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using clock_test::at;
using plait::clock;
using plait::http::detail::standing_queue;
using plait::http::detail::waiting_line;
using plait::http::detail::waiting_request;

namespace {

using times = std::vector<clock::time_point>;

/// Independent clients send so many requests a second.
times arrivals(double each_second, clock::duration from, clock::duration to, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    times all;
    for (auto time = static_cast<double>(from.count());;) {
        const double uniform = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
        time -= std::log(uniform) * 1e9 / each_second;
        if (time >= static_cast<double>(to.count()))
            return all;
        all.push_back(at(clock::duration(static_cast<clock::rep>(time))));
    }
}

times joined(times first, const times& then)
{
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

/// What things take.
struct costs {
    clock::duration handler = 100us;
    clock::duration reading = 4us; // and finding the route
    clock::duration writing = 4us;
    clock::duration asking = 1us; // the kernel
};

class model {
public:
    model(costs of, const times& come) : costs_(of), come_(come) {}

    struct answer {
        clock::time_point came;
        clock::duration waited;
        clock::time_point when;
    };
    std::vector<answer> served;
    std::vector<answer> refused;
    times overloads;  // when they began
    times recoveries; // when they ended

    void run()
    {
        while (next_ < come_.size() || !line_.is_empty()) {
            if (line_.is_empty() && come_[next_] > now_) { // the loop sleeps
                now_ = nothing_before_ = come_[next_];
                measured(0ms);
            }
            turn();
        }
    }

private:
    struct request : waiting_request {
        clock::time_point came;
    };

    void turn()
    {
        const clock::time_point asked = now_ += costs_.asking;
        const bool overloaded = queue_.is_overloaded(now_);
        if (was_overloaded_ && !overloaded)
            recoveries.push_back(now_);
        was_overloaded_ = overloaded;
        std::size_t count = 0;
        for (; next_ < come_.size() && come_[next_] <= asked && count < most_at_once; ++next_, ++count) {
            now_ += costs_.reading;
            if (overloaded)
                wait(come_[next_]);
            else
                serve(come_[next_]);
        }
        const bool full = count == most_at_once;
        line_.came(nothing_before_, full ? nothing_before_ : asked);
        if (!overloaded)
            measured(count > 1 ? now_ - (full ? nothing_before_ : asked) : 0ms);
        if (!full)
            nothing_before_ = asked;
        line_.begin_round(now_, full);
        while (const auto next = line_.next(now_)) {
            const auto& of = static_cast<const request&>(next->of);
            if (next->starts)
                serve(of.came);
            else
                refuse(of.came);
        }
    }
    void wait(clock::time_point came)
    {
        while (!requests_.empty() && !requests_.front()->waits())
            requests_.pop_front();
        requests_.push_back(std::make_unique<request>());
        requests_.back()->came = came;
        line_.add(*requests_.back());
    }
    void serve(clock::time_point came)
    {
        const clock::duration waited = now_ - came;
        now_ += costs_.handler + costs_.writing;
        served.push_back({came, waited, now_});
    }
    void refuse(clock::time_point came)
    {
        const clock::duration waited = now_ - came;
        now_ += costs_.writing;
        queue_.refused(now_);
        refused.push_back({came, waited, now_});
    }
    void measured(clock::duration wait)
    {
        const bool before = queue_.is_overloaded(now_);
        queue_.measured(now_, wait);
        if (!before && queue_.is_overloaded(now_))
            overloads.push_back(now_);
    }

    static constexpr std::size_t most_at_once = 128; // that the kernel tells

    const costs costs_;
    const times come_;
    std::size_t next_ = 0;
    clock::time_point now_{};
    clock::time_point nothing_before_{}; // nothing that is in the kernel had come before
    bool was_overloaded_ = false;
    standing_queue queue_{5ms};
    std::deque<std::unique_ptr<request>> requests_; // ahead of the line that has them
    waiting_line line_{5ms};
};

double capacity(const costs& of)
{
    return 1e9 / static_cast<double>((of.handler + of.reading + of.writing).count());
}

clock::duration longest_of_99_percent(const std::vector<model::answer>& all, clock::duration after)
{
    std::vector<clock::duration> waits;
    for (const model::answer& each : all)
        if (each.came >= at(after))
            waits.push_back(each.waited);
    REQUIRE(!waits.empty());
    const auto place = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() * 99 / 100);
    std::nth_element(waits.begin(), place, waits.end());
    return *place;
}

std::size_t count_after(const std::vector<model::answer>& all, clock::duration after)
{
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const model::answer& each) { return each.when >= at(after); }));
}

} // namespace

TEST_SUITE_BEGIN("a model of overload");

TEST_CASE("twice the load: nine tenths of what the loop can do are served, and wait no longer than the target")
{
    const costs some;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        CAPTURE(seed);
        model loop(some, arrivals(2 * capacity(some), 0s, 10s, seed));
        loop.run();

        const double good = static_cast<double>(count_after(loop.served, 1s)) / 9;
        CHECK(good >= 0.9 * capacity(some));
        CHECK(longest_of_99_percent(loop.served, 1s) <= 5ms + waiting_line::slice * 2);
        CHECK(loop.overloads.size() == 1); // it does not oscillate
    }
}

TEST_CASE("ten times the load: something is still served, and in time")
{
    const costs some;
    model loop(some, arrivals(10 * capacity(some), 0s, 3s, 1));
    loop.run();

    CHECK(static_cast<double>(count_after(loop.served, 1s)) / 2 >= 0.2 * capacity(some));
    CHECK(longest_of_99_percent(loop.served, 1s) <= 5ms + waiting_line::slice * 4);
    CHECK(loop.overloads.size() == 1);
}

TEST_CASE("a handler that takes longer than the target is served as often as the loop can")
{
    const costs slow{.handler = 10ms};
    model loop(slow, arrivals(2 * capacity(slow), 0s, 30s, 1));
    loop.run();

    CHECK(static_cast<double>(count_after(loop.served, 1s)) / 29 >= 0.9 * capacity(slow));
    CHECK(longest_of_99_percent(loop.served, 1s) <= 30ms);
}

TEST_CASE("nine tenths of the load: nothing is refused")
{
    const costs some;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        CAPTURE(seed);
        model loop(some, arrivals(0.9 * capacity(some), 0s, 10s, seed));
        loop.run();

        CHECK(loop.refused.empty());
    }
}

TEST_CASE("a burst that takes less than 100 ms is served, all of it")
{
    const costs some;
    model loop(some, joined(arrivals(0.1 * capacity(some), 0s, 1s, 1), times(800, at(1s))));
    loop.run();

    CHECK(loop.refused.empty());
}

TEST_CASE("when the load has gone down, nothing is refused any more, and the overload ends")
{
    const costs some;
    const times heavy = arrivals(2 * capacity(some), 0s, 2s, 1);
    model loop(some, joined(heavy, arrivals(0.6 * capacity(some), 2s, 5s, 2)));
    loop.run();

    CHECK(loop.overloads.size() == 1);
    REQUIRE(loop.recoveries.size() == 1);
    CHECK(loop.recoveries[0] < at(2600ms));
    CHECK(count_after(loop.refused, 2020ms) == 0);
}

TEST_SUITE_END();
