// Takes orders in JSON. If it cannot read an order, it answers what an order looks like.
//
// Run:
//     meson compile -C build && build/examples/14_json_orders
//     curl localhost:7070/orders -d '{"item":"tea","count":2}'
//     curl localhost:7070/orders -d '{"item":"tea","count":"two"}'
//
// Output:
//     {"id":1,"item":"tea","count":2}
//     {"error":"an order is {\"item\": a text, \"count\": an integer}"}

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/run_main.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include <exception>
#include <string>

using namespace plait;
namespace json = boost::json;

guarded<int> last_id{0};

awaitable<http::response> add_order(http::request& request)
{
    std::string item;
    int count = 0;
    try {
        const json::value order = json::parse(request.body());
        item = json::value_to<std::string>(order.at("item"));
        count = json::value_to<int>(order.at("count"));
    } catch (const std::exception&) { // no JSON, no object, or a member that is missing or of another type
        co_return http::json(
            {{"error", R"(an order is {"item": a text, "count": an integer})"}}, http::status::bad_request);
    }
    const int id = co_await last_id.with([](int& n) { return ++n; });
    co_return http::json({{"id", id}, {"item", item}, {"count", count}}, http::status::created);
}

int main()
{
    http::router app;
    app.post("/orders", add_order);
    return run_main(http::serve(app));
}
