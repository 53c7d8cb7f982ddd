#include <plait/http/rate_limit.hpp>

#include <plait/clock.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace plait::http {

namespace {

/// For each key the time at which its bucket is full again. This is the generic cell rate algorithm (ITU-T I.371).
class full_times {
public:
    /// Takes a token, and returns zero; or returns after which time there will be one.
    [[nodiscard]] clock::duration take(std::string key, clock::duration interval, clock::duration tolerance)
    {
        const clock::time_point now = clock::now();
        plait::detail::locked inside(lock_);
        if (all_.size() >= look_at_)
            forget(now);
        clock::time_point& full = all_.try_emplace(std::move(key), now).first->second;
        full = std::max(full, now);
        if (full - now > tolerance)
            return full - now - tolerance;
        full += interval;
        return clock::duration::zero();
    }

private:
    static constexpr std::size_t few = 1024;
    static constexpr std::size_t most = 100'000;

    /// Forgets those whose bucket is full, and, if too many are left, whichever comes first.
    void forget(clock::time_point now) PLAIT_REQUIRES(lock_)
    {
        std::erase_if(all_, [&](const auto& each) { return each.second <= now; });
        while (all_.size() >= most)
            all_.erase(all_.begin());
        look_at_ = std::clamp(all_.size() * 2, few, most);
    }

    plait::detail::state_lock lock_;
    std::unordered_map<std::string, clock::time_point> all_ PLAIT_GUARDED_BY(lock_);
    std::size_t look_at_ PLAIT_GUARDED_BY(lock_) = few;
};

class request_rate {
public:
    request_rate(double per_second, std::function<std::string(const request&)> key, std::size_t burst)
        : key_(std::move(key)),
          interval_(std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(1 / per_second))),
          tolerance_(interval_ * static_cast<clock::rep>(burst - 1))
    {
    }

    awaitable<response> operator()(request& request, next_handler next) const
    {
        std::string key = key_(request);
        if (!key.empty())
            if (const auto wait = full_->take(std::move(key), interval_, tolerance_); wait > clock::duration::zero())
                throw http_error(status::too_many_requests)
                    .set("Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
        return next(request);
    }

private:
    const std::function<std::string(const request&)> key_;
    const clock::duration interval_;
    const clock::duration tolerance_;
    std::unique_ptr<full_times> full_ = std::make_unique<full_times>();
};

middleware checked_rate(
    double per_second, std::function<std::string(const request&)> key, std::size_t burst,
    const std::source_location& where)
{
    constexpr double highest = 1'000'000;
    constexpr double longest = 100 * 365.25 * 24 * 3600; // seconds until a bucket is full
    if (!(per_second > 0) || per_second > highest)
        throw std::invalid_argument("rate_limit: per_second is not above 0 and at most 1,000,000");
    if (burst == 0 || static_cast<double>(burst) / per_second > longest)
        throw std::invalid_argument("rate_limit: the burst is 0, or would take more than a century to fill");
    if (!key)
        throw std::invalid_argument("rate_limit: the key is an empty function: give per_client, or one of yours");
    return middleware(request_rate(per_second, std::move(key), burst), where).named("rate_limit");
}

} // namespace

std::string per_client(const request& request)
{
    const peer_address client = request.client();
    if (client.what() != peer_address::kind::ipv6)
        return client.address();
    std::array<std::uint8_t, 16> half{};
    std::ranges::copy(client.bytes().first(half.size() / 2), half.begin());
    return peer_address::ipv6(half, 0).address();
}

middleware rate_limit(double per_second, std::function<std::string(const request&)> key, std::source_location where)
{
    const bool is_many = per_second > 1; // no number is not, and is refused by what follows
    const double burst = is_many ? std::ceil(std::min(per_second, 1'000'000.0)) : 1;
    return checked_rate(per_second, std::move(key), static_cast<std::size_t>(burst), where);
}

middleware rate_limit(
    double per_second, std::function<std::string(const request&)> key, plait::detail::count_argument burst,
    std::source_location where)
{
    return checked_rate(per_second, std::move(key), burst.of("rate_limit: burst"), where);
}

} // namespace plait::http
