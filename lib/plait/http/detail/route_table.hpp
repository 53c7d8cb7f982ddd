#pragma once

#include <plait/http/method.hpp>
#include <plait/http/request.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// A tree of path segments, from patterns to numbers. Pure: it knows no handler and does no I/O. The cost of `find`
/// grows with the segments of the path and the logarithm of the routes, not with their number.
class route_table {
public:
    struct found {
        enum class kind : std::uint8_t { route, wrong_method, nothing };
        kind what = kind::nothing;
        std::uint32_t route = 0;
        std::uint32_t allowed = 0; // bits, 1 << method, when it is the method that is wrong
    };

    /// Gives the pattern the next number, from 0. Throws `std::invalid_argument`.
    void add(method, std::string_view pattern);

    /// Sets the request's route and parameters if one is found.
    [[nodiscard]] found find(request&) const noexcept;

private:
    using index = std::uint32_t;
    static constexpr index none = static_cast<index>(-1);
    static constexpr std::size_t methods = static_cast<std::size_t>(method::unknown);

    struct literal {
        std::string text;
        index child;
    };
    struct node {
        std::vector<literal> literals; // sorted
        index integer = none;
        index any = none;
        std::array<index, methods> routes; // by method; none: no route ends here
        node() { routes.fill(none); }
    };
    struct route {
        std::string pattern;
        std::vector<std::string> parameters;
    };
    struct search;

    [[nodiscard]] index child_for(index parent, std::string_view segment, route&);
    [[nodiscard]] bool descend(index at, std::string_view rest, search&) const noexcept;
    [[nodiscard]] bool ends_here(const node&, search&) const noexcept;

    std::vector<node> nodes_ = std::vector<node>(1);
    std::vector<route> routes_;
};

/// "GET, HEAD, POST" for bits as in `route_table::found`.
[[nodiscard]] std::string allow_list(std::uint32_t methods);

} // namespace plait::http::detail
