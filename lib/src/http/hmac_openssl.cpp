#include "http/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

namespace plait::http::detail {

void require_hmac() {}

mac hmac_sha256(std::string_view key, std::string_view text)
{
    mac made;
    unsigned size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), made.data(), &size))
        throw std::bad_alloc(); // there is no other reason
    return made;
}

bool same_mac(const mac& a, const mac& b) noexcept
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace plait::http::detail
