#include "observe/wait_profile.hpp"

#include <plait/channel.hpp>
#include <plait/mutex.hpp>
#include <plait/named.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/semaphore.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <support/protobuf_reader.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

using namespace plait;
using namespace std::chrono_literals;
using detail::wait_profile;

TEST_SUITE_BEGIN("wait_profile");

namespace {

struct waits {
    std::uint64_t count = 0;
    std::chrono::nanoseconds time{};
};

/// All samples of a file, or those of the tasks that have the name.
waits sum_of(const std::string& bytes, const std::string& name = "")
{
    const message file(gunzip(bytes));
    const std::vector<std::string> texts = file.texts(6);
    waits sum;
    for (const message& sample : file.messages(2)) {
        bool counts = name.empty();
        for (const message& label : sample.messages(3))
            counts = counts || texts.at(label.number(2)) == name;
        if (!counts)
            continue;
        const std::vector<std::uint64_t> values = sample.numbers(2);
        sum.count += values.at(0);
        sum.time += std::chrono::nanoseconds(values.at(1));
    }
    return sum;
}

/// Takes a profile of a test: three seconds of waiting for a mutex, two for a semaphore, and one for a channel.
std::string profile_of_waits(wait_profile::kind wanted)
{
    std::string file;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        mutex held;
        semaphore places(1);
        channel<int> items(1);
        auto hold = [&]() -> awaitable<> {
            const auto lock = co_await held.lock();
            const auto place = co_await places.acquire();
            co_await sleep_for(1s);
            co_await items.send(1);
            co_await sleep_for(1s);
        };
        auto wait_for_mutex = [&]() -> awaitable<> { const auto lock = co_await held.lock(); };
        auto wait_for_place = [&]() -> awaitable<> { const auto place = co_await places.acquire(); };
        auto wait_for_item = [&]() -> awaitable<> { static_cast<void>(co_await items.receive()); };
        wait_profile taken(wanted);
        co_await run_concurrent(
            hold(), named("mutex", wait_for_mutex()), named("place", wait_for_place()), named("item", wait_for_item()));
        file = taken.finish();
    });
    return file;
}

} // namespace

TEST_CASE("a block profile has each wait for another task, with how long it took")
{
    const std::string file = profile_of_waits(wait_profile::kind::block);
    CHECK(sum_of(file, "mutex").count == 1);
    CHECK(sum_of(file, "mutex").time == 2s);
    CHECK(sum_of(file, "place").count == 1);
    CHECK(sum_of(file, "place").time == 2s);
    CHECK(sum_of(file, "item").count == 1);
    CHECK(sum_of(file, "item").time == 1s);
}

TEST_CASE("a mutex profile has the waits for mutexes alone")
{
    const std::string file = profile_of_waits(wait_profile::kind::mutex);
    CHECK(sum_of(file, "mutex").count == 1);
    CHECK(sum_of(file, "mutex").time == 2s);
    CHECK(sum_of(file, "place").count == 0);
    CHECK(sum_of(file, "item").count == 0);
}

TEST_CASE("waits that end when nobody takes a profile, or that began before one, are not counted")
{
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        mutex held;
        auto hold = [&]() -> awaitable<> {
            const auto lock = co_await held.lock();
            co_await sleep_for(2s);
        };
        auto wait = [&]() -> awaitable<> { const auto lock = co_await held.lock(); };
        auto take = [&]() -> awaitable<> {
            co_await sleep_for(1s);
            wait_profile late(wait_profile::kind::block);
            co_await sleep_for(2s);
            CHECK(sum_of(late.finish()).count == 0);
        };
        auto take_early = [&]() -> awaitable<> {
            wait_profile early(wait_profile::kind::block);
            co_await sleep_for(1s);
            CHECK(sum_of(early.finish()).count == 0);
        };
        co_await run_concurrent(hold(), take_early(), take());
        co_await run_concurrent(hold(), wait(), take());
    });
}

TEST_CASE("two profiles at once have the same waits")
{
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<> {
        mutex held;
        auto hold = [&]() -> awaitable<> {
            const auto lock = co_await held.lock();
            co_await sleep_for(2s);
        };
        auto wait = [&]() -> awaitable<> { const auto lock = co_await held.lock(); };
        wait_profile one(wait_profile::kind::block);
        wait_profile other(wait_profile::kind::mutex);
        co_await run_concurrent(hold(), wait(), wait());
        CHECK(sum_of(one.finish()).time == 4s);
        CHECK(sum_of(other.finish()).time == 4s);
    });
}
