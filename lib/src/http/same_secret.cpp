#include <plait/http/same_secret.hpp>

#include <cstddef>

namespace plait::http {

bool same_secret(std::string_view given, std::string_view secret) noexcept
{
    // What is volatile is read each time, so the compiler cannot end the loop early.
    volatile unsigned differ = given.size() == secret.size() ? 0 : 1;
    const std::string_view with = given.size() == secret.size() ? secret : given;
    for (std::size_t i = 0; i < given.size(); ++i)
        differ = differ | static_cast<unsigned>(static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(with[i]));
    return differ == 0;
}

} // namespace plait::http
