#include "observe/profile_file.hpp"

#include "support/protobuf_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using plait::detail::captured_stack;
using plait::detail::cpu_profile_type;
using plait::detail::heap_profile_type;
using plait::detail::profile_file;
using plait::detail::task_profile_type;
using plait::detail::waiting_profile_type;

namespace {

using strings = std::vector<std::string>;

// A file, read into the texts that `go tool pprof -raw` shows.
struct read_profile {
    explicit read_profile(profile_file&& file) : whole(message(gunzip(std::move(file).write()))), texts(whole.texts(6))
    {
    }

    [[nodiscard]] strings types() const
    {
        strings all;
        for (const message& each : whole.messages(1))
            all.push_back(text(each, 1) + '/' + text(each, 2));
        return all;
    }

    [[nodiscard]] std::string text(const message& of, unsigned field) const { return texts.at(of.number(field)); }

    // The functions of a sample, the leaf first, those that were inlined too.
    [[nodiscard]] strings functions(const message& sample) const
    {
        strings all;
        for (const std::uint64_t id : sample.numbers(1))
            for (const message& line : with_id(4, id).messages(4))
                all.push_back(text(with_id(5, line.number(1)), 2));
        return all;
    }

    [[nodiscard]] strings labels(const message& sample) const
    {
        strings all;
        for (const message& each : sample.messages(3))
            all.push_back(text(each, 1) + '=' + text(each, 2));
        return all;
    }

    [[nodiscard]] message with_id(unsigned field, std::uint64_t id) const
    {
        const std::vector<message> all = whole.messages(field);
        const auto found = std::ranges::find_if(all, [&](const message& each) { return each.number(1) == id; });
        REQUIRE(found != all.end());
        return *found;
    }

    [[nodiscard]] message sample() const
    {
        const std::vector<message> all = whole.messages(2);
        REQUIRE(all.size() == 1);
        return all[0];
    }

