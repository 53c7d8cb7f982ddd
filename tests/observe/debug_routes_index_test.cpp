#include <doctest/doctest.h>
#include <support/debug_routes.hpp>

#include <stdexcept>
#include <string>

using namespace debug_routes_test;

TEST_SUITE_BEGIN("debug routes, the page");

TEST_CASE("the page says what there is, how to use it, and what cannot be had here")
{
    profile_makers makers = all_told();
    makers.heap = failing<plait::detail::profile_not_linked>("link <plait-heap>");
    const std::string page = answered(debug_app(makers), "/debug/");

    CHECK(field_of(page, "Content-Type") == "text/html; charset=utf-8");
    CHECK(page.find("<a href=\"pprof/profile?seconds=10\">") != std::string::npos);
    CHECK(
        page.find("<code>go tool pprof 'http://localhost:7070/debug/pprof/profile?seconds=10'</code>")
        != std::string::npos);
    CHECK(page.find("<a href=\"pprof/tasks?debug=2\">") != std::string::npos);
    CHECK(page.find("Not here: link &lt;plait-heap&gt;.") != std::string::npos);
    CHECK(page.find("debug/pprof/heap'") == std::string::npos);
}

TEST_CASE("each link of both pages is answered, in pprof's folder too")
{
    for (const std::string folder : {"/debug/", "/debug/pprof/"}) {
        const std::string page = answered(debug_app(), folder);
        int links = 0;
        for (std::size_t at = 0; (at = page.find("<a href=\"", at)) != std::string::npos; ++links) {
            at += 9;
            const std::string target = folder + page.substr(at, page.find('"', at) - at);
            CAPTURE(target);
            CHECK(status_of(answered(debug_app(), target)) == 200);
        }
        CHECK(links == 8);
    }
}

TEST_CASE("the page that was requested with the token in its URL has links with the token")
{
    const router app = debug_app(all_told(), debug_options().token("secret"));
    const std::string page = answered(app, "/debug/?token=secret");

    CHECK(page.find("<a href=\"pprof/heap?token=secret\">") != std::string::npos);
    CHECK(page.find("<a href=\"pprof/profile?seconds=10&amp;token=secret\">") != std::string::npos);
    CHECK(page.find("/debug/pprof/profile?seconds=10&amp;token=secret'</code>") != std::string::npos);
    CHECK(answered(app, "/debug/?token=guessed").find("guessed") == std::string::npos);
    CHECK(answered(app, "/debug/").find("token=") == std::string::npos);
}

TEST_CASE("a folder without its slash leads there, with its query")
{
    const std::string top = answered(debug_app(), "/debug?a=b");
    CHECK(status_of(top) == 307);
    CHECK(field_of(top, "Location") == "/debug/?a=b");
    CHECK(field_of(answered(debug_app(), "/debug/pprof"), "Location") == "/debug/pprof/");
}

TEST_CASE("the routes stand beside a route for all paths, and under a prefix")
{
    router app;
    app.get("/", [](request&) { return text("everything else"); });
    debug_routes(app);
    CHECK(body_of(answered(app, "/other")) == "everything else");
    CHECK(status_of(answered(app, "/debug/")) == 200);

    router above;
    above.mount("/internal", debug_app());
    CHECK(body_of(answered(above, "/internal/debug/pprof/heap")) == "heap, 0 s, detail 0");
    CHECK(answered(above, "/internal/debug/").find("/internal/debug/pprof/heap'</code>") != std::string::npos);
}

TEST_CASE("a router that has one of the routes gets none of the others")
{
    router app;
    app.get("/debug/pprof/tasks", [](request&) { return text("mine"); });

    CHECK_THROWS_AS(debug_routes(app), std::invalid_argument);

    CHECK(body_of(answered(app, "/debug/pprof/tasks")) == "mine");
    CHECK(status_of(answered(app, "/debug/")) == 404);
    app.get("/debug/pprof/heap", [](request&) { return text("mine"); });
}

TEST_SUITE_END();
