#include <plait/http/security_headers.hpp>

#include "http/parse/field_name.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace plait::http {

namespace {

constexpr std::string_view only_encrypted = "Strict-Transport-Security";

class added_headers {
public:
    explicit added_headers(std::initializer_list<field> others)
    {
        for (const field& each : others) {
            response().set(each.name, each.value); // throws for what is no field
            const auto last = std::ranges::find_if(all_, [&](const auto& known) {
                return detail::same_name(known.first, each.name);
            });
            if (last == all_.end())
                all_.emplace_back(each.name, each.value);
            else
                last->second = each.value;
        }
        std::erase_if(all_, [](const auto& each) { return each.second.empty(); });
    }

    awaitable<response> operator()(request& request, next_handler next) const
    {
        for (const auto& [name, value] : all_)
            if (!detail::same_name(name, only_encrypted) || request.is_secure())
                request.add_to_answer(name, value);
        return next(request);
    }

private:
    std::vector<std::pair<std::string, std::string>> all_{
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Content-Security-Policy", "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"},
        {"Referrer-Policy", "strict-origin-when-cross-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {std::string(only_encrypted), "max-age=31536000"}};
};

} // namespace

middleware security_headers(std::initializer_list<field> others, std::source_location where)
{
    return middleware(added_headers(others), where).named("security_headers");
}

} // namespace plait::http
