#include "http/route/route_table.hpp"

#include <doctest/doctest.h>
#include <support/routes.hpp>

#include <initializer_list>
#include <stdexcept>
#include <string>

using namespace plait::http;
using detail::allow_list;
using detail::route_table;
using kind = route_table::found::kind;

namespace {

constexpr std::uint32_t bits(std::initializer_list<method> methods)
{
    std::uint32_t all = 0;
    for (method each : methods)
        all |= 1U << static_cast<unsigned>(each);
    return all;
}

} // namespace

TEST_SUITE_BEGIN("route_table");

TEST_CASE("add gives the patterns numbers from 0")
{
    const route_table table = get_routes({"/{$}", "/a", "/a/b", "/b"});

    CHECK(found_for(table, "/") == 0);
    CHECK(found_for(table, "/a") == 1);
    CHECK(found_for(table, "/a/b") == 2);
    CHECK(found_for(table, "/b?x=1") == 3);
}

TEST_CASE("what no pattern matches is not found")
{
    const route_table table = get_routes({"/{$}", "/a", "/a/b/c"});

    for (const char* target : {"/A", "/aa", "/a/", "/a/b", "/a/b/", "/a/b/c/d", "a", "*", "", "/%62", "/a%2Fb%2Fc"}) {
        CAPTURE(target);
        request request(method::get, target);
        CHECK(table.find(request).what == kind::nothing);
    }
    CHECK(found_for(route_table(), "/") == -1);
}

TEST_CASE("a slash at the end matches all paths below it, and / all paths")
{
    const route_table table = get_routes({"/", "/a/", "/a/b"});

    for (const char* target : {"/a/", "/a/x", "/a/x/y/", "/a/b/"}) {
        CAPTURE(target);
        CHECK(found_for(table, target) == 1);
    }
    CHECK(found_for(table, "/a/b") == 2);
    CHECK(found_for(table, "/b") == 0);
    CHECK(found_for(table, "/") == 0);
}

TEST_CASE("{$} at the end matches the slash there and nothing behind it")
{
    const route_table table = get_routes({"/{$}", "/a/{$}", "/a/"});

    CHECK(found_for(table, "/") == 0);
    CHECK(found_for(table, "/x") == -1);
    CHECK(found_for(table, "/a/") == 1);
    CHECK(found_for(table, "/a/x") == 2);
}

TEST_CASE("{name...} stands for all segments to the end, or none behind a slash")
{
    const route_table table = get_routes({"/files/{path...}", "/users/{user}/files/{path...}"});
    struct row {
        const char* target;
        int route;
        const char* path;
    };
    for (const row& r : {
             row{"/files/", 0, ""},
             row{"/files/a", 0, "a"},
             row{"/files/a/b%2Fc/", 0, "a/b/c/"},
             row{"/users/u/files/a/b", 1, "a/b"},
         }) {
        CAPTURE(r.target);
        request request(method::get, r.target);
        const route_table::found found = table.find(request);
        CHECK(found.what == kind::route);
        CHECK(static_cast<int>(found.route) == r.route);
        CHECK(request.parameter("path") == r.path);
    }
}

TEST_CASE("text compares decoded, and an encoded slash is part of its segment")
{
    const route_table table = get_routes({"/plain/text", "/caf%C3%A9/{x}", "/{a}/{b}", "/a%2Fb", "/long-segment-name"});

    CHECK(found_for(table, "/%70lain/t%65xt") == 0);
    CHECK(found_for(table, "/caf%c3%a9/1") == 1);
    CHECK(found_for(table, "/caf\xC3\xA9/1") == 1);
    CHECK(found_for(table, "/a%2fb") == 3);
    CHECK(found_for(table, "/a/b") == 2);
    CHECK(found_for(table, "/long%2Dsegment%2Dname") == 4);
    CHECK(found_for(table, "/plain%/text") == 2); // a '%' without digits is one

    request request(method::get, "/x%2Fy/%41");
    CHECK(table.find(request).route == 2);
    CHECK(request.parameter("a") == "x/y");
    CHECK(request.parameter("b") == "A");
}

