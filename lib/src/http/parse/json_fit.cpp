#include "http/parse/json_fit.hpp"

#include "http/parse/cut_text.hpp"
#include "http/parse/json_number.hpp"
#include "http/parse/json_words.hpp"
#include <plait/http/http_error.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

namespace plait::http::detail {

namespace {

template <class T>
bool store(void* into, std::optional<T> value)
{
    if (value)
        std::memcpy(into, &*value, sizeof *value);
    return value.has_value();
}

void store_integer(void* into, std::uint64_t bits, std::size_t size)
{
    switch (size) {
    case 1:
        store(into, std::optional(static_cast<std::uint8_t>(bits)));
        break;
    case 2:
        store(into, std::optional(static_cast<std::uint16_t>(bits)));
        break;
    case 4:
        store(into, std::optional(static_cast<std::uint32_t>(bits)));
        break;
    default:
        store(into, std::optional(bits));
    }
}

bool read_integer(const json_type& type, void* into, std::string_view text)
{
    const json_whole number = whole_number(text);
    const unsigned bits = type.size * 8U - (type.is_signed ? 1U : 0U);
    std::uint64_t most = ~std::uint64_t(0) >> (64 - bits);
    if (number.is_negative)
        most = type.is_signed ? most + 1 : 0;
    if (!number.is_whole || !number.fits || number.magnitude > most)
        return false;
    store_integer(into, number.is_negative ? ~number.magnitude + 1 : number.magnitude, type.size);
    return true;
}

bool read_enumeration(const json_type& type, void* into, std::string_view name)
{
    const std::size_t index = find_json_name(type.enumerators, type.count, name);
    if (index == type.count)
        return false;
    store_integer(into, type.enumerators[index].value, type.size);
    return true;
}

// Returns false if the number is too large.
bool read_any_number(boost::json::value& into, std::string_view text)
{
    if (text.find_first_of(".eE") == std::string_view::npos) {
        const json_whole number = whole_number(text);
        constexpr std::uint64_t most_signed = INT64_MAX;
        if (number.fits && number.magnitude <= most_signed + number.is_negative) {
            into = static_cast<std::int64_t>(number.is_negative ? ~number.magnitude + 1 : number.magnitude);
            return true;
        }
        if (number.fits && !number.is_negative) {
            into = number.magnitude;
            return true;
        }
    }
    const std::optional<double> number = double_number(text);
    into = number.value_or(0);
    return number.has_value();
}

// The value as one of Boost.JSON; false if a number is too large.
bool read_any(boost::json::value& into, const json_document& document, std::size_t at)
{
    const json_node& node = document[at];
    switch (node.token) {
    case json_token::null:
        into = nullptr;
        return true;
    case json_token::false_value:
    case json_token::true_value:
        into = node.token == json_token::true_value;
        return true;
    case json_token::number:
        return read_any_number(into, node.text());
    case json_token::string:
        into = boost::json::string_view(node.begin, node.size);
        return true;
    case json_token::array: {
        boost::json::array& list = into.emplace_array();
        for (++at; at != node.next; at = document[at].next)
            if (!read_any(list.emplace_back(nullptr), document, at))
                return false;
        return true;
    }
    default: {
        boost::json::object& object = into.emplace_object();
        for (++at; at != node.next; at = document[at].next) {
            const std::string_view name = document[at].text();
            const auto [member, is_new] = object.emplace(boost::json::string_view(name.data(), name.size()), nullptr);
            if (!is_new)
                throw http_error(status::bad_request, "the JSON has the member \"" + cut_text(name) + "\" twice");
            if (!read_any(member->value(), document, ++at))
                return false;
        }
        return true;
    }
    }
}

} // namespace

bool read_json_scalar(const json_type& type, void* into, const json_document& document, std::size_t at)
{
    const json_node& node = document[at];
    const bool is_number = node.token == json_token::number;
    const bool is_string = node.token == json_token::string;
    switch (type.kind) {
    case json_kind::null:
        return node.token == json_token::null;
    case json_kind::boolean:
        *static_cast<bool*>(into) = node.token == json_token::true_value;
        return node.token == json_token::true_value || node.token == json_token::false_value;
    case json_kind::integer:
        return is_number && read_integer(type, into, node.text());
    case json_kind::number:
        if (!is_number)
            return false;
        return type.size == sizeof(float) ? store(into, float_number(node.text()))
                                          : store(into, double_number(node.text()));
    case json_kind::text:
        if (is_string)
            static_cast<std::string*>(into)->assign(node.begin, node.size);
        return is_string;
    case json_kind::enumeration:
        return is_string && read_enumeration(type, into, node.text());
    case json_kind::any:
        return read_any(*static_cast<boost::json::value*>(into), document, at);
    default:
        return false;
    }
}

namespace {

// How well a value fits a type, by what can be seen of it without looking deeper. Were it looked at as a whole, variants
// inside variants would take time without end.
enum class fit { not_at_all, by_kind, by_names, fully };

fit fit_of(const json_type&, const json_document&, std::size_t at, bool is_inside);

// A value of a member: what it contains is not looked at.
fit fit_of_object(const json_type& type, const json_document& document, std::size_t at)
{
    const json_node& node = document[at];
    std::size_t required = 0;
    for (std::size_t i = 0; i < type.count; ++i)
        required += type.members[i].type->kind != json_kind::maybe;
    fit found = fit::fully;
    for (++at; at != node.next; at = document[at].next) {
        const std::size_t index = find_json_name(type.members, type.count, document[at].text());
        ++at;
        if (index == type.count)
            continue;
        const json_type& member = *type.members[index].type;
        required -= member.kind != json_kind::maybe && required > 0; // else it stands twice, which is seen later
        found = std::min(found, fit_of(member, document, at, true) == fit::not_at_all ? fit::by_names : fit::fully);
    }
    return required > 0 ? fit::by_kind : found;
}

bool fits_scalar(const json_type& type, const json_document& document, std::size_t at)
{
    alignas(8) unsigned char unused[8]; // of a text, only the kind must be right
    return type.kind == json_kind::any
           || (type.kind == json_kind::text ? document[at].token == json_token::string
                                            : read_json_scalar(type, unused, document, at));
}

fit fit_of(const json_type& type, const json_document& document, std::size_t at, bool is_inside)
{
    const json_token token = document[at].token;
    switch (type.kind) {
    case json_kind::maybe:
        return token == json_token::null ? fit::fully : fit_of(*type.inner, document, at, is_inside);
    case json_kind::array:
        return token == json_token::array && (type.add || document[at].size == type.count) ? fit::fully
                                                                                           : fit::not_at_all;
    case json_kind::map:
        return token == json_token::object ? fit::fully : fit::not_at_all;
    case json_kind::object:
        if (token != json_token::object)
            return fit::not_at_all;
        return is_inside ? fit::fully : fit_of_object(type, document, at);
    case json_kind::variant: {
        fit best = fit::not_at_all;
        for (std::size_t i = 0; i < type.count; ++i)
            best = std::max(best, fit_of(*type.alternatives[i], document, at, is_inside));
        return best;
    }
    default:
        return fits_scalar(type, document, at) ? fit::fully : fit::not_at_all;
    }
}

} // namespace

std::size_t choose_alternative(const json_type& variant, const json_document& document, std::size_t at)
{
    fit best = fit::not_at_all;
    std::size_t chosen = variant.count;
    bool is_the_only_one = false;
    for (std::size_t i = 0; i < variant.count; ++i) {
        const fit found = fit_of(*variant.alternatives[i], document, at, false);
        if (found > best)
            chosen = i;
        is_the_only_one = found > best || (is_the_only_one && found < best);
        best = std::max(best, found);
    }
    return best == fit::fully || is_the_only_one ? chosen : variant.count;
}

} // namespace plait::http::detail
