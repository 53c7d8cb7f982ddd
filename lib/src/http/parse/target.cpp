#include "http/parse/target.hpp"

#include "http/parse/field_name.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace plait::http::detail {

namespace {

enum character : std::uint8_t { in_path = 1, in_query = 2, in_host = 4, hexadecimal = 8 };

constexpr std::array<std::uint8_t, 256> characters = [] {
    std::array<std::uint8_t, 256> table{};
    auto mark = [&](std::string_view text, int as) {
        for (const char each : text)
            table[static_cast<unsigned char>(each)] |= static_cast<std::uint8_t>(as);
    };
    mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=", in_path | in_host);
    mark(":@/[]|^", in_path);
    mark("0123456789abcdefABCDEF", hexadecimal);
    for (unsigned each = '!'; each < table.size(); ++each)
        if (each != '#' && each != 0x7f)
            table[each] |= in_query;
    return table;
}();

bool is(char c, character what) noexcept
{
    return (characters[static_cast<unsigned char>(c)] & what) != 0;
}

/// Returns the end of the longest run of characters of that kind and of percent-encoded characters.
template <character what>
const char* skip(const char* at, const char* end) noexcept
{
    constexpr int block = 8; // nearly always all characters of a block are of that kind, and then one branch takes them
    auto is_whole_block = [&] {
        int all = what;
        for (int i = 0; i < block; ++i)
            all &= characters[static_cast<unsigned char>(at[i])];
        return all != 0;
    };
    for (;;) {
        while (end - at >= block && is_whole_block())
            at += block;
        while (at != end && is(*at, what))
            ++at;
        if (at == end || *at != '%' || end - at < 3 || !is(at[1], hexadecimal) || !is(at[2], hexadecimal)) [[likely]]
            return at;
        at += 3;
    }
}

std::string_view between(const char* begin, const char* end) noexcept
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

/// Finds the longest beginning that is a path, with a query if there is one. Returns the end of that.
const char* take_path(std::string_view text, target_parts& into) noexcept
{
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* at = skip<in_path>(begin, end);
    into.path = between(begin, at);
    if (at != end && *at == '?') {
        const char* const query = at + 1;
        at = skip<in_query>(query, end);
        into.query = between(query, at);
    }
    return at;
}

bool split_path(std::string_view text, target_parts& into) noexcept
{
    return take_path(text, into) == text.data() + text.size();
}

bool may_begin_path(std::string_view text) noexcept
{
    target_parts parts;
    const char* const end = text.data() + text.size();
    const char* const at = take_path(text, parts);
    const bool begins_encoding = end - at == 1 || (end - at == 2 && is(at[1], hexadecimal));
    return at == end || (*at == '%' && begins_encoding);
}

constexpr std::array<std::string_view, 2> schemes{"http://", "https://"};

/// The scheme with which the target begins; empty if that is neither of `schemes`.
std::string_view scheme_of(std::string_view target) noexcept
{
    for (const std::string_view scheme : schemes)
        if (same_name(target.substr(0, scheme.size()), scheme))
            return scheme;
    return {};
}

std::string_view authority_of(std::string_view behind_scheme) noexcept
{
    return behind_scheme.substr(0, behind_scheme.find_first_of("/?"));
}

[[gnu::cold, gnu::noinline]] bool split_other_form(method method, std::string_view target, target_parts& into) noexcept
{
    if (method == method::connect) {
        into.path = target;
        const std::string_view port = target.substr(std::min(target.rfind(':'), target.size()));
        return port.size() > 1 && port.find(']') == std::string_view::npos && is_authority(target);
    }
    if (method == method::options && target == "*") {
        into.path = target;
        return true;
    }
    const std::string_view scheme = scheme_of(target);
    if (scheme.empty())
        return false;
    const std::string_view rest = target.substr(scheme.size());
    into.is_https = scheme == schemes.back();
    into.authority = authority_of(rest);
    if (!is_authority(into.authority) || !split_path(rest.substr(into.authority.size()), into))
        return false;
    if (into.path.empty())
        into.path = "/";
    return true;
}

// Whether this is a colon and a port, or nothing. A colon without a port is allowed too (RFC 3986 section 3.2.3).
bool is_port_part(const char* at, const char* end) noexcept
{
    constexpr unsigned largest = 65535;

    if (at == end)
        return true;
    if (*at != ':')
        return false;
    unsigned port = 0;
    for (++at; at != end; ++at) {
        const unsigned value = static_cast<unsigned char>(*at) - unsigned{'0'};
        port = 10 * port + value;
        if (value > 9 || port > largest)
            return false;
    }
    return true;
}

bool is_ipv6_authority(std::string_view text) noexcept
{
    constexpr std::size_t longest = 45; // "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"

    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos || bracket - 1 > longest)
        return false;
    const std::string_view address = text.substr(1, bracket - 1);
    if (!std::ranges::all_of(address, [](char c) { return is(c, hexadecimal) || c == ':' || c == '.'; }))
        return false;
    std::array<char, longest + 1> terminated{};
    std::ranges::copy(address, terminated.begin());
    boost::system::error_code failed;
    boost::asio::ip::make_address_v6(terminated.data(), failed);
    return !failed && is_port_part(text.data() + bracket + 1, text.data() + text.size());
}

} // namespace

// This function is flattened: each request comes here, and the calls inside took a quarter of the time.
[[gnu::flatten]] bool split_target(method method, std::string_view target, target_parts& into) noexcept
{
    if (!target.starts_with('/') || method == method::connect)
        return split_other_form(method, target, into);
    return split_path(target, into);
}

bool may_begin_target(method method, std::string_view begun) noexcept
{
    const auto may_be_authority = [](std::string_view text) {
        return std::ranges::all_of(
            text, [](char c) { return is(c, in_host) || c == ':' || c == '[' || c == ']' || c == '%'; });
    };
    if (method == method::connect)
        return may_be_authority(begun);
    if (begun.empty() || begun == "*")
        return true;
    if (begun.starts_with('/'))
        return may_begin_path(begun);
    for (const std::string_view scheme : schemes) {
        if (!same_name(begun.substr(0, scheme.size()), scheme.substr(0, begun.size())))
            continue;
        const std::string_view rest = begun.substr(std::min(scheme.size(), begun.size()));
        const std::string_view authority = authority_of(rest);
        return may_be_authority(authority) && may_begin_path(rest.substr(authority.size()));
    }
    return false;
}

bool is_authority(std::string_view text) noexcept
{
    if (text.starts_with('['))
        return is_ipv6_authority(text);
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* const host_end = skip<in_host>(begin, end);
    return host_end != begin && is_port_part(host_end, end);
}

} // namespace plait::http::detail
