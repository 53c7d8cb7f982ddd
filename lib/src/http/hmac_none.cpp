#include "http/hmac.hpp"

#include <stdexcept>

namespace plait::http::detail {

void require_hmac()
{
    throw std::logic_error("signed_cookie: this plait was built without OpenSSL; install its headers (Debian: "
                           "libssl-dev), and build plait again");
}

mac hmac_sha256(std::string_view, std::string_view)
{
    require_hmac();
    return {};
}

bool same_mac(const mac&, const mac&) noexcept
{
    return false;
}

} // namespace plait::http::detail
