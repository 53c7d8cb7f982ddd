// Measures JSON into a struct and out of it, beside Boost.JSON's values. The Cost lines of plait/http/json.hpp have these
// figures.

#include "json_order.hpp"
#include "rows.hpp"

#include <plait/http/http_error.hpp>
#include <plait/http/json.hpp>
#include <plait/run.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>
#include <string>

using namespace plait::http;

namespace {

std::size_t refused(std::string_view text)
{
    try {
        return static_cast<std::size_t>(from_json<bench::json_order>(text).number);
    } catch (const http_error& error) {
        return error.errors().size();
    }
}

plait::awaitable<void> measure_json()
{
    bench::table all("An order of 1 KiB in JSON", {"", "ns", "blocks"});
    const auto order = from_json<bench::json_order>(bench::json_text);
    const boost::json::value value = boost::json::parse(bench::json_text);
    const request posted(method::post, "/", bench::json_text, {{"Content-Type", "application/json"}});
    if (from_json<bench::json_order>(to_json(order)).items.at(7).price != 14.99)
        std::printf("*** an order is not read as it is written\n");
    std::string wrong(bench::json_text);
    wrong.replace(wrong.find("14.99"), 5, "\"14\"");

    co_await bench::plain_row(all, "request.json", [&] { return posted.json<bench::json_order>().number; });
    co_await bench::plain_row(all, "from_json, with one wrong value", [&] { return refused(wrong); });
    co_await bench::plain_row(
        all, "from_json, an array of 3", [&] { return from_json<std::vector<int>>("[1,2,3]").size(); });
    co_await bench::plain_row(all, "json", [&] { return json(order).body().size(); });
    co_await bench::plain_row(
        all, "boost::json::parse", [&] { return boost::json::parse(bench::json_text).as_object().size(); });
    co_await bench::plain_row(all, "boost::json::serialize", [&] { return boost::json::serialize(value).size(); });
    all.print();
}

} // namespace

int main()
{
    plait::run(measure_json());
}
