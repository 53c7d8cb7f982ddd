#include <plait/http/trusted_proxies.hpp>

#include "http/parse/decimal.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/request.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>

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

/// Goes through the elements of a list that stands in the fields of one name, from the last to the first: the order in
/// which proxies are believed. What a client has written stands before what the proxies have appended, so it is not looked
/// at, and cannot change how those elements are read. Empty elements are left out.
class elements_from_last {
public:
    enum class commas : bool { separate, may_be_quoted };

    elements_from_last(std::span<const field> fields, std::string_view name, commas in) noexcept
        : fields_(fields), name_(name), commas_(in)
    {
    }

    /// Returns the element before the one that was returned last; nothing if there is none.
    std::optional<std::string_view> next() noexcept
    {
        for (;;) {
            while (rest_.empty()) {
                if (fields_.empty())
                    return std::nullopt;
                if (detail::same_name(fields_.back().name, name_))
                    rest_ = fields_.back().value;
                fields_ = fields_.first(fields_.size() - 1);
            }
            const std::size_t comma = commas_ == commas::separate ? rest_.rfind(',') : last_comma_outside_quotes();
            const bool is_first = comma == std::string_view::npos;
            const std::string_view element = without_blanks(rest_.substr(is_first ? 0 : comma + 1));
            rest_ = rest_.substr(0, is_first ? 0 : comma);
            if (!element.empty())
                return element;
        }
    }

private:
    [[nodiscard]] std::size_t last_comma_outside_quotes() const noexcept
    {
        bool in_quotes = false;
        for (std::size_t i = rest_.size(); i > 0; --i) {
            if (rest_[i - 1] == ',' && !in_quotes)
                return i - 1;
            if (rest_[i - 1] == '"' && !(in_quotes && is_escaped(i - 1)))
                in_quotes = !in_quotes;
        }
        return std::string_view::npos;
    }
    /// Whether the character has a backslash before it that has none itself.
    [[nodiscard]] bool is_escaped(std::size_t at) const noexcept
    {
        std::size_t backslashes = 0;
        while (backslashes < at && rest_[at - 1 - backslashes] == '\\')
            ++backslashes;
        return backslashes % 2 == 1;
    }

    std::span<const field> fields_; // those that were not reached yet
    std::string_view rest_;         // of the field that was
    std::string_view name_;
    commas commas_;
};

/// Reads an element of a Forwarded field (RFC 7239 section 4), which is a list of name=value.
class forwarded_reader {
public:
    explicit forwarded_reader(std::string_view element) noexcept : rest_(element) {}

    /// Returns what it says with `for` and `proto`; nothing at all if it is malformed.
    [[nodiscard]] entry read() noexcept
    {
        entry made;
        return read(made) ? made : entry();
    }

private:
    bool read(entry& to) noexcept
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
        return rest_.empty();
    }

    bool read_value(std::string_view& value) noexcept
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
    std::string_view read_token() noexcept
    {
        const std::string_view token = rest_.substr(0, rest_.find_first_of(" \t,;=\""));
        rest_.remove_prefix(token.size());
        return token;
    }
    void skip_spaces() noexcept { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
    bool take(char wanted) noexcept
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

elements_from_last elements(std::span<const field> fields, forwarding_field by) noexcept
{
    using commas = elements_from_last::commas;
    return by == forwarding_field::forwarded ? elements_from_last(fields, "Forwarded", commas::may_be_quoted)
                                             : elements_from_last(fields, "X-Forwarded-For", commas::separate);
}

std::size_t count(elements_from_last all) noexcept
{
    std::size_t counted = 0;
    while (all.next())
        ++counted;
    return counted;
}

/// How the client was found.
struct way {
    peer_address client;
    std::size_t proxies = 0; // that have named somebody
    entry named_by;          // the client
};

/// Goes from proxy to proxy, from the last element to the first, as long as the proxies are trusted.
way way_to(const trusted_proxies& trusted, const peer_address& peer, elements_from_last named, forwarding_field by)
{
    way made{.client = peer, .named_by = {}};
    while (trusted.contains(made.client)) {
        const auto element = named.next();
        if (!element)
            break;
        made.named_by = by == forwarding_field::forwarded ? forwarded_reader(*element).read() : entry{*element, {}};
        made.client = parse_node(made.named_by.address).value_or(peer_address());
        ++made.proxies;
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
    return way_to(*this, peer, elements(fields, by_), by_).client;
}

bool trusted_proxies::is_secure(const peer_address& peer, std::span<const http::field> fields) const
{
    if (!contains(peer))
        return false;
    const elements_from_last named = elements(fields, by_);
    const way way = way_to(*this, peer, named, by_);
    if (by_ == forwarding_field::forwarded)
        return detail::same_name(way.named_by.scheme, "https");

    elements_from_last schemes(fields, "X-Forwarded-Proto", elements_from_last::commas::separate);
    const bool one_each = way.proxies > 1 && count(schemes) == count(named);
    std::optional<std::string_view> scheme = schemes.next();
    for (std::size_t i = 1; one_each && i < way.proxies; ++i)
        scheme = schemes.next();
    return scheme && detail::same_name(*scheme, "https");
}

} // namespace plait::http
