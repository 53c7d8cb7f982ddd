#include "http/route/path.hpp"

#include "http/route/route_table.hpp"

#include <doctest/doctest.h>
#include <support/routes.hpp>

#include <stdexcept>

using namespace plait::http;
using detail::route_table;
using kind = route_table::found::kind;

TEST_SUITE_BEGIN("path");

TEST_CASE("a path that is not clean is redirected to the clean one, if there is a route")
{
    const route_table table = get_routes({"/{$}", "/a/b", "/files/{path...}", "/dir/"});
    struct row {
        const char* target;
        const char* location;
    };
    for (const row& r : {
             row{"//", "/"},
             row{"//a//b", "/a/b"},
             row{"/a/./b?x=//", "/a/b?x=//"},
             row{"/x/../a/b", "/a/b"},
             row{"/../../a/b", "/a/b"},
             row{"/a/%2E%2e/a/b", "/a/b"},
             row{"/a/.%2e/a/%2e/b", "/a/b"},
             row{"/files/a/../../etc/..", "/"},
             row{"/files/./a/..", "/files/"},
             row{"/files/%5C..//", "/files/%5C../"},
             row{"/files//\\evil", "/files/%5Cevil"},
             row{"/files//a\"<>\x7f\xe9", "/files/a%22%3C%3E%7F%E9"},
             row{"http://host//a/b", "/a/b"},
             row{"/./dir", "/dir/"},
         }) {
        CAPTURE(r.target);
        request request(method::get, r.target);
        const route_table::found found = table.find(request);
        CHECK(found.what == kind::redirect);
        CHECK(route_table::location(request, found) == r.location);
        CHECK_THROWS_AS((void)request.parameter("path"), std::out_of_range);
    }
    CHECK(found_for(table, "/files/.../..a/.b") == 2); // dots that are no dot segments
    for (const char* target : {"/a/../b", "//b"}) {
        CAPTURE(target);
        request request(method::get, target);
        CHECK(table.find(request).what == kind::nothing);
    }
}

TEST_CASE("a path is redirected to the one with a slash at its end, if that has a route of its own")
{
    route_table table = get_routes({"/", "/a/", "/b/{$}", "/c/{path...}", "/d/", "/d", "/e/{x}/", "/x/y/z"});
    table.add(method::post, "/p/");
    struct row {
        const char* target;
        const char* location;
    };
    for (const row& r : {
             row{"/a", "/a/"},
             row{"/a?x=1", "/a/?x=1"},
             row{"/b", "/b/"},
             row{"/c", "/c/"},
             row{"/e/1", "/e/1/"},
             row{"/%61", "/%61/"},
             row{"/e/\\evil", "/e/%5Cevil/"},
         }) {
        CAPTURE(r.target);
        request request(method::get, r.target);
        const route_table::found found = table.find(request);
        CHECK(found.what == kind::redirect);
        CHECK(route_table::location(request, found) == r.location);
    }
    CHECK(found_for(table, "/d") == 5);
    CHECK(found_for(table, "/x") == 0); // of "/", and "/x/" would be too
    CHECK(found_for(table, "/a/x") == 1);
    CHECK(found_for(table, "/c/x") == 3);
    CHECK(found_for(table, "/p") == 0); // the redirect is for another method

    CHECK(found_for(get_routes({"/a/", "/{x}"}), "/a") == 1); // a match that is exact goes before a redirect

    request posted(method::post, "/a");
    CHECK(table.find(posted).what == kind::wrong_method);
    request redirected(method::post, "/p");
    CHECK(table.find(redirected).what == kind::redirect);
}

TEST_SUITE_END();
