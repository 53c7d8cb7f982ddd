#include <plait/http/security_headers.hpp>

#include "http/parse/added_fields.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace plait::http {

namespace {

constexpr std::string_view only_encrypted = "Strict-Transport-Security";

class added_headers {
public:
    explicit added_headers(std::initializer_list<field> others)
    {
        detail::constant_fields all;
        all.set("X-Content-Type-Options", "nosniff");
        all.set("X-Frame-Options", "DENY");
        all.set(
            "Content-Security-Policy",
            "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
        all.set("Referrer-Policy", "strict-origin-when-cross-origin");
        all.set("Cross-Origin-Opener-Policy", "same-origin");
        all.set(only_encrypted, "max-age=31536000");
        for (const field& each : others) {
            all.set(each.name, each.value);
            if (each.value.empty())
                all.erase(each.name);
        }
        encrypted_ = std::make_shared<const detail::constant_fields>(all);
        all.erase(only_encrypted);
        plain_ = std::make_shared<const detail::constant_fields>(std::move(all));
    }

    awaitable<response> operator()(request& request, next_handler next) const
    {
        detail::added_fields::of(request).add(request.is_secure() ? encrypted_ : plain_);
        return next(request);
    }

private:
    std::shared_ptr<const detail::constant_fields> plain_;
    std::shared_ptr<const detail::constant_fields> encrypted_;
};

} // namespace

middleware security_headers(std::initializer_list<field> others, std::source_location where)
{
    return middleware(added_headers(others), where).named("security_headers");
}

} // namespace plait::http
