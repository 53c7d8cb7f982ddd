#include "http/route/pattern.hpp"

#include "http/route/route_table.hpp"

#include <doctest/doctest.h>
#include <support/routes.hpp>

#include <stdexcept>
#include <string>

using namespace plait::http;
using detail::route_table;

TEST_SUITE_BEGIN("pattern");

TEST_CASE("add throws std::invalid_argument for a pattern that does not parse")
{
    struct row {
        const char* pattern;
        const char* message;
    };
    for (const row& r : {
             row{"", "a pattern is [HOST]/[PATH], and has a '/'"},
             row{"a", "a pattern is [HOST]/[PATH], and has a '/'"},
             row{"/a?b", "a pattern is a path, without query, fragment or space"},
             row{"/a#b", "a pattern is a path, without query, fragment or space"},
             row{"/a b", "a pattern is a path, without query, fragment or space"},
             row{"/a\nb", "a pattern is a path, without query, fragment or space"},
             row{"/a{b}", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/{b}a", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/{a", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/a}", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/}", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/{", "a parameter is a whole segment: /{name}/ or /{name:int}/"},
             row{"/{}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{:int}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{...}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{a}{b}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{a b}", "a pattern is a path, without query, fragment or space"},
             row{"/{a-b}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{a:int...}", "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/"},
             row{"/{a:float}", "the type of {a} is 'float'; there are int and str"},
             row{"/{a:}", "the type of {a} is ''; there are int and str"},
             row{"/users/:id", "a parameter is written /{id}, not /:id; as text, ':' is written %3A"},
             row{"/users/:id/edit", "a parameter is written /{id}, not /:id; as text, ':' is written %3A"},
             row{"/:", "a parameter is written /{name}, not /:; as text, ':' is written %3A"},
             row{"/<id>", "a parameter is written /{id}, not /<id>; as text, '<' is written %3C"},
             row{"/<int:id>/", "a parameter is written /{id}, not /<int:id>; as text, '<' is written %3C"},
             row{"/files/*", "a parameter is written /{path...}, not /*; as text, '*' is written %2A"},
             row{"/files/*file", "a parameter is written /{file...}, not /*file; as text, '*' is written %2A"},
             row{"/{a}/{a:int}", "two parameters are called {a}"},
             row{"/{a}/{a...}", "two parameters are called {a}"},
             row{"/{$}/a", "{$} is the last segment"},
             row{"/{$}/", "{$} is the last segment"},
             row{"/{a...}/b", "{a...} is the last segment"},
             row{"/a//b", "a path is matched when it is clean: '/a/b'"},
             row{"/a/../b", "a path is matched when it is clean: '/b'"},
             row{"/%2e", "a path is matched when it is clean: '/'"},
             row{"localhost:80/a", "the host is a name, without port and parameters"},
             row{"{host}/a", "the host is a name, without port and parameters"},
         }) {
        CAPTURE(r.pattern);
        const std::string message = std::string("route 'GET ") + r.pattern + "': " + r.message;
        CHECK_THROWS_WITH_AS(get_routes({r.pattern}), message.c_str(), std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(
        route_table().add(method::unknown, "/"), "route '/': the method is unknown", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        route_table().add(method::connect, "/"),
        "route 'CONNECT /': a request with CONNECT has no path: the server answers it 501", std::invalid_argument);
}

TEST_CASE("add throws for a pattern that means the same as another with the same method, and names both")
{
    route_table table = get_routes({"/a/{x}/{n:int}"});

    CHECK_THROWS_WITH_AS(
        table.add(method::get, "/a/{y}/{m:int}"),
        "route 'GET /a/{y}/{m:int}': means the same as 'GET /a/{x}/{n:int}', which is there already",
        std::invalid_argument);
    CHECK_NOTHROW(table.add(method::post, "/a/{y}/{m:int}"));
    CHECK_NOTHROW(table.add(method::get, "/a/{y}/{m}"));
    CHECK(found_for(table, "/a/b/1") == 0); // the refused one took no number
    CHECK(found_for(table, "/a/b/1", method::post) == 1);
}

TEST_CASE("add throws for two patterns that match a path in common and are both more specific in some way")
{
    struct row {
        const char* there;
        const char* added;
        const char* path; // that both match; null: they do not conflict
    };
    for (const row& r : {
             row{"/a/{x}", "/{y}/b", "/a/b"},
             row{"/a/{x:int}", "/{y}/7", "/a/7"},
             row{"/{x:int}/{y}", "/{x}/b", "/7/b"},
             row{"/{x:int}/b", "/7/{y}", "/7/b"},
             row{"/a/{x...}", "/{y}/b", "/a/b"},
             row{"/a/", "/{y}/b/", "/a/b/"},
             row{"/{x}/{y}/c/", "/a/", "/a/y/c/"},
             row{"/a/", "/{y}/{$}", "/a/"},
             row{"/a%20b/{x}", "/{y}/b", "/a%20b/b"},
             row{"host/a/{x}", "HOST/{y}/b", "host/a/b"},
             row{"/a/{x}", "/{y}/b/c", nullptr},
             row{"/a/{x}", "/a/b/{y}", nullptr},
             row{"/{x:int}/b", "/a/{y}", nullptr},
             row{"/a/{x}", "/{y}/{$}", nullptr},
             row{"/a/{x...}", "/{y}", nullptr},
             row{"/a/{x}", "host/{y}/b", nullptr},
             row{"one/a/{x}", "two/{y}/b", nullptr},
             row{"/a/{x}/{y:int}", "/a/b/7", nullptr},
             row{"/{x...}", "/{y}/b/", nullptr},
         }) {
        CAPTURE(r.there);
        CAPTURE(r.added);
        for (const bool swapped : {false, true}) {
            const char* first = swapped ? r.added : r.there;
            const char* second = swapped ? r.there : r.added;
            route_table table = get_routes({first});
            if (!r.path) {
                CHECK_NOTHROW(table.add(method::get, second));
                continue;
            }
            std::string path = r.path;
            if (swapped && path.starts_with("host"))
                path = "host/a/b";
            const std::string message = std::string("route 'GET ") + second + "': conflicts with 'GET " + first
                                        + "': both match " + path + ", and neither is more specific";
            CHECK_THROWS_WITH_AS(table.add(method::get, second), message.c_str(), std::invalid_argument);
            CHECK_NOTHROW(table.add(method::post, second));
        }
    }
}

TEST_CASE("methods make a pattern more specific too, and so two may conflict")
{
    route_table table = get_routes({"/a/"});
    CHECK_THROWS_WITH_AS(
        table.add(std::nullopt, "/a/b"),
        "route '/a/b': conflicts with 'GET /a/': both match /a/b, and neither is more specific; name a method for '/a/b'",
        std::invalid_argument);
    CHECK_THROWS_WITH_AS( // a method would not help
        table.add(std::nullopt, "/{x}/b"),
        "route '/{x}/b': conflicts with 'GET /a/': both match /a/b, and neither is more specific", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        table.add(method::head, "/"),
        "route 'HEAD /': conflicts with 'GET /a/': both match /a/, and neither is more specific", std::invalid_argument);
    route_table all;
    all.add(std::nullopt, "/a/b");
    CHECK_THROWS_WITH_AS(
        all.add(method::get, "/a/"),
        "route 'GET /a/': conflicts with '/a/b': both match /a/b, and neither is more specific; name a method for '/a/b'",
        std::invalid_argument);
    route_table heads;
    heads.add(method::head, "/");
    CHECK_THROWS_WITH_AS(
        heads.add(method::get, "/a"),
        "route 'GET /a': conflicts with 'HEAD /': both match /a, and neither is more specific", std::invalid_argument);
    CHECK_NOTHROW(table.add(std::nullopt, "/"));
    CHECK_NOTHROW(table.add(method::head, "/a/"));
}

TEST_SUITE_END();