TEST_CASE("a segment {name} stands for any one segment that is not empty")
{
    const route_table table = get_routes({"/users/{name}/edit"});

    CHECK(found_for(table, "/users/x/edit") == 0);
    CHECK(found_for(table, "/users/%2F/edit") == 0);
    CHECK(found_for(table, "/users/{name}/edit") == 0);
    CHECK(found_for(table, "/users//edit") == -1);
    CHECK(found_for(table, "/users/x/y/edit") == -1);
    CHECK(found_for(table, "/users/x") == -1);
}

TEST_CASE("{name:str} is {name}")
{
    CHECK(found_for(get_routes({"/{name:str}"}), "/x") == 0);
    CHECK_THROWS_AS(get_routes({"/{name:str}", "/{other}"}), std::invalid_argument);
}

TEST_CASE("{name:int} stands for a decimal integer of 64 bits")
{
    const route_table table = get_routes({"/{n:int}"});

    for (const char* target :
         {"/0", "/-1", "/007", "/9223372036854775807", "/-9223372036854775808", "/%31", "/%2D1",
          "/0000000000000000000000000000000%37", "/922337203685477580%37", "/%2d9223372036854775808"}) {
        CAPTURE(target);
        CHECK(found_for(table, target) == 0);
    }
    for (const char* target :
         {"/", "/a", "/1a", "/+1", "/1.0", "/0x1", "/-", "/--1", "/ 1", "/9223372036854775808", "/%2B1", "/%61", "/%2d",
          "/1%2d", "/%2d%2d1", "/1%", "/%31%3", "/922337203685477580%38", "/%2d9223372036854775809"}) {
        CAPTURE(target);
        CHECK(found_for(table, target) == -1);
    }
}

TEST_CASE("where several patterns match, text comes before {:int} before {}, whatever the order they were added in")
{
    const route_table forwards = get_routes({"/a/7", "/a/{n:int}", "/a/{s}"});
    CHECK(found_for(forwards, "/a/7") == 0);
    CHECK(found_for(forwards, "/a/8") == 1);
    CHECK(found_for(forwards, "/a/x") == 2);

    const route_table backwards = get_routes({"/a/{s}", "/a/{n:int}", "/a/7"});
    CHECK(found_for(backwards, "/a/7") == 2);
    CHECK(found_for(backwards, "/a/8") == 1);
    CHECK(found_for(backwards, "/a/x") == 0);
}

TEST_CASE("a pattern that matches only at first does not hide another, nor leave parameters behind")
{
    const route_table table = get_routes({"/a/b/c", "/a/{x:int}/d", "/a/{x}/{y}", "/{z}/b/e/f"});
    request first(method::get, "/a/b/d");
    CHECK(table.find(first).route == 2);
    CHECK(first.parameter("x") == "b");
    CHECK(first.parameter("y") == "d");

    request last(method::get, "/a/b/e/f");
    CHECK(table.find(last).route == 3);
    CHECK(last.parameter("z") == "a");
    CHECK_THROWS_AS((void)last.parameter("x"), std::out_of_range);
}

TEST_CASE("a route has up to eight parameters")
{
    const route_table table = get_routes({"/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}"});
    request request(method::get, "/1/2/3/4/5/6/7/8");

    CHECK(table.find(request).what == kind::route);
    CHECK(request.parameter("a") == "1");
    CHECK(request.parameter("h") == "8");
    CHECK(found_for(table, "/1/2/3/4/5/6/7/8/9") == -1);
    CHECK_THROWS_WITH_AS(
        get_routes({"/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}"}),
        "route 'GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}': more than 8 parameters", std::invalid_argument);
}

TEST_CASE("the method decides among the routes of one path, also where another pattern matches it too")
{
    route_table table;
    table.add(method::get, "/a");
    table.add(method::post, "/a");
    table.add(method::put, "/{x}");

    CHECK(found_for(table, "/a") == 0);
    CHECK(found_for(table, "/a", method::post) == 1);
    CHECK(found_for(table, "/a", method::put) == 2);
}

