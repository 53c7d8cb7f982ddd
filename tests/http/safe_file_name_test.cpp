#include <plait/http/safe_file_name.hpp>

#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace plait::http;
using namespace std::string_literals;

TEST_SUITE_BEGIN("safe_file_name");

TEST_CASE("the plain name of one file is returned")
{
    for (const std::string& each :
         {"a"s, "page.html"s, ".hidden"s, "...a"s, "a..b"s, "-"s, "a b"s, "~"s, "K\xc3\xb6ln"s, "\xff"s, "%2F"s, "com"s,
          "com10"s, "console"s, "lpta"s, "nula.txt"s, "a'b&c;d$(e)"s, "comX.txt"s})
        CHECK(safe_file_name(each) == each);
}

TEST_CASE("what is not the plain name of one file is an http_error with 404")
{
    for (const std::string& each : {""s,     "."s,      ".."s,      "..."s,         "/"s,      "/etc/passwd"s,
                                    "../a"s, "a/.."s,   "a/b"s,     "a\\b"s,        "..\\a"s,  "\\\\server\\share"s,
                                    "c:"s,   "c:a"s,    "a:b"s,     "a::$DATA"s,    "a\0"s,    "a\0.html"s,
                                    "a\n"s,  "\x1f"s,   "a\x7f"s,   "a."s,          "a "s,     ".. "s,
                                    ". ."s,  "a<"s,     "a>"s,      "a\""s,         "a|"s,     "a?"s,
                                    "a*"s,   "nul"s,    "NUL.txt"s, "con .txt"s,    "Aux"s,    "prn.a.b"s,
                                    "com1"s, "LPT9.x"s, "com0"s,    "COM\xc2\xb9"s, "conin$"s, "CONOUT$"s}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)safe_file_name(each), http_error);
        try {
            (void)safe_file_name(each);
        } catch (const http_error& error) {
            CHECK(error.status() == status::not_found);
        }
    }
}

TEST_CASE("a name has no more than 200 bytes, and the client is not told all of a longer one")
{
    CHECK(safe_file_name(std::string(200, 'a')) == std::string(200, 'a'));
    CHECK_THROWS_WITH_AS(
        (void)safe_file_name(std::string(201, 'a')),
        ("'" + std::string(40, 'a') + "...' is not the plain name of one file").c_str(), http_error);
}

TEST_CASE("a file that is opened by it is in its folder")
{
    const std::filesystem::path folder = "/nowhere";
    request request(method::get, "/files/..%2f..%2fetc%2fpasswd");
    auto open = [&](const std::string& text) {
        std::ifstream file(folder / safe_file_name(text));
        return file.is_open();
    };
    CHECK_THROWS_AS((void)open(percent_decoded("..%2f..%2fetc%2fpasswd")), http_error);
    CHECK_FALSE(open("page.html"));
}

TEST_SUITE_END();
