// This is the generic cell rate algorithm, as a virtual schedule: Recommendation ITU-T I.371, annex A. The bucket is
// not a number of tokens but a point in time: the time when the bucket will be full again (the recommendation calls it
// the theoretical arrival time). The bucket holds n tokens if that time is no further away than burst - n intervals.
#include <plait/rate_limiter.hpp>

#include <plait/detail/kernel/giving_way.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/error.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <string>

namespace plait {

namespace {

constexpr std::chrono::hours century(100 * 365 * 24);

clock::duration interval(double per_second)
{
    if (!(per_second > 0 && per_second <= 1e9))
        throw std::invalid_argument("rate_limiter: the rate is a number of tokens a second, above 0 and up to 1e9");
    const std::chrono::duration<double> exact(1 / per_second);
    if (exact > century)
        throw std::invalid_argument("rate_limiter: a token that takes more than a century to come; give a higher rate");
    return std::chrono::round<clock::duration>(exact);
}

clock::duration time_to_fill(std::size_t burst, clock::duration interval)
{
    if (burst == 0)
        throw std::invalid_argument("rate_limiter: a burst of 0 lets nothing through; give at least 1");
    if (burst > static_cast<std::size_t>(century / interval))
        throw std::invalid_argument("rate_limiter: a burst that takes more than a century to come; give a smaller one");
    return static_cast<clock::rep>(burst) * interval;
}

} // namespace

/// Tokens reserved for one caller that waits. A reservation lives in the caller's frame, and is given back unless the
/// caller is served.
///
/// Go's rate.Limiter gives back a number of tokens, less those reserved later, and a limiter whose callers often give
/// up falls behind its rate (golang/go#56924). Here the schedule ends with the last caller that waits or was served. So
/// tokens that were given back before that end come free when the callers behind them leave.
class rate_limiter::reservation {
public:
    reservation(rate_limiter& limit, clock::duration time, clock::time_point now) : limit_(limit)
    {
        detail::locked inside(limit_.lock_);
        *node_ = detail::later(limit_.full_at(now), time);
        const auto left = deadline_left();
        if (left && detail::between(now, due()) > *left)
            throw boost::system::system_error(
                error::timed_out, "rate_limiter::acquire: the tokens would come after the deadline of the caller");
        limit_.waiting_.splice(limit_.waiting_.end(), own_);
    }
    ~reservation()
    {
        detail::locked inside(limit_.lock_);
        if (served_)
            limit_.served_until_ = std::max(limit_.served_until_, *node_);
        own_.splice(own_.end(), limit_.waiting_, node_);
    }
    reservation(const reservation&) = delete;
    reservation& operator=(const reservation&) = delete;

    [[nodiscard]] clock::time_point due() const { return detail::earlier(*node_, limit_.time_to_fill_); }
    void serve() noexcept { served_ = true; }

private:
    rate_limiter& limit_;
    std::list<clock::time_point> own_{clock::time_point()};
    const std::list<clock::time_point>::iterator node_ = own_.begin();
    bool served_ = false;
};

rate_limiter::rate_limiter(double per_second, detail::count_argument burst)
    : burst_(burst.of("rate_limiter: burst")), interval_(interval(per_second)),
      time_to_fill_(time_to_fill(burst_, interval_))
{
}

rate_limiter::~rate_limiter()
{
    assert(waiting_.empty());
}

clock::duration rate_limiter::time_for(detail::count_argument tokens, const char* function) const
{
    const std::size_t n = tokens.of(function);
    if (n > burst_)
        throw std::invalid_argument(
            std::string(function) + "(" + std::to_string(n) + "): more than the burst of " + std::to_string(burst_)
            + ", so never there at once; give the limiter a larger burst, or take them in parts");
    return static_cast<clock::rep>(n) * interval_;
}

clock::time_point rate_limiter::full_at(clock::time_point now) const noexcept
{
    const clock::time_point latest = std::max(now, served_until_);
    return waiting_.empty() ? latest : std::max(latest, waiting_.back());
}

bool rate_limiter::take(clock::duration time, clock::time_point now)
{
    detail::locked inside(lock_);
    const clock::time_point full_after = detail::later(full_at(now), time);
    if (detail::earlier(full_after, time_to_fill_) > now)
        return false;
    served_until_ = full_after;
    return true;
}

bool rate_limiter::try_acquire(detail::count_argument n)
{
    return take(time_for(n, "rate_limiter::try_acquire"), clock::now());
}

awaitable<void> rate_limiter::acquire(detail::count_argument n)
{
    const clock::duration time = time_for(n, "rate_limiter::acquire");
    const clock::time_point now = clock::now();
    if (!detail::gives_way() && take(time, now))
        co_return;
    reservation own(*this, time, now);
    co_await sleep_until(own.due());
    own.serve();
}

} // namespace plait
