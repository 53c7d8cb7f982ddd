#include <plait/http/files_options.hpp>

#include <boost/system/system_error.hpp>
#include <support/served_files.hpp>

#include <stdexcept>

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

TEST_SUITE_END();
