#include "observe/race_description.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace plait::detail;

namespace {

race_frame in_own_code(const std::string& function, const std::string& line)
{
    return {function, "/home/me/site/" + function + ".cpp", line};
}

race_frame in_library(const std::string& function)
{
    return {function, "/usr/include/" + function + ".hpp", "7"};
}

race_stack write_by(std::vector<race_frame> frames)
{
    return {1, 4, true, false, std::move(frames)};
}

found_race race(race_stack first, race_stack second)
{
    return {"data-race", nullptr, "/racy", {std::move(first), std::move(second)}};
}

const race_stack reader = {2, 4, false, false, {in_own_code("reads", "5"), in_library("resume")}};
const race_stack writer = write_by({in_library("push_back"), in_own_code("writes", "9"), in_library("resume")});

} // namespace

TEST_SUITE_BEGIN("race detector");

TEST_CASE("two reports of the same two places are one race, whichever came first and however the program came there")
{
    race_stack other_way = writer;
    other_way.frames.push_back(in_own_code("main", "1"));

    CHECK(key(race(reader, writer)) == key(race(writer, reader)));
    CHECK(key(race(reader, writer)) == key(race(reader, other_way)));
}

TEST_CASE("a write and a read of the same line are one race with that line")
{
    race_stack reads = write_by({in_own_code("counts", "3")});
    reads.write = false;
    const race_stack writes = write_by({in_own_code("counts", "3")});

    CHECK(key(race(reads, writes)) == key(race(writes, writes)));
}

TEST_CASE("another line, another call in a library, and another kind of report are other races")
{
    const std::string first = key(race(reader, writer));
    found_race another_kind = race(reader, writer);
    another_kind.kind = "lock-order-inversion";

    CHECK(key(race(reader, write_by({in_library("push_back"), in_own_code("writes", "10")}))) != first);
    CHECK(key(race(reader, write_by({in_library("clear"), in_own_code("writes", "9")}))) != first);
    CHECK(key(another_kind) != first);
}

TEST_CASE("a race is described with its route, what was done, and both stacks")
{
    CHECK(describe(race(reader, writer)) == R"(race found: data-race at 0x0, route=/racy
  read of 4 bytes by thread 2:
    #0 reads /home/me/site/reads.cpp:5
    ... 1 of libraries
  before that, write of 4 bytes by thread 1:
    #0 push_back /usr/include/push_back.hpp:7
    #1 writes /home/me/site/writes.cpp:9
    ... 1 of libraries)");
}

TEST_CASE("outside of a request the route is none")
{
    found_race found = race(reader, writer);
    found.route.clear();

    CHECK(describe(found).starts_with("race found: data-race at 0x0, route=none\n"));
}

TEST_CASE("of what called the program's code, library functions are only counted")
{
    race_stack deep = writer;
    deep.frames.resize(10, in_library("resume"));
    deep.frames.push_back(in_own_code("main", "1"));

    CHECK(describe(race(deep, reader)).find(R"(
    #1 writes /home/me/site/writes.cpp:9
    ... 8 of libraries
    #10 main /home/me/site/main.cpp:1
)") != std::string::npos);
}

TEST_CASE("a stack without any code of the program's own is shown in whole")
{
    const race_stack strange = write_by({in_library("a"), in_library("b")});
    CHECK(describe(race(strange, reader)).find("#1 b /usr/include/b.hpp:7") != std::string::npos);
}

TEST_CASE("a frame is read as the runtime writes it, also where it knows no names")
{
    const race_frame known = parse_frame("site::get()\t/home/me/build/../site/get.cpp\t12\t0x51f");
    CHECK(known.function == "site::get()");
    CHECK(known.file == "/home/me/site/get.cpp");
    CHECK(known.line == "12");

    const race_frame unknown = parse_frame("<null>\t<null>\t0\t0x51f");
    CHECK(unknown.function.empty());
    CHECK(unknown.file.empty());
    CHECK(unknown.line == "0x51f");
}

TEST_SUITE_END();
