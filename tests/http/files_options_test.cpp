#include <plait/http/files_options.hpp>

#include <boost/system/system_error.hpp>
#include <support/served_files.hpp>

#include <source_location>
#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("files_options");

TEST_CASE("options that are wrong, and a folder that is not there, are refused at once")
{
    const public_folder folder;
    CHECK_THROWS_AS(files_options().cache_control("a\r\nb: c"), std::invalid_argument);
    for (const char* name : {"a/b", "..", "../index.html", "%2e%2e", "a\\b"})
        CHECK_THROWS_AS(files_options().index(name), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(files(folder.file("none"))), boost::system::system_error);
    folder.write("a.txt", "x");
    CHECK_THROWS_AS(static_cast<void>(files(folder.file("a.txt"))), boost::system::system_error);
}

TEST_CASE("a router describes files by the line that serves them")
{
    const public_folder folder;
    const unsigned line = std::source_location::current().line();
    const router app = router().mount("/static", files(folder.path()));
    CHECK(
        app.describe()
        == "GET /static/{path...}: handler at files_options_test.cpp:" + std::to_string(line + 1) + "\n");
}

TEST_SUITE_END();
