#include "pages/front_page.hpp" // of server/
#include "pages/waterfall.hpp"
#include "routes/routes.hpp"

#include <plait/testing/virtual_time.hpp>

#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
namespace http = plait::http;

namespace {

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

awaitable<http::response> get(site& shared, std::string target)
{
    const http::router app = make_app(shared);
    http::request request(http::method::get, target);
    co_return co_await app(request);
}

} // namespace

TEST_SUITE_BEGIN("front page");

TEST_CASE("one after another, the blocks take the sum of their times: 6 s")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        const sources from(1);

        const front_page page = co_await build_front_page(from, false, "Berlin");

        CHECK(clock.elapsed() == 6s);
        CHECK(page.total == 6s);
        CHECK(page.blocks[0].begin == 0s);
        CHECK(page.blocks[0].end == 2s);
        CHECK(page.blocks[1].begin == 2s);
        CHECK(page.blocks[1].end == 3s);
        CHECK(page.blocks[2].begin == 3s);
        CHECK(page.blocks[2].end == 6s);
    });
}

TEST_CASE("at the same time, the blocks take the time of the slowest: 3 s")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        const sources from(1);

        const front_page page = co_await build_front_page(from, true, "Berlin");

        CHECK(clock.elapsed() == 3s);
        CHECK(page.total == 3s);
        CHECK(page.blocks[0].end == 2s);
        CHECK(page.blocks[1].end == 1s);
        CHECK(page.blocks[2].end == 3s);
        for (const page_block& each : page.blocks)
            CHECK(each.begin == 0s);
    });
}

TEST_CASE("the latency scale shortens the sources")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        const sources from(0.01);

        co_await build_front_page(from, true, "Berlin");

        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("a source that fails leaves its error in its block and the others as they are")
{
    for (const bool concurrent : {false, true}) {
        CAPTURE(concurrent);
        run_virtual([&](virtual_clock& clock) -> awaitable<void> {
            const sources from(1);

            const front_page page = co_await build_front_page(from, concurrent, "Atlantis");

            CHECK(page.blocks[0].lines.size() == 2);
            CHECK(page.blocks[1].lines.size() == 3);
            CHECK(page.blocks[2].lines.empty());
            CHECK(page.blocks[2].error == "there is no weather station in 'Atlantis'");
            CHECK(clock.elapsed() == (concurrent ? 3s : 6s));
        });
    }
}

TEST_CASE("/page shows each block, the total and a waterfall")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        site shared(1);

        const http::response serial = co_await get(shared, "/page?mode=serial");
        const http::response concurrent = co_await get(shared, "/page?mode=concurrent");

        CHECK(serial.field("Content-Type") == "text/html; charset=utf-8");
        CHECK(contains(serial.body(), "Ada Lovelace"));
        CHECK(contains(serial.body(), "local: Strands untangled"));
        CHECK(contains(serial.body(), "Berlin: 21 °C, clear"));
        CHECK(contains(serial.body(), "Total: <strong>6.00 s</strong>, one after another"));
        CHECK(contains(concurrent.body(), "Total: <strong>3.00 s</strong>, all at once"));
        CHECK(contains(concurrent.body(), "<svg class=\"waterfall\""));
        CHECK(contains(concurrent.body(), R"(<rect class="bar" x="150" y="5" width="320" height="18" rx="3"/>)"));
        CHECK(contains(concurrent.body(), R"(<a href="/page?mode=concurrent" aria-current="page">)"));
    });
}

TEST_CASE("what a reader sends is escaped")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        site shared(0);

        const http::response page = co_await get(shared, "/page?city=%3Cscript%3Ealert(1)%3C/script%3E");

        CHECK(page.status() == http::status::ok);
        CHECK(contains(page.body(), "&lt;script&gt;alert(1)&lt;/script&gt;"));
        CHECK_FALSE(contains(page.body(), "<script"));
    });
}

TEST_CASE("a mode that is neither serial nor concurrent is answered 400, with what to do")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        site shared(0);

        const http::response answer = co_await get(shared, "/page?mode=fast");

        CHECK(answer.status() == http::status::bad_request);
        CHECK(contains(answer.body(), "/page?mode=concurrent"));
    });
}

TEST_CASE("/hello shows the name that a reader sends as a text, wherever it stands")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        site shared(0);

        const http::response page = co_await get(shared, "/hello?name=%3C%2Fscript%3E%22%27javascript:");

        const std::string text = "&lt;/script&gt;&quot;&#39;javascript:";
        CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
        CHECK(contains(page.body(), ("<title>plait: hello, " + text + "</title>").c_str()));
        CHECK(contains(page.body(), ("<h1>Hello, " + text + "!</h1>").c_str()));
        CHECK(contains(page.body(), ("value=\"" + text + "\"").c_str()));
        CHECK(contains(page.body(), "href=\"/hello?name=%3C%2Fscript%3E%22%27javascript%3A\""));
        CHECK(contains(page.body(), R"(const name = "\u003C\u002Fscript\u003E\"\u0027javascript:";)"));
    });
}

TEST_CASE("pages may be read from a folder, at each request")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        const folder files;
        std::ofstream(files.file("hello.html")) << "<p>Hi, {{name}}</p>";
        site shared(0, files.file("."));

        const http::response page = co_await get(shared, "/hello?name=A%26B");
        CHECK(page.body() == "<p>Hi, A&amp;B</p>");

        std::ofstream(files.file("hello.html")) << "<p>Hi, {{nam}}</p>";
        const http::response refused = co_await get(shared, "/hello");
        CHECK(refused.status() == http::status::internal_server_error);
        CHECK(contains(refused.body(), "hello.html: line 1, column 10: greeting has no described member nam"));
    });
}

TEST_CASE("a waterfall has a bar for each row, from where it begins, as long as it takes")
{
    const waterfall_row rows[] = {{"first", 0s, 2s}, {"second", 2s, 3s, true}};

    const waterfall made = make_waterfall(rows, 3s);

    CHECK(made.bars.size() == 2);
    CHECK(made.bars[0].x == 150);
    CHECK(made.bars[0].width == 320);
    CHECK(made.bars[1].x == 470);
    CHECK(made.bars[1].y == 33);
    CHECK(made.bars[1].width == 160);
    CHECK(made.bars[1].failed);
}

TEST_CASE("a waterfall of nothing is an empty chart")
{
    CHECK(make_waterfall({}, 0s).bars.empty());
}

TEST_SUITE_END();
