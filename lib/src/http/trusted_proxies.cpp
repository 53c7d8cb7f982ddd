#include <plait/http/trusted_proxies.hpp>

#include "http/parse/decimal.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/request.hpp>

#include <algorithm>
#include <stdexcept>

namespace plait::http {

namespace {

/// What one proxy says of whom it asks for.
struct entry {
    std::string_view address; // empty: it names none, or none that can be read
    std::string_view scheme;
};

[[noreturn]] void refuse_range(std::string_view text, std::string_view why)
{
    throw std::invalid_argument(std::string("server_options: trust_proxies: '")
                                    .append(text)
                                    .append("' ")
                                    .append(why)
                                    .append("; write an address (127.0.0.1, ::1), a network (10.0.0.0/8), or unix"));
}

std::string_view without_blanks(std::string_view text) noexcept
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Appends each entry of "192.0.2.7, 10.0.0.1".
void append_plain(std::string_view value, std::string_view entry::*part, std::vector<entry>& to)
{
    for (;;) {
        const std::size_t comma = value.find(',');
        if (const std::string_view text = without_blanks(value.substr(0, comma)); !text.empty())
            to.emplace_back().*part = text;
        if (comma == std::string_view::npos)
            return;
        value.remove_prefix(comma + 1);
    }
}

/// Reads the value of a Forwarded field (RFC 7239 section 4), which is a list of lists of name=value.
class forwarded_reader {
public:
    explicit forwarded_reader(std::string_view value) noexcept : rest_(value) {}

    /// Appends what each entry says with `for` and `proto`. Returns false if the field's value is malformed.
    bool append(std::vector<entry>& to)
    {
        for (;;) {
            skip_spaces();
            if (rest_.empty())
                return true;
            if (take(','))
                continue;
            entry read;
            if (!read_entry(read))
                return false;
            to.push_back(read);
        }
    }

private:
    bool read_entry(entry& to)
    {
        bool has_address = false;
        bool has_scheme = false;
        do {
            skip_spaces();
            const std::string_view name = read_token();
            std::string_view value;
            if (name.empty()) { // for example after a last semicolon
                skip_spaces();
                continue;
            }
            if (!take('=') || !read_value(value))
                return false;
            if (detail::same_name(name, "for")) {
                if (std::exchange(has_address, true))
                    return false;
                to.address = value;
            } else if (detail::same_name(name, "proto")) {
                if (std::exchange(has_scheme, true))
                    return false;
                to.scheme = value;
            }
            skip_spaces();
        } while (take(';'));
        return rest_.empty() || rest_.front() == ',';
    }

    bool read_value(std::string_view& value)
    {
        if (!take('"')) {
            value = read_token();
            return !value.empty();
        }
        // No address has a backslash, so a value with one is no address. But its end must be found, and that needs the
        // backslashes: one in front of a quote means that the value goes on.
        std::size_t end = 0;
        while (end < rest_.size() && rest_[end] != '"')
            end += rest_[end] == '\\' ? 2 : 1;
        if (end >= rest_.size())
            return false;
        value = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return true;
    }

    // The token may have characters that belong into quotes, because many proxies write IPv6 addresses, and addresses
    // with ports, without quotes.
    std::string_view read_token()
    {
        const std::string_view token = rest_.substr(0, rest_.find_first_of(" \t,;=\""));
        rest_.remove_prefix(token.size());
        return token;
    }
    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
    bool take(char wanted)
    {
        const bool there = rest_.starts_with(wanted);
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }

