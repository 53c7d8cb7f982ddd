#include "http/parse/conditional.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/http_date.hpp"
#include <plait/clock.hpp>
#include <plait/http/detail/token.hpp>

#include <cstddef>

namespace plait::http::detail {

namespace {

constexpr std::string_view weak_mark = "W/";

/// Returns how long the ETag is with which the text begins; 0 if there is none. A comma may stand in its quotes.
std::size_t etag_size(std::string_view text) noexcept
{
    std::size_t at = text.starts_with(weak_mark) ? weak_mark.size() : 0;
    if (at >= text.size() || text[at] != '"')
        return 0;
    for (++at; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '"')
            return at + 1;
        if (byte <= 0x20 || byte == 0x7f)
            return 0;
    }
    return 0;
}

/// Whether a list of ETags has one that is the same as `etag`. A list that is malformed ends there.
template <class Same>
bool has(std::string_view list, std::string_view etag, Same same) noexcept
{
    for (;;) {
        while (!list.empty() && (is_blank(list.front()) || list.front() == ','))
            list.remove_prefix(1);
        const std::size_t size = etag_size(list);
        if (size == 0)
            return false;
        if (same(list.substr(0, size), etag))
            return true;
        list = trimmed(list.substr(size));
        if (!list.empty() && list.front() != ',')
            return false;
    }
}

enum class listed : std::uint8_t { no_field, missing, found };

/// Looks for the ETag in all fields of that name. "*" stands for each, and also for a representation without an ETag.
template <class Same>
listed look_up(std::span<const field> fields, std::string_view name, std::string_view etag, Same same) noexcept
{
    listed so_far = listed::no_field;
    for (const field& each : fields) {
        if (!same_name(each.name, name))
            continue;
        if (each.value == "*" || (!etag.empty() && has(each.value, etag, same)))
            return listed::found;
        so_far = listed::missing;
    }
    return so_far;
}

/// The date of a field; none if it is malformed, or there twice.
std::optional<std::chrono::sys_seconds> date_of(std::span<const field> fields, std::string_view name) noexcept
{
    const field* found = nullptr;
    for (const field& each : fields) {
        if (!same_name(each.name, name))
            continue;
        if (found)
            return std::nullopt;
        found = &each;
    }
    return found ? parse_http_date(found->value, clock::wall_now()) : std::nullopt;
}

} // namespace

bool is_etag(std::string_view text) noexcept
{
    return !text.empty() && etag_size(text) == text.size();
}

bool same_strongly(std::string_view one, std::string_view other) noexcept
{
    return one == other && !one.starts_with(weak_mark);
}

bool same_weakly(std::string_view one, std::string_view other) noexcept
{
    for (std::string_view* each : {&one, &other})
        if (each->starts_with(weak_mark))
            each->remove_prefix(weak_mark.size());
    return one == other;
}

precondition evaluate(method method, std::span<const field> fields, const validators& of) noexcept
{
    const bool reads = method == method::get || method == method::head;
    const listed match = look_up(fields, "If-Match", of.etag, same_strongly);
    if (match == listed::missing)
        return precondition::failed;
    if (match == listed::no_field && of.modified)
        if (const auto date = date_of(fields, "If-Unmodified-Since"); date && *of.modified > *date)
            return precondition::failed;

    const listed none_match = look_up(fields, "If-None-Match", of.etag, same_weakly);
    if (none_match == listed::found)
        return reads ? precondition::not_modified : precondition::failed;
    if (none_match == listed::no_field && reads && of.modified)
        if (const auto date = date_of(fields, "If-Modified-Since"); date && *of.modified <= *date)
            return precondition::not_modified;
    return precondition::met;
}

bool range_counts(std::span<const field> fields, const validators& of) noexcept
{
    for (const field& each : fields) {
        if (!same_name(each.name, "If-Range"))
            continue;
        if (etag_size(each.value) > 0)
            return same_strongly(each.value, of.etag);
        return of.modified && date_of(fields, "If-Range") == of.modified;
    }
    return true;
}

} // namespace plait::http::detail
