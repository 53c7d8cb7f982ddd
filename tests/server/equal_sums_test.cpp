#include "routes/equal_sums.hpp" // of server/
#include "routes/routes.hpp"

#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>

using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
namespace http = plait::http;

namespace {

http::response get(const char* target)
{
    std::optional<http::response> got;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        http::router app;
        add_equal_sums(app);
        http::request request(http::method::get, target);
        got = co_await app(request);
    });
    return *got;
}

std::uint64_t sum_of(const std::vector<std::uint64_t>& numbers)
{
    return std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0});
}

} // namespace

TEST_SUITE_BEGIN("equal sums");

TEST_CASE("two subsets have the sum that is named, and share no number's place")
{
    for (const std::size_t size : {fewest_numbers, std::size_t{9}, std::size_t{20}, std::size_t{31}})
        for (const std::uint64_t seed : {0, 1, 2, 3, 4, 5}) {
            CAPTURE(size);
            CAPTURE(seed);
            const std::vector<std::uint64_t> numbers = random_numbers(size, seed);
            const auto found = find_equal_sums(numbers, seed, std::stop_token());

            REQUIRE(found);
            CHECK(sum_of(found->left) == found->sum);
            CHECK(sum_of(found->right) == found->sum);
            CHECK(found->sum > 0);
            CHECK(found->tried > 1);
            std::vector<std::uint64_t> both = found->left;
            both.insert(both.end(), found->right.begin(), found->right.end());
            std::ranges::sort(both);
            std::vector<std::uint64_t> all = numbers;
            std::ranges::sort(all);
            CHECK(std::ranges::includes(all, both)); // as often as they are there: so none was taken twice
        }
}

TEST_CASE("even the most numbers have more subsets than sums")
{
    for (std::size_t size = fewest_numbers; size <= most_numbers; ++size) {
        const std::uint64_t largest = std::uint64_t{1} << (size - 6);
        CHECK(std::ranges::max(random_numbers(size, 1)) <= largest);
        CHECK(size * largest < (std::uint64_t{1} << size) - 1);
    }
}

TEST_CASE("/equal-sums answers both sums, and how many subsets were tried")
{
    const http::response got = get("/equal-sums?size=20&seed=7");
    const auto found = find_equal_sums(random_numbers(20, 7), 7, std::stop_token());

    CHECK(got.status() == http::status::ok);
    CHECK(got.field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(got.body().starts_with("Of 20 random numbers (seed 7), these have the same sum:\n"));
    CHECK(got.body().find("\n= " + std::to_string(found->sum) + "\n") != std::string::npos);
    CHECK(got.body().ends_with("\n" + std::to_string(found->tried) + " subsets were tried.\n"));
}

TEST_CASE("the same seed gives the same answer, and another seed another one")
{
    CHECK(get("/equal-sums?size=20&seed=7").body() == get("/equal-sums?size=20&seed=7").body());
    CHECK(get("/equal-sums?size=20&seed=8").body() != get("/equal-sums?size=20&seed=7").body());
    CHECK(get("/equal-sums?size=20&seed=1").body() == get("/equal-sums?size=20").body());
}

TEST_CASE("a size or a seed that is none is answered 400, and says what is right")
{
    const auto refused_with = [](const std::string& target, const char* part) {
        const http::response got = get(target.c_str());
        CHECK(got.status() == http::status::bad_request);
        return got.body().find(part) != std::string::npos;
    };
    for (const char* bad : {"7", "45", "18446744073709551615"})
        CHECK(refused_with(
            "/equal-sums?size=" + std::string(bad), "size is how many numbers, from 8 to 44: /equal-sums?size=40"));
    for (const char* bad : {"", "-20", "+20", "20x", "0x20", "2e1", "18446744073709551636"})
        CHECK(refused_with(
            "/equal-sums?size=" + std::string(bad),
            R"("pointer":"/size","expected":"an integer from 0 to 18446744073709551615")"));
    for (const char* bad : {"", "-1", "x", "18446744073709551616"})
        CHECK(refused_with(
            "/equal-sums?size=8&seed=" + std::string(bad),
            R"("pointer":"/seed","expected":"an integer from 0 to 18446744073709551615")"));
}

TEST_CASE("a search that is told to stop ends without a result")
{
    std::stop_source stop;
    stop.request_stop();

    CHECK_FALSE(find_equal_sums(random_numbers(40, 1), 1, stop.get_token()));
}

TEST_SUITE_END();