    message whole;
    strings texts;
};

captured_stack stack_of(const char* route, std::initializer_list<std::source_location> places = {})
{
    captured_stack stack;
    std::strncpy(stack.route, route, sizeof stack.route - 1);
    for (const std::source_location& each : places)
        stack.places[stack.place_count++] = each;
    return stack;
}

std::source_location line_of_a_handler()
{
    return std::source_location::current();
}

read_profile of_one(const captured_stack& stack, bool fold = true)
{
    profile_file file(task_profile_type());
    file.fold(fold);
    file.add(stack, {1});
    return read_profile(std::move(file));
}

[[gnu::noinline]] std::uintptr_t address_here()
{
    return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

} // namespace

TEST_SUITE_BEGIN("profile_file");

TEST_CASE("a profile has the types, the period and the time that Go's profiles have")
{
    profile_file cpu(cpu_profile_type(10ms));
    cpu.covers(std::chrono::system_clock::time_point(1234s), 30s);
    cpu.comment("2 samples were dropped");
    const read_profile read(std::move(cpu));

    CHECK(read.texts.at(0).empty());
    CHECK(read.types() == strings{"samples/count", "cpu/nanoseconds"});
    CHECK(read.whole.number(9) == 1'234'000'000'000);
    CHECK(read.whole.number(10) == 30'000'000'000);
    CHECK(read.text(read.whole.messages(11).at(0), 1) == "cpu");
    CHECK(read.text(read.whole.messages(11).at(0), 2) == "nanoseconds");
    CHECK(read.whole.number(12) == 10'000'000);
    CHECK(read.texts.at(read.whole.numbers(13).at(0)) == "2 samples were dropped");
    CHECK(read.texts.at(read.whole.number(14)) == "cpu");

    const read_profile heap(profile_file(heap_profile_type(524'288)));
    CHECK(
        heap.types()
        == strings{"alloc_objects/count", "alloc_space/bytes", "inuse_objects/count", "inuse_space/bytes"});
    CHECK(heap.texts.at(heap.whole.number(14)) == "inuse_space");
    CHECK(heap.whole.number(12) == 524'288);
    const read_profile allocated(profile_file(heap_profile_type(524'288, "alloc_space")));
    CHECK(allocated.texts.at(allocated.whole.number(14)) == "alloc_space");

    CHECK(
        read_profile(profile_file(waiting_profile_type())).types()
        == strings{"contentions/count", "delay/nanoseconds"});
    CHECK(read_profile(profile_file(task_profile_type())).types() == strings{"tasks/count"});
}

TEST_CASE("pprof looks for no names itself: each mapping has them, and one is there for the tasks")
{
    const read_profile read{profile_file(task_profile_type())};

    const std::vector<message> mappings = read.whole.messages(3);
    REQUIRE(mappings.size() >= 2);
    CHECK_FALSE(read.text(mappings.front(), 5).empty());
    CHECK(read.text(mappings.back(), 5) == "[tasks]");
    std::uint64_t id = 0;
    for (const message& each : mappings) {
        CHECK(each.number(1) == ++id);
        for (const unsigned has : {7U, 8U, 9U, 10U})
            CHECK(each.number(has) == 1);
    }
}

TEST_CASE("equal stacks are one sample, whose values are added up, and zeros are kept")
{
    profile_file file(waiting_profile_type());
    file.add(stack_of("/page"), {1, 0});
    file.add(stack_of("/page"), {2, 0});
    file.add(stack_of("/other"), {0, 0});
    const read_profile read(std::move(file));

    std::vector<std::vector<std::uint64_t>> values;
    for (const message& each : read.whole.messages(2))
        values.push_back(each.numbers(2));
    std::ranges::sort(values);
    CHECK(values == std::vector<std::vector<std::uint64_t>>{{0, 0}, {3, 0}});
}

TEST_CASE(
    "stacks that differ in the route, the method, the task, the loop, a frame or a place are samples of their own")
{
    profile_file file(task_profile_type());
    captured_stack stack = stack_of("/page", {line_of_a_handler()});
    auto add = [&] { file.add(stack, {1}); };
    add();
    stack.method = "GET";
    add();
    std::strcpy(stack.task, "refresh");
    add();
    stack.loop = 0;
    add();
    stack.loop = 1;
    add();
    stack.frames[stack.frame_count++] = address_here();
    add();
    stack.places[stack.place_count++] = std::source_location::current();
    add();
    stack.cut_off = true;
    add();
    std::strcpy(stack.route, "/other");
    add();
    add();

    CHECK(read_profile(std::move(file)).whole.messages(2).size() == 9);
}

TEST_CASE("the labels say the route, the method, the task and the loop, whatever is in the route")
{
    for (const char* route : {"/page", "/users/{id}", "/a,b", "/say 'hi'", "/\xc3\xbc", "/a=b", "/42"}) {
        CAPTURE(route);
        captured_stack stack = stack_of(route);
        stack.method = "GET";
        std::strcpy(stack.task, "refresh");
        stack.loop = 0;
        const read_profile read = of_one(stack);

        CHECK(
            read.labels(read.sample())
            == strings{"route=" + std::string(route), "method=GET", "task=refresh", "loop=0"});
        CHECK(read.functions(read.sample()) == strings{"route " + std::string(route)});
    }
    const read_profile none = of_one(stack_of("", {line_of_a_handler()}));
    CHECK(none.labels(none.sample()).empty());
}

TEST_CASE("a quote or a backslash is replaced in labels, which pprof draws unescaped, and not in the route's frame")
{
    const read_profile read = of_one(stack_of("/say \"hi\\"));

    CHECK(read.labels(read.sample()) == strings{"route=/say 'hi/"});
    CHECK(read.functions(read.sample()) == strings{"route /say \"hi\\"});
}

TEST_CASE("a stack leads from the thread's frames over the lines that wait to the route")
{
    captured_stack stack = stack_of("/page", {line_of_a_handler(), std::source_location::current()});
    const unsigned line = stack.places[1].line();
    const read_profile read = of_one(stack);

    const strings functions = read.functions(read.sample());
    REQUIRE(functions.size() == 3);
    CHECK(functions[0] == "(anonymous namespace)::line_of_a_handler");
    CHECK(functions[2] == "route /page");
    const message place = read.with_id(4, read.sample().numbers(1).at(1));
    CHECK(place.messages(4).at(0).number(2) == line);
    CHECK(read.text(read.with_id(3, place.number(2)), 5) == "[tasks]");
    const message function = read.with_id(5, place.messages(4).at(0).number(1));
    CHECK(read.text(function, 3) == std::source_location::current().function_name());
    CHECK(read.text(function, 4) == std::source_location::current().file_name());
}

TEST_CASE("a stack of which frames are missing says so below the route")
{
    captured_stack stack = stack_of("/page", {line_of_a_handler()});
    stack.cut_off = true;
    const read_profile read = of_one(stack);

    CHECK(
        read.functions(read.sample())
        == strings{"(anonymous namespace)::line_of_a_handler", "(more frames)", "route /page"});
}

TEST_CASE("a stack of which nothing is known is a sample, too")
{
    const read_profile read = of_one(captured_stack());

    CHECK(read.functions(read.sample()) == strings{"(no frames)"});
}

TEST_CASE("an address that no code has is named after itself")
{
    captured_stack stack;
    stack.frames[stack.frame_count++] = 0x10;
    stack.frames[stack.frame_count++] = 0x21;
    const read_profile read = of_one(stack);

    CHECK(read.functions(read.sample()) == strings{"0x10", "0x20"}); // the second is an address to return to
}

TEST_SUITE_END();
