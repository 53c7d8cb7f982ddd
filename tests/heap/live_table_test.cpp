#include "observe/heap/live_table.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

using plait::detail::live_sample;
using plait::detail::live_table;

namespace {

const void* address(std::uintptr_t number)
{
    return reinterpret_cast<const void*>(number * 4096); // NOLINT(performance-no-int-to-ptr): no block is there
}

live_sample sample_of(std::int64_t bytes)
{
    live_sample made;
    made.weight.bytes = bytes;
    return made;
}

bool insert(live_table& table, std::uintptr_t number, std::int64_t bytes = 0)
{
    live_sample replaced;
    return table.insert(address(number), sample_of(bytes), &replaced);
}

} // namespace

TEST_CASE("a table of live samples holds what a map holds, after any number of changes")
{
    live_table table;
    std::unordered_map<std::uintptr_t, std::int64_t> model;
    std::mt19937 random(1);
    for (int i = 0; i < 200'000; ++i) {
        const std::uintptr_t number = 1 + random() % 3000;
        if (random() % 2 == 0) {
            REQUIRE(insert(table, number, i));
            model[number] = i;
        } else {
            live_sample erased;
            const auto known = model.find(number);
            REQUIRE(table.may_have(address(number)) == (known != model.end()));
            REQUIRE(table.erase(address(number), erased) == (known != model.end()));
            if (known != model.end()) {
                REQUIRE(erased.weight.bytes == known->second);
                model.erase(known);
            }
        }
        REQUIRE(table.size() == model.size());
    }
}

TEST_CASE("an empty table has no sample, and nothing to erase")
{
    live_table table;
    live_sample erased;
    CHECK_FALSE(table.may_have(address(1)));
    CHECK_FALSE(table.erase(address(1), erased));
}

TEST_CASE("a full table takes no further address, and replaces those that it has")
{
    for (const std::size_t most : {std::size_t{3}, std::size_t{512}, std::size_t{2000}}) {
        live_table table(most);
        for (std::uintptr_t i = 1; i <= most; ++i)
            REQUIRE(insert(table, i));
        CHECK_FALSE(insert(table, most + 1));
        CHECK_FALSE(table.may_have(address(most + 1)));
        live_sample replaced;
        CHECK(table.insert(address(1), sample_of(7), &replaced));
        live_sample erased;
        CHECK(table.erase(address(1), erased));
        CHECK(erased.weight.bytes == 7);
        CHECK(insert(table, most + 1));
    }
}

TEST_CASE("whoever frees a sampled block finds it, while other threads change the table")
{
    live_table table;
    std::mutex changing;
    std::atomic<int> missed{0};
    auto work = [&](std::uintptr_t thread) {
        std::mt19937 random(static_cast<unsigned>(thread));
        std::vector<std::uintptr_t> own;
        for (int i = 0; i < 20'000; ++i) {
            if (own.size() < 300 && random() % 2 == 0) {
                const std::uintptr_t number = 1 + thread + 4 * (random() % 4000);
                if (table.may_have(address(number))) // it is one of this thread's already, or there was a doubt
                    continue;
                const std::lock_guard inside(changing);
                if (insert(table, number))
                    own.push_back(number);
            } else if (!own.empty()) {
                std::swap(own[random() % own.size()], own.back());
                missed += table.may_have(address(own.back())) ? 0 : 1;
                live_sample erased;
                const std::lock_guard inside(changing);
                missed += table.erase(address(own.back()), erased) ? 0 : 1;
                own.pop_back();
            }
        }
    };
    std::vector<std::thread> threads;
    for (std::uintptr_t each = 0; each < 4; ++each)
        threads.emplace_back(work, each);
    for (std::thread& each : threads)
        each.join();
    CHECK(missed == 0);
}

TEST_CASE("a sample is found while others, before it in its row, are taken away")
{
    live_table table;
    std::mutex changing;
    std::atomic<bool> ends{false};
    constexpr std::uintptr_t own = 10, others = 500; // together nearly half of the slots, so that there are rows
    std::thread other([&] {
        while (!ends) {
            for (std::uintptr_t i = 1; i <= others; ++i) {
                const std::lock_guard inside(changing);
                insert(table, own + i);
            }
            live_sample erased;
            for (std::uintptr_t i = 1; i <= others; ++i) {
                const std::lock_guard inside(changing);
                table.erase(address(own + i), erased);
            }
        }
    });
    int missed = 0;
    for (int round = 0; round < 3000; ++round) {
        for (std::uintptr_t i = 1; i <= own; ++i) {
            const std::lock_guard inside(changing);
            REQUIRE(insert(table, i));
        }
        for (int look = 0; look < 100; ++look)
            for (std::uintptr_t i = 1; i <= own; ++i)
                missed += table.may_have(address(i)) ? 0 : 1;
        live_sample erased;
        for (std::uintptr_t i = 1; i <= own; ++i) {
            const std::lock_guard inside(changing);
            missed += table.erase(address(i), erased) ? 0 : 1;
        }
    }
    ends = true;
    other.join();
    CHECK(missed == 0);
}
