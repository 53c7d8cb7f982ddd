#pragma once

#include <string>
#include <string_view>

namespace plait::http {
class request;
}

namespace plait::detail {

/// Who may read `/debug/`: this machine, and who knows the token.
class debug_access {
public:
    /// `token` is empty if there is none.
    explicit debug_access(std::string token) noexcept : token_(std::move(token)) {}

    /// Returns why the request is refused, as a clause; empty if it is not.
    [[nodiscard]] std::string_view refusal(const http::request&) const;
    /// Whether the request has the token in its URL. Then links to other pages need it, too.
    [[nodiscard]] bool is_token_in_url(const http::request&) const;
    [[nodiscard]] const std::string& token() const noexcept { return token_; }

private:
    [[nodiscard]] bool is_token(std::string_view given) const noexcept;
    [[nodiscard]] bool has_token(const http::request&) const;

    std::string token_;
};

/// Whether a value of Host names this machine, with or without a port: localhost, a name below it, an address of
/// 127.0.0.0/8, or [::1].
[[nodiscard]] bool is_loopback_host(std::string_view host) noexcept;

} // namespace plait::detail
