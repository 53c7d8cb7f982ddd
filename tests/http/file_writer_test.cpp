#include <plait/http/file_writer.hpp>

#include <plait/http/http_error.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/folder.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;
using plait::awaitable;
using plait::http::file_writer;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

std::size_t files_in(const folder& of)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(of.file("")), fs::directory_iterator()));
}

std::string content(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_SUITE_BEGIN("file_writer");

TEST_CASE("a file has its name when it was committed, and replaces one of that name only then")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const std::string& text : {std::string("first"), std::string("the second")}) {
            const std::string before = content(here.file("a.txt"));
            file_writer to = co_await file_writer::create(here.file(""), "a.txt");
            co_await to.write(text.substr(0, 3));
            co_await to.write(text.substr(3));
            CHECK(content(here.file("a.txt")) == before);
            co_await to.commit();
            CHECK(content(here.file("a.txt")) == text);
            CHECK_THROWS_AS(co_await to.commit(), std::logic_error);
            CHECK_THROWS_AS(co_await to.write("more"), std::logic_error);
        }
    });
    CHECK(files_in(here) == 1);
}

TEST_CASE("without a commit nothing is left, also if the writer was moved")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("text");
        CHECK(files_in(here) == 1);
        file_writer other = std::move(to);
        CHECK(files_in(here) == 1);
        other = co_await file_writer::create(here.file(""), "b.txt");
    });
    CHECK(files_in(here) == 0);
}

TEST_CASE("a name that leads out of the folder is refused, and so is a folder that is not there")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const char* const wrong : {"../a", "", ".", "a/b"}) {
            CAPTURE(wrong);
            CHECK_THROWS_AS(
                static_cast<void>(co_await file_writer::create(here.file(""), wrong)), plait::http::http_error);
        }
        CHECK_THROWS_AS(
            static_cast<void>(co_await file_writer::create(here.file("none"), "a")), boost::system::system_error);
    });
}

#ifdef __linux__
TEST_CASE("a file that cannot be made is told, with its path")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        std::string said;
        try {
            file_writer to = co_await file_writer::create("/proc/self", "a");
        } catch (const boost::system::system_error& error) {
            said = error.what();
        }
        CHECK(said.find("file_writer: /proc/self/.a.") != said.npos);
    });
}
#endif

TEST_SUITE_END();
