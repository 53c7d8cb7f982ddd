#include "async/runtime/stall_log.hpp"
#include <plait/stall_limit.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

using namespace plait;
using namespace std::chrono_literals;
using detail::stall;
using detail::stall_log;

TEST_SUITE_BEGIN("stall_log");

namespace {

struct written {
    std::vector<std::size_t> left_out; // by each line
    stall_log log{[this](const stall&, std::size_t others) { left_out.push_back(others); }};
};

/// The lines of the log while a function runs.
template <class Function>
std::vector<std::string> logged(Function function)
{
    std::vector<std::string> lines;
    const log_sink before = set_log_sink([&](const log_record& each) { lines.push_back(describe(each)); });
    function();
    set_log_sink(before);
    return lines;
}

} // namespace

TEST_CASE("ten stalls are logged at once, then one a second, which says how many were left out")
{
    written lines;
    const stall_log::time_point begin(1h);
    for (int i = 0; i < 15; ++i)
        lines.log.add(stall(), begin);
    CHECK(lines.left_out == std::vector<std::size_t>(10, 0));

    lines.log.add(stall(), begin + 999ms);
    CHECK(lines.left_out.size() == 10);
    lines.log.add(stall(), begin + 1s);
    REQUIRE(lines.left_out.size() == 11);
    CHECK(lines.left_out.back() == 6);
    lines.log.add(stall(), begin + 1s);
    CHECK(lines.left_out.size() == 11);
    lines.log.add(stall(), begin + 2s);
    CHECK(lines.left_out.back() == 1);
}

TEST_CASE("after a long rest ten can be logged again, and no more")
{
    written lines;
    for (const stall_log::time_point now : {stall_log::time_point(1h), stall_log::time_point(2h)})
        for (int i = 0; i < 20; ++i)
            lines.log.add(stall(), now);
    CHECK(lines.left_out.size() == 20);
}

TEST_CASE("each stall is counted, logged or not")
{
    written lines;
    const std::size_t before = stalls();
    for (int i = 0; i < 20; ++i)
        lines.log.add(stall(), stall_log::time_point(1h));
    CHECK(stalls() - before == 20);
}

TEST_CASE(
    "a line says how long, on which loop, and for which route; without a stack it says that the line is not known")
{
    stall found;
    found.loop = 3;
    found.held = 21ms;
    const std::vector<std::string> unknown = logged([&] { stall_log().add(found); });
    CHECK(unknown == std::vector<std::string>{"a task holds its loop, and where is not known held=21ms loop=3"});

    found.has_stack = true;
    found.stack.method = "GET";
    std::string("/users/{id}").copy(found.stack.route, sizeof(found.stack.route) - 1);
    const std::vector<std::string> known = logged([&] { stall_log().add(found); });
    CHECK(known == std::vector<std::string>{"a handler holds its loop held=21ms loop=3 method=GET route=/users/{id}"});
}

TEST_CASE("the limit cannot be negative")
{
    const clock::duration before = stall_limit();
    CHECK_THROWS_WITH_AS(
        set_stall_limit(-1ns), "plait::set_stall_limit: the limit is negative; give 0 for no warnings",
        std::invalid_argument);
    CHECK(stall_limit() == before);
}