TEST_CASE("GET answers HEAD too, unless there is a route for HEAD")
{
    route_table table = get_routes({"/a", "/b"});
    table.add(method::head, "/b");

    CHECK(found_for(table, "/a", method::head) == 0);
    CHECK(found_for(table, "/b", method::head) == 2);
    CHECK(found_for(table, "/b", method::get) == 1);
}

TEST_CASE("if only the method is wrong, find says which are allowed, of all patterns that match")
{
    route_table table;
    table.add(method::get, "/a");
    table.add(method::post, "/a");
    table.add(method::put, "/{x}");
    table.add(method::patch, "/b");

    request request(method::delete_, "/a");
    const route_table::found found = table.find(request);

    CHECK(found.what == kind::wrong_method);
    CHECK(found.allowed == bits({method::get, method::post, method::put}));
}

TEST_CASE("an unknown method is not found")
{
    CHECK(found_for(get_routes({"/"}), "/", method::unknown) == -1);
}

TEST_CASE("allow_list names the methods, HEAD with GET, and OPTIONS always")
{
    CHECK(allow_list(0) == "OPTIONS");
    CHECK(allow_list(bits({method::get})) == "GET, HEAD, OPTIONS");
    CHECK(allow_list(bits({method::post})) == "POST, OPTIONS");
    CHECK(allow_list(bits({method::delete_, method::get, method::patch})) == "GET, HEAD, DELETE, OPTIONS, PATCH");
}

TEST_CASE("a method goes before all methods, which are those that HTTP knows but for CONNECT")
{
    route_table table;
    table.add(std::nullopt, "/a");
    table.add(method::get, "/a");

    CHECK(found_for(table, "/a") == 1);
    CHECK(found_for(table, "/a", method::head) == 1);
    for (method each : {method::post, method::put, method::delete_, method::options, method::trace, method::patch})
        CHECK(found_for(table, "/a", each) == 0);
    CHECK(found_for(table, "/a", method::connect) == -1);
    CHECK(found_for(table, "/a", method::unknown) == -1);
}

TEST_CASE("a pattern with a host goes before all without; a host has no port and no case of letters")
{
    const route_table table = get_routes({"/a/{x}", "Example.com/{x...}", "other.org/a/b"});
    auto found_at = [&](const char* host, const char* target) {
        request request(method::get, target, "", {{"Host", host}});
        const route_table::found found = table.find(request);
        return found.what == kind::route ? static_cast<int>(found.route) : -1;
    };

    CHECK(found_at("example.com", "/a/b") == 1);
    CHECK(found_at("EXAMPLE.COM:8080", "/a/b") == 1);
    CHECK(found_at("example.com.", "/a/b") == 1);
    CHECK(found_at("example.com.:80", "/a/b") == 1);
    CHECK(found_at("ex%61mple%2ecom", "/a/b") == 1);
    CHECK(found_at("example.com", "http://other.org/a/b") == 2);
    CHECK(found_at("other.org", "/a/b") == 2);
    CHECK(found_at("other.org", "/a/c") == 0);
    CHECK(found_at("localhost", "/a/b") == 0);
    CHECK(found_at("localhost", "/x") == -1);
    CHECK(found_at(std::string(300, 'x').c_str(), "/a/b") == 0);
    CHECK(found_for(table, "/a/b") == 0); // no host at all
}

TEST_CASE("a path that a rest takes leads to the folder beside it, which is nearer, as in Go")
{
    const route_table table = get_routes({"/{folder}/", "/{rest...}"});
    request request(method::get, "/x");
    const route_table::found found = table.find(request);
    CHECK(found.what == kind::redirect);
    CHECK(found.adds_slash);
    CHECK(found_for(table, "/x/") == 0);
    CHECK(found_for(table, "/") == 1);
}

TEST_CASE("many routes are kept apart")
{
    route_table table;
    for (int i = 0; i < 1000; ++i) // not in the order of their texts
        table.add(method::get, "/route" + std::to_string((i * 7) % 1000) + "/{x}");

    for (int i = 0; i < 1000; ++i)
        CHECK(found_for(table, "/route" + std::to_string((i * 7) % 1000) + "/y") == i);
}

TEST_SUITE_END();
