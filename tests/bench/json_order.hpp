#pragma once

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the benchmarks of JSON read and write, as Go's do in peers/json_echo.
namespace bench {

struct json_customer {
    std::string name;
    std::string email;
    std::optional<std::string> phone;
    bool is_new = false;
};
BOOST_DESCRIBE_STRUCT(json_customer, (), (name, email, phone, is_new))

struct json_item {
    std::int64_t id = 0;
    std::string title;
    int pieces = 0;
    double price = 0;
    std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(json_item, (), (id, title, pieces, price, tags))

struct json_order {
    std::int64_t number = 0;
    json_customer customer;
    std::vector<json_item> items;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(json_order, (), (number, customer, items, note))

/// An order of 1 KiB. `json_echo` has the same text.
inline constexpr std::string_view json_text =
    R"({"number":20260712,"customer":{"name":"Ada Lovelace","email":"ada@example.org","phone":null,"is_new":false},)"
    R"("items":[{"id":4711,"title":"Earl Grey, loose leaf","pieces":2,"price":7.95,"tags":["tea","black","bergamot"]},)"
    R"({"id":4712,"title":"Teapot \"Brown Betty\"","pieces":1,"price":29.9,"tags":["pot","ceramic"]},)"
    R"({"id":4713,"title":"Strainer, stainless steel","pieces":1,"price":6.5,"tags":["tool"]},)"
    R"({"id":4714,"title":"Gyokuro, K\u00f6ln edition","pieces":3,"price":24.25,"tags":["tea","green","shaded","japan"]},)"
    R"({"id":4715,"title":"Sencha in the tin","pieces":1,"price":12.4,"tags":["tea","green"]},)"
    R"({"id":4716,"title":"Cups, set of six","pieces":1,"price":48.0,"tags":["cup","ceramic","set"]},)"
    R"({"id":4717,"title":"Honey, acacia","pieces":2,"price":5.6,"tags":["sweet"]},)"
    R"({"id":4718,"title":"Timer for three steeps","pieces":1,"price":14.99,"tags":["tool","timer"]}],)"
    R"("note":"Please leave the parcel with the neighbours on the second floor if nobody opens the door; they know, and are at home all day. Thank you very much."})";

} // namespace bench
