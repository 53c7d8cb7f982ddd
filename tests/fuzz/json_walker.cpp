// JSON that is read into a struct: it is read, and is the same once it is written and read again; or it is refused, with
// errors that point to where they say.

#include "fuzz.hpp"

#include <plait/http/http_error.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace plait::http;
using fuzz::require;

namespace {

enum class tone : std::int8_t { low = -1, high = 1 };
BOOST_DESCRIBE_ENUM(tone, low, high)
enum class only { leaf };
BOOST_DESCRIBE_ENUM(only, leaf)

struct leaf {
    only k = only::leaf;
    std::string s;
};
BOOST_DESCRIBE_STRUCT(leaf, (), (k, s))

struct node {
    std::vector<node> a;
    std::unique_ptr<node> b;
    std::variant<std::monostate, bool, int, double, std::string, std::vector<std::uint8_t>, leaf, std::unique_ptr<node>>
        c;
    std::optional<std::optional<float>> d;
};
BOOST_DESCRIBE_STRUCT(node, (), (a, b, c, d))

struct all : leaf {
    std::optional<node> n;
    std::optional<std::map<std::string, std::vector<std::optional<std::int64_t>>>> m;
    std::optional<std::set<tone>> t;
    std::optional<std::array<bool, 2>> p;
    std::optional<std::vector<bool>> v;
    std::optional<boost::json::value> x;
};
BOOST_DESCRIBE_STRUCT(all, (leaf), (n, m, t, p, v, x))

void check_error(const http_error& error, const boost::json::value* document)
{
    const bool is_known = error.status() == status::bad_request || error.status() == status::unprocessable_content;
    require(is_known, "the status is 400 or 422");
    require(!error.detail().empty() && error.detail().size() < 200, "the detail is short");
    require(error.errors().empty() == (error.status() == status::bad_request), "a 422 has errors, and a 400 has none");
    require(error.errors().size() <= 20, "the errors are bounded");
    for (const wrong_value& each : error.errors()) {
        require(each.got.size() < 60 && each.expected.size() < 300, "the words of an error are short");
        require(document != nullptr, "what is malformed has no wrong values");
        boost::system::error_code failed;
        const bool is_there = document->find_pointer(each.pointer, failed) != nullptr;
        require(is_there == (each.got != "nothing"), "the pointer points to what is wrong");
    }
}

std::optional<boost::json::value> parsed(std::string_view text)
{
    boost::json::parse_options options;
    options.max_depth = 64;
    boost::system::error_code failed;
    auto document = boost::json::parse(boost::json::string_view(text.data(), text.size()), failed, {}, options);
    return failed ? std::nullopt : std::optional(std::move(document));
}

template <class T>
void check(std::string_view text, const boost::json::value* document, const json_options& options)
{
    try {
        const std::string written = to_json(from_json<T>(text, options));
        require(document != nullptr, "what is read is not malformed");
        require(to_json(from_json<T>(written, options)) == written, "what is written is read as the same");
    } catch (const http_error& error) {
        check_error(error, document);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::exact_copy copy(fuzz::text(data, size));
    const auto document = parsed(copy.view());
    const boost::json::value* const there = document ? &*document : nullptr;
    check<all>(copy.view(), there, json_options());
    check<node>(copy.view(), there, json_options().refuse_unknown());
    check<boost::json::value>(copy.view(), there, json_options());
    return 0;
}
