#include <plait/http/detail/route_table.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace plait::http::detail {

namespace {

constexpr std::uint32_t bit(method value) noexcept
{
    return 1U << static_cast<unsigned>(value);
}

bool is_integer(std::string_view text) noexcept
{
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && end == text.data() + text.size();
}

[[noreturn]] void refuse(std::string_view pattern, const std::string& why)
{
    throw std::invalid_argument("route '" + std::string(pattern) + "': " + why);
}

// Takes the first segment of "a/b" off, and the slash behind it: `last` says that there was none.
std::string_view take_segment(std::string_view& rest, bool& last) noexcept
{
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(last ? rest.size() : slash + 1);
    return segment;
}

} // namespace

struct route_table::search {
    http::method method;
    found result;
    std::array<std::string_view, request::most_parameters> values{};
    std::size_t depth = 0;
};

void route_table::add(method method, std::string_view pattern)
{
    if (method == method::unknown)
        refuse(pattern, "the method is unknown");
    if (!pattern.starts_with('/'))
        refuse(pattern, "a pattern starts with '/'");
    if (pattern.find_first_of("?# ") != std::string_view::npos)
        refuse(pattern, "a pattern is a path, without query, fragment or space");

    route added{std::string(pattern), {}};
    index at = 0;
    std::string_view rest = pattern.substr(1);
    for (bool last = false; !last;)
        at = child_for(at, take_segment(rest, last), added);

    index& place = nodes_[at].routes[static_cast<std::size_t>(method)];
    if (place != none)
        refuse(
            pattern, "means the same as '" + routes_[place].pattern + "', which is there already for "
                         + std::string(to_string(method)));
    place = static_cast<index>(routes_.size());
    routes_.push_back(std::move(added));
}

route_table::index route_table::child_for(index parent, std::string_view segment, route& added)
{
    auto add_node = [this] {
        nodes_.emplace_back();
        return static_cast<index>(nodes_.size() - 1);
    };

    if (segment.find_first_of("{}") == std::string_view::npos) {
        auto& literals = nodes_[parent].literals;
        const auto place = std::ranges::lower_bound(literals, segment, {}, &literal::text);
        if (place != literals.end() && place->text == segment)
            return place->child;
        const auto offset = place - literals.begin();
        const index child = add_node();
        auto& moved = nodes_[parent].literals;
        moved.insert(moved.begin() + offset, literal{std::string(segment), child});
        return child;
    }

    if (!segment.starts_with('{') || !segment.ends_with('}'))
        refuse(added.pattern, "a parameter is a whole segment: /{name}/ or /{name:int}/");
    const std::string_view inner = segment.substr(1, segment.size() - 2);
    const std::string_view name = inner.substr(0, inner.find(':'));
    const std::string_view type = name.size() < inner.size() ? inner.substr(name.size() + 1) : std::string_view("str");
    if (name.empty() || inner.find_first_of("{}") != std::string_view::npos)
        refuse(added.pattern, "a parameter has a name: /{name}/ or /{name:int}/");
    if (type != "int" && type != "str")
        refuse(
            added.pattern,
            "the type of {" + std::string(name) + "} is '" + std::string(type) + "'; there are int and str");
    if (std::ranges::find(added.parameters, name) != added.parameters.end())
        refuse(added.pattern, "two parameters are called {" + std::string(name) + "}");
    if (added.parameters.size() == request::most_parameters)
        refuse(added.pattern, "more than " + std::to_string(request::most_parameters) + " parameters");
    added.parameters.emplace_back(name);

    index child = type == "int" ? nodes_[parent].integer : nodes_[parent].any;
    if (child == none) {
        child = add_node();
        (type == "int" ? nodes_[parent].integer : nodes_[parent].any) = child;
    }
    return child;
}

route_table::found route_table::find(request& asked) const noexcept
{
    search looking{asked.method(), {}};
    std::string_view path = asked.path();
    if (looking.method == method::unknown || !path.starts_with('/'))
        return looking.result;
    if (descend(0, path.substr(1), looking)) {
        const route& taken = routes_[looking.result.route];
        const std::vector<std::string>& names = taken.parameters;
        asked.route_ = taken.pattern.c_str();
        asked.parameter_count_ = static_cast<std::uint8_t>(names.size());
        for (std::size_t i = 0; i < names.size(); ++i)
            asked.parameters_[i] = {names[i], looking.values[i]};
    }
    return looking.result;
}

bool route_table::descend(index at, std::string_view rest, search& looking) const noexcept
{
    const node& here = nodes_[at];
    bool last = false;
    const std::string_view segment = take_segment(rest, last);
    auto go = [&](index child) {
        return last ? ends_here(nodes_[child], looking) : descend(child, rest, looking);
    };

    const auto place = std::ranges::lower_bound(here.literals, segment, {}, [](const literal& each) {
        return std::string_view(each.text);
    });
    if (place != here.literals.end() && place->text == segment && go(place->child))
        return true;

    if (segment.empty() || looking.depth == looking.values.size())
        return false;
    looking.values[looking.depth++] = segment;
    if (here.integer != none && is_integer(segment) && go(here.integer))
        return true;
    if (here.any != none && go(here.any))
        return true;
    --looking.depth;
    return false;
}

// Goes on looking if the path is right but not for this method; what is allowed on the way adds up.
bool route_table::ends_here(const node& end, search& looking) const noexcept
{
    index route = end.routes[static_cast<std::size_t>(looking.method)];
    if (route == none && looking.method == method::head)
        route = end.routes[static_cast<std::size_t>(method::get)];
    if (route != none) {
        looking.result = {found::kind::route, route, 0};
        return true;
    }
    for (std::size_t i = 0; i < methods; ++i)
        if (end.routes[i] != none)
            looking.result.allowed |= bit(static_cast<method>(i));
    if (looking.result.allowed != 0)
        looking.result.what = found::kind::wrong_method;
    return false;
}

std::string allow_list(std::uint32_t allowed)
{
    if (allowed & bit(method::get))
        allowed |= bit(method::head);
    std::string list;
    for (unsigned i = 0; i < static_cast<unsigned>(method::unknown); ++i) {
        if ((allowed & (1U << i)) == 0)
            continue;
        list.append(list.empty() ? "" : ", ").append(to_string(static_cast<method>(i)));
    }
    return list;
}

} // namespace plait::http::detail
