#include "http/route/pattern.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/percent.hpp"
#include "http/route/path.hpp"
#include <plait/http/request.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace plait::http::detail {

namespace {

using kind = pattern_segment::kind;

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool has_only(std::string_view text, std::string_view others) noexcept
{
    return std::ranges::all_of(text, [&](char c) {
        return letters_and_digits.find(c) != std::string_view::npos || others.find(c) != std::string_view::npos;
    });
}

// Refuses a segment that is a parameter in the syntax of other routers. Taken as text, such a route would never match.
void refuse_foreign_parameter(std::string_view segment, const std::string& title)
{
    std::string_view name = segment.substr(1);
    if (segment.starts_with('<') && segment.ends_with('>'))
        name = name.substr(0, name.size() - 1).substr(name.find(':') + 1); // <int:id>
    else if (!segment.starts_with(':') && !segment.starts_with('*'))
        return;
    if (name.empty() || !has_only(name, "_"))
        name = segment.starts_with('*') ? "path" : "name";
    refuse_route(
        title, "a parameter is written /{" + std::string(name) + (segment.starts_with('*') ? "...}" : "}") + ", not /"
                   + std::string(segment) + "; as text, '" + segment[0] + "' is written "
                   + (segment[0] == ':' ? "%3A" : segment[0] == '*' ? "%2A" : "%3C"));
}

pattern_segment parsed(std::string_view segment, bool last, const std::string& title)
{
    if (segment.empty())
        return {kind::rest, ""};
    if (segment == "{$}") {
        if (!last)
            refuse_route(title, "{$} is the last segment");
        return {kind::slash, ""};
    }
    if (segment.find_first_of("{}") == std::string_view::npos) {
        refuse_foreign_parameter(segment, title);
        return {kind::literal, percent_decoded(segment)};
    }
    if (!segment.starts_with('{') || !segment.ends_with('}'))
        refuse_route(title, "a parameter is a whole segment: /{name}/ or /{name:int}/");

    std::string_view name = segment.substr(1, segment.size() - 2);
    kind what = kind::any;
    if (name.ends_with("...")) {
        if (!last)
            refuse_route(title, std::string(segment) + " is the last segment");
        name.remove_suffix(3);
        what = kind::rest;
    } else if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
        const std::string_view type = name.substr(colon + 1);
        name = name.substr(0, colon);
        if (type != "int" && type != "str")
            refuse_route(
                title,
                "the type of {" + std::string(name) + "} is '" + std::string(type) + "'; there are int and str");
        what = type == "int" ? kind::integer : kind::any;
    }
    if (name.empty() || !has_only(name, "_"))
        refuse_route(title, "a parameter has a name of letters, digits and '_': /{name}/ or /{name:int}/");
    return {what, std::string(name)};
}

// Compares two segments by their kinds. Each kind matches all that a more specific kind matches, or nothing of it. So
// two segments never overlap in part.
relation compare(const pattern_segment& one, const pattern_segment& other) noexcept
{
    if (one.what > other.what) {
        const relation reversed = compare(other, one);
        return reversed == relation::more_specific ? relation::more_general : reversed;
    }
    if (one.what == other.what)
        return one.what != kind::literal || one.text == other.text ? relation::same : relation::disjoint;
    if (one.what == kind::slash && other.what != kind::rest)
        return relation::disjoint;
    if (one.what == kind::literal && other.what == kind::slash)
        return relation::disjoint;
    if (one.what == kind::literal && other.what == kind::integer && !is_integer(one.text))
        return relation::disjoint;
    return relation::more_specific;
}

relation both(relation one, relation other) noexcept
{
    if (one == other || other == relation::same)
        return one;
    if (one == relation::same)
        return other;
    if (one == relation::disjoint || other == relation::disjoint)
        return relation::disjoint;
    return relation::overlapping;
}

relation compare_paths(const pattern& one, const pattern& other) noexcept
{
    relation so_far = relation::same;
    const std::size_t shorter = std::min(one.segments.size(), other.segments.size());
    for (std::size_t i = 0; i < shorter; ++i) {
        const pattern_segment& here = one.segments[i];
        const pattern_segment& there = other.segments[i];
        so_far = both(so_far, compare(here, there));
        if (so_far == relation::disjoint || here.what == kind::rest || there.what == kind::rest)
            return so_far;
    }
    return one.segments.size() == other.segments.size() ? so_far : relation::disjoint;
}

