// The names that a user gives, beside all of plait's.

#include <plait/async.hpp>
#include <plait/html/escape.hpp>
#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace plait;
using namespace plait::http;

struct page {
    std::string title;
};

awaitable<std::string> profile()
{
    co_return "Ada";
}

awaitable<std::string> news()
{
    co_return "none";
}

awaitable<std::string> weather(std::string city)
{
    co_return city + " is sunny";
}

std::string observe(int value)
{
    return std::to_string(value);
}

std::string platform()
{
    return "mine";
}

std::string escape(std::string_view value)
{
    return "{" + std::string(value) + "}";
}

awaitable<std::string> text()
{
    co_return "a text";
}

awaitable<response> html(const page& shown) // as plait's, but for the parameters
{
    co_return html("<h1>" + escape_html(shown.title) + "</h1>");
}

awaitable<response> front(request& request)
{
    auto [person, latest, sky] = co_await run_concurrent(profile(), news(), weather("Berlin"));
    const std::string words = co_await text();
    if (request.query("plain"))
        co_return text(person + latest + sky + words + observe(1) + platform() + escape("x"));
    const page shown{person + " & " + sky};
    co_return co_await html(shown);
}

TEST_SUITE_BEGIN("user_names");

TEST_CASE("functions called profile, news, weather, text and html are a user's own beside plait's")
{
    testing::run_virtual([](testing::virtual_clock&) -> awaitable<> {
        router app;
        app.get("/", front);
        request plain(method::get, "/?plain");
        request shown(method::get, "/");

        CHECK((co_await app(plain)).body() == "AdanoneBerlin is sunnya text1mine{x}");
        CHECK((co_await app(shown)).body() == "<h1>Ada &amp; Berlin is sunny</h1>");
    });
}

TEST_SUITE_END();