    std::string_view rest_;
};

/// Reads an address. "192.0.2.7:_hidden" is an address whose port the proxy hides (RFC 7239 section 6.3).
std::optional<peer_address> parse_node(std::string_view text)
{
    if (const std::size_t hidden = text.rfind(":_"); hidden != std::string_view::npos)
        text = text.substr(0, hidden);
    return peer_address::parse(text);
}

/// Returns the entries of all fields of that name, in the order in which the proxies appended them. `part` is what a
/// plain list has; it is null for Forwarded.
std::vector<entry> entries(std::span<const field> fields, std::string_view name, std::string_view entry::*part)
{
    std::vector<entry> all;
    for (const field& each : fields) {
        if (!detail::same_name(each.name, name))
            continue;
        const std::size_t before = all.size();
        if (part)
            append_plain(each.value, part, all);
        else if (!forwarded_reader(each.value).append(all)) {
            all.resize(before);
            all.emplace_back();
        }
    }
    return all;
}

std::vector<entry> entries(std::span<const field> fields, forwarding_field by)
{
    return by == forwarding_field::forwarded ? entries(fields, "Forwarded", nullptr)
                                             : entries(fields, "X-Forwarded-For", &entry::address);
}

struct way {
    peer_address client;
    std::size_t first; // the entry that names the client
};

/// Goes from proxy to proxy, from the last entry to the first, as long as the proxies are trusted.
way way_to(const trusted_proxies& trusted, const peer_address& peer, std::span<const entry> named)
{
    way made{peer, named.size()};
    while (made.first > 0 && trusted.contains(made.client)) {
        --made.first;
        made.client = parse_node(named[made.first].address).value_or(peer_address());
    }
    return made;
}

} // namespace

trusted_proxies::trusted_proxies(const std::vector<std::string>& ranges, forwarding_field by) : by_(by)
{
    for (const std::string& each : ranges)
        ranges_.push_back(parse(each));
}

trusted_proxies::range trusted_proxies::parse(std::string_view text)
{
    if (text == "unix")
        return {peer_address::unix_socket(), 0};
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const auto parsed = peer_address::parse(address);
    const bool has_port = address.find('.') != std::string_view::npos && address.find(':') != std::string_view::npos;
    if (!parsed || has_port || address.starts_with('['))
        refuse_range(text, "is no range of addresses");
    const std::span<const std::uint8_t> bytes = parsed->bytes();
    unsigned bits = static_cast<unsigned>(bytes.size() * 8);
    if (slash != std::string_view::npos) {
        const unsigned most = bits;
        if (!detail::parse_decimal(text.substr(slash + 1), bits) || bits > most)
            refuse_range(text, "has no number of bits from 0 to " + std::to_string(most) + " after the /");
    }
    for (unsigned bit = bits; bit < bytes.size() * 8; ++bit)
        if (bytes[bit / 8] >> (7 - bit % 8) & 1)
            refuse_range(text, "is not the first address of its network");
    return {*parsed, bits};
}

bool trusted_proxies::contains(const peer_address& address) const noexcept
{
    const std::span<const std::uint8_t> bytes = address.bytes();
    return std::ranges::any_of(ranges_, [&](const range& each) {
        if (each.from.what() != address.what())
            return false;
        const std::size_t whole = each.bits / 8;
        const unsigned rest = each.bits % 8;
        const std::span<const std::uint8_t> from = each.from.bytes();
        return std::ranges::equal(from.first(whole), bytes.first(whole))
            && (rest == 0 || (from[whole] ^ bytes[whole]) >> (8 - rest) == 0);
    });
}

peer_address trusted_proxies::client(const peer_address& peer, std::span<const http::field> fields) const
{
    if (!contains(peer))
        return peer;
    return way_to(*this, peer, entries(fields, by_)).client;
}

bool trusted_proxies::is_secure(const peer_address& peer, std::span<const http::field> fields) const
{
    if (!contains(peer))
        return false;
    const std::vector<entry> named = entries(fields, by_);
    const std::vector<entry> schemes =
        by_ == forwarding_field::forwarded ? named : entries(fields, "X-Forwarded-Proto", &entry::scheme);
    if (schemes.empty())
        return false;
    const bool one_each = schemes.size() == named.size();
    return detail::same_name(schemes[one_each ? way_to(*this, peer, named).first : schemes.size() - 1].scheme, "https");
}

} // namespace plait::http
