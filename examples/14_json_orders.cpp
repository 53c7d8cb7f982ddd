// Takes orders in JSON. What is wrong in one is told to the client, each value by its place.
//
// Run:
//     meson compile -C build && build/examples/14_json_orders
//     curl localhost:7070/orders --json '{"item":"tea","count":2}'
//     curl localhost:7070/orders --json '{"item":"tea","count":"two"}'
//
// Output:
//     {"item":"tea","count":2,"note":null,"id":1}
//     {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the JSON has 1 wrong value","errors":[{"pointer":"/count","expected":"an integer","got":"the string \"two\""}]}

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/run_main.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

using namespace plait;

struct new_order {
    std::string item;
    int count;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(new_order, (), (item, count, note))

struct order : new_order {
    int id;
};
BOOST_DESCRIBE_STRUCT(order, (new_order), (id))

guarded<int> last_id{0};

awaitable<http::response> add_order(http::request& request)
{
    order added{request.json<new_order>(), 0}; // else 422, with each wrong value
    added.id = co_await last_id.with([](int& n) { return ++n; });
    co_return http::json(added, http::status::created);
}

int main()
{
    http::router app;
    app.post("/orders", add_order);
    return run_main(http::serve(app));
}
