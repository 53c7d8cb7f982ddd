#include "http/parse/static_path.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

using plait::http::detail::static_path;

TEST_SUITE_BEGIN("static_path");

TEST_CASE("a path is decoded once, segment by segment")
{
    struct row {
        std::string_view encoded;
        std::string_view path;
    };
    for (const row& r : std::initializer_list<row>{
             {"", ""},
             {"a", "a"},
             {"a/", "a/"},
             {"a/b/c.txt", "a/b/c.txt"},
             {"a%20b/%61", "a b/a"},
             {"%C3%A4", "\xc3\xa4"},
             {"a..b/c.", "a..b/c."},
             {"%252e%252e/a", "%2e%2e/a"},
             {"%252f", "%2f"},
             {"...%20a", "... a"},
             {"a:b", "a:b"},
             {"nul", "nul"},
         }) {
        CAPTURE(r.encoded);
        constexpr bool dot_files = true;
        CHECK(static_path(r.encoded, dot_files, false) == r.path);
    }
}

TEST_CASE("what could lead out of the folder is no path")
{
    using namespace std::string_view_literals;
    for (const std::string_view encoded : {
             "."sv,           ".."sv,         "../a"sv,   "a/.."sv,         "a/../../b"sv,  "a/./b"sv,
             "%2e"sv,         "%2e%2e"sv,     "%2E."sv,   ".%2e/a"sv,       "a/%2e%2e/b"sv, "/"sv,
             "/etc/passwd"sv, "//a"sv,        "a//b"sv,   "a//"sv,          "%2fetc"sv,     "a%2Fb"sv,
             "..%2fa"sv,      "%2e%2e%2fa"sv, "..%5ca"sv, "a\\b"sv,         "%5c"sv,        "a%00"sv,
             "%00"sv,         "a%00.txt"sv,   "a\0b"sv,   "a%0ab"sv,        "a%7f"sv,       "%c0%ae%c0%ae/a"sv,
             "%c0%af"sv,      "%e0%80%af"sv,  "%c1%9c"sv, "%f0%80%80%af"sv, "%ff"sv,        "%ed%a0%80"sv,
             "%c3"sv,         "a/%e2%82/b"sv,
         }) {
        CAPTURE(encoded);
        for (const bool dot_files : {false, true})
            for (const bool for_windows : {false, true})
                CHECK_FALSE(static_path(encoded, dot_files, for_windows));
    }
}

TEST_CASE("names that begin with a dot are hidden, unless they are to be shown")
{
    for (const std::string_view encoded : {".env", "a/.git/config", "%2eenv", ".well-known/a", "...", "..a/"}) {
        CAPTURE(encoded);
        CHECK_FALSE(static_path(encoded, false, false));
        CHECK(static_path(encoded, true, false));
    }
}

TEST_CASE("on Windows, other names of a file are no path")
{
    for (const std::string_view encoded :
         {"a.",    "a%20",         "a./b", "a%20/b",  "...",      "..%20/a",    "c:",   "c:/a", "a::$DATA", "a.txt:b",
          "GIT~1", "a/progra~2/b", "nul",  "CON.txt", "a/com1/b", "aux%20.txt", "a%3f", "a*",   "a%7cb",    "%3ca"}) {
        CAPTURE(encoded);
        CHECK_FALSE(static_path(encoded, true, true));
        CHECK(static_path(encoded, true, false));
    }
    CHECK(static_path("a~b/c ~/~.x", true, true));
}

TEST_SUITE_END();
