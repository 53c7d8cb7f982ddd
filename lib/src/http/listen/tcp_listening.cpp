#include "http/listen/tcp_listening.hpp"

namespace plait::http {

std::string tcp_listening::text_of(const tcp::endpoint& at)
{
    const std::string address = at.address().to_string();
    return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

} // namespace plait::http