relation compare_methods(const pattern& one, const pattern& other) noexcept
{
    if (one.method == other.method)
        return relation::same;
    if (!one.method || (one.method == method::get && other.method == method::head))
        return relation::more_general;
    if (!other.method || (other.method == method::get && one.method == method::head))
        return relation::more_specific;
    return relation::disjoint;
}

std::string example(const pattern_segment& of)
{
    switch (of.what) {
    case kind::literal:
        return safe_location(of.text);
    case kind::integer:
        return "7";
    case kind::any:
        return of.text;
    case kind::slash:
    case kind::rest:
        break;
    }
    return "";
}

std::string title_of(std::optional<method> asked, std::string_view text)
{
    return (asked ? std::string(to_string(*asked)) + " " : std::string()) + std::string(text);
}

} // namespace

pattern::pattern(std::optional<http::method> of, std::string_view pattern_text) : method(of), text(pattern_text)
{
    if (method == http::method::unknown)
        refuse_route(text, "the method is unknown");
    if (method == http::method::connect)
        refuse_route(title(), "a request with CONNECT has no path: the server answers it 501");
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos)
        refuse_route(title(), "a pattern is [HOST]/[PATH], and has a '/'");
    if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '?' || c == '#'; }))
        refuse_route(title(), "a pattern is a path, without query, fragment or space");
    const std::string_view path = std::string_view(text).substr(slash);
    if (!survey(path).is_clean)
        refuse_route(title(), "a path is matched when it is clean: '" + cleaned(path) + "'");
    std::ranges::transform(text.substr(0, slash), std::back_inserter(host), lower);
    if (!has_only(host, "-._"))
        refuse_route(title(), "the host is a name, without port and parameters");

    std::string_view rest = path.substr(1);
    std::size_t parameters = 0;
    for (bool last = false; !last;) {
        const std::string_view segment = take_segment(rest, last);
        const pattern_segment added = parsed(segment, last, title());
        if (added.is_parameter()) {
            const auto same = [&](const pattern_segment& each) {
                return each.is_parameter() && each.text == added.text;
            };
            if (std::ranges::any_of(segments, same))
                refuse_route(title(), "two parameters are called {" + added.text + "}");
            if (++parameters > request::most_parameters)
                refuse_route(title(), "more than " + std::to_string(request::most_parameters) + " parameters");
        }
        segments.push_back(added);
    }
}

std::string pattern::title() const
{
    return title_of(method, text);
}

bool is_integer(std::string_view text) noexcept
{
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && end == text.data() + text.size();
}

bool is_encoded_integer(std::string_view text) noexcept
{
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

    std::uint64_t most = largest;
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (bool first = true; !text.empty(); first = false) {
        const char c = take_decoded(text);
        if (first && c == '-') {
            ++most;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        const auto digit = static_cast<unsigned>(c - '0');
        if (value > (most - digit) / 10)
            return false;
        value = 10 * value + digit;
        ++digits;
    }
    return digits > 0;
}

relation compare(const pattern& one, const pattern& other)
{
    return both(compare_methods(one, other), compare_paths(one, other));
}

std::string common_path(const pattern& one, const pattern& other)
{
    const pattern& longer = one.segments.size() >= other.segments.size() ? one : other;
    const pattern& shorter = &longer == &one ? other : one;
    std::string path = one.host;
    for (std::size_t i = 0; i < longer.segments.size(); ++i) {
        const pattern_segment& here = longer.segments[i];
        const bool is_narrower = i < shorter.segments.size() && shorter.segments[i].what < here.what;
        path.append("/").append(example(is_narrower ? shorter.segments[i] : here));
    }
    return path;
}

std::string mounted(std::string_view prefix, std::string_view pattern)
{
    const std::size_t prefix_host = std::min(prefix.find('/'), prefix.size());
    const std::size_t host = std::min(pattern.find('/'), pattern.size());
    if (prefix_host != 0 && host != 0 && !same_name(prefix.substr(0, prefix_host), pattern.substr(0, host)))
        refuse_route(pattern, "is mounted under '" + std::string(prefix) + "', which is of another host");
    std::string_view path = prefix.substr(prefix_host);
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return std::string(prefix_host != 0 ? prefix.substr(0, prefix_host) : pattern.substr(0, host))
        .append(path)
        .append(pattern.substr(host));
}

void refuse_route(std::string_view title, const std::string& why)
{
    throw std::invalid_argument("route '" + std::string(title) + "': " + why);
}

} // namespace plait::http::detail
