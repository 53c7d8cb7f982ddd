// What of several types a client prefers, by its field Accept (RFC 9110 section 12.5.1).
#include "http/parse/field_name.hpp"
#include "http/parse/weight.hpp"
#include <plait/http/detail/token.hpp>
#include <plait/http/request.hpp>

#include <algorithm>
#include <optional>

namespace plait::http {

namespace {

using detail::is_token;
using detail::same_name;
using detail::trimmed;
using detail::weight_of;

/// Takes the text up to the next delimiter that is not in quotes.
std::string_view taken_until(char delimiter, std::string_view& rest) noexcept
{
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest.size() && (quoted || rest[at] != delimiter); ++at) {
        if (quoted && rest[at] == '\\')
            ++at;
        else if (rest[at] == '"')
            quoted = !quoted;
    }
    const std::string_view taken = rest.substr(0, at);
    rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
    return trimmed(taken);
}

struct parameter {
    std::string_view name;
    std::string_view value;
};

parameter taken_parameter(std::string_view& rest) noexcept
{
    std::string_view value = taken_until(';', rest);
    const std::string_view name = trimmed(taken_until('=', value));
    return {name, trimmed(value)};
}

struct media_type {
    std::string_view type;
    std::string_view subtype;
    std::string_view parameters;

    explicit media_type(std::string_view text) noexcept
    {
        subtype = taken_until(';', text);
        parameters = text;
        type = trimmed(taken_until('/', subtype));
        subtype = trimmed(subtype);
        if (type == "*" && subtype.empty()) // Java's older clients send that
            subtype = "*";
    }
    [[nodiscard]] bool is_right() const noexcept { return is_token(type) && is_token(subtype); }
};

/// One element of the field, such as "text/*;q=0.5".
struct media_range : media_type {
    std::optional<int> weight = 1000;

    explicit media_range(std::string_view text) noexcept : media_type(text)
    {
        for (std::string_view rest = parameters; !rest.empty();) {
            const std::size_t before = parameters.size() - rest.size();
            const parameter next = taken_parameter(rest);
            if (!same_name(next.name, "q"))
                continue;
            weight = weight_of(next.value);
            parameters = parameters.substr(0, before); // what follows is no part of the type
            break;
        }
    }
    [[nodiscard]] bool is_right() const noexcept { return media_type::is_right() && weight; }
};

bool has_parameter(const media_type& type, const parameter& wanted) noexcept
{
    for (std::string_view rest = type.parameters; !rest.empty();) {
        const parameter each = taken_parameter(rest);
        if (same_name(each.name, wanted.name) && same_name(each.value, wanted.value))
            return true;
    }
    return false;
}

/// How exactly the range names the type; 0 if it does not cover it.
int closeness(const media_range& range, const media_type& type) noexcept
{
    if (range.type == "*")
        return range.subtype == "*" ? 1 : 0;
    if (!same_name(range.type, type.type))
        return 0;
    if (range.subtype == "*")
        return 2;
    if (!same_name(range.subtype, type.subtype))
        return 0;
    int named = 4;
    for (std::string_view rest = range.parameters; !rest.empty();) {
        const parameter each = taken_parameter(rest);
        if (each.name.empty())
            continue;
        if (!has_parameter(type, each))
            return 3; // such as a charset, which keeps no client from reading JSON
        named = 5;
    }
    return named;
}

/// Calls use(range) for each right element of all the fields.
void for_each_range(std::span<const field> fields, auto use)
{
    for (const field& each : fields) {
        if (!same_name(each.name, "Accept"))
            continue;
        for (std::string_view rest = each.value; !rest.empty();)
            if (const media_range range(taken_until(',', rest)); range.is_right())
                use(range);
    }
}

} // namespace

std::string_view request::preferred_type(std::initializer_list<std::string_view> offered) const noexcept
{
    bool has_ranges = false;
    std::string_view best;
    int best_weight = 0;
    for (const std::string_view each : offered) {
        const media_type type(each);
        int closest = 0;
        int weight = 0;
        for_each_range(fields(), [&](const media_range& range) {
            has_ranges = true;
            const int close = closeness(range, type);
            if (close > closest || (close == closest && close > 0 && *range.weight > weight)) {
                closest = close;
                weight = *range.weight;
            }
        });
        if (!has_ranges)
            return each;
        if (weight > best_weight) {
            best = each;
            best_weight = weight;
        }
    }
    return best;
}

} // namespace plait::http
