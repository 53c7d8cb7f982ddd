#include "http/parse/accept_encoding.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/weight.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <optional>

namespace plait::http::detail {

namespace {

std::string_view usual_coding(std::string_view coding) noexcept
{
    return same_name(coding, "x-gzip") ? "gzip" : coding;
}

/// One element, such as "br;q=0.5".
struct coding_range {
    std::string_view coding;
    std::optional<int> weight = 1000; // nothing: what follows the coding is no weight

    explicit coding_range(std::string_view text) noexcept
    {
        const std::size_t end = text.find(';');
        coding = usual_coding(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos)
            return;
        text = trimmed(text.substr(end + 1));
        weight = same_name(text.substr(0, 2), "q=") ? weight_of(text.substr(2)) : std::nullopt;
    }
};

} // namespace

int accepted_coding(std::span<const field> fields, std::string_view coding) noexcept
{
    coding = usual_coding(coding);
    std::optional<int> named;
    std::optional<int> others;
    for (const field& each : fields) {
        if (!same_name(each.name, "Accept-Encoding"))
            continue;
        for_each_element(each.value, [&](std::string_view element) {
            const coding_range range(element);
            if (!range.weight || !is_token(range.coding))
                return;
            if (same_name(range.coding, coding))
                named = std::max(named.value_or(0), *range.weight);
            else if (range.coding == "*")
                others = std::max(others.value_or(0), *range.weight);
        });
    }
    if (named || others)
        return named ? *named : *others;
    return same_name(coding, "identity") ? 1 : 0;
}

} // namespace plait::http::detail
