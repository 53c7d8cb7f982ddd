#include <plait/http/server_load.hpp>

#include "http/connection/load_counts.hpp"

namespace plait::http {

server_load::server_load() : counts_(std::make_shared<detail::load_counts>()) {}

bool server_load::is_overloaded() const noexcept
{
    const clock::rep until = counts_->overloaded_until.load(std::memory_order_relaxed);
    return clock::now().time_since_epoch().count() < until;
}

std::uint64_t server_load::shed() const noexcept
{
    return counts_->shed.load(std::memory_order_relaxed);
}

} // namespace plait::http
