#include <plait/http/concurrency_limit.hpp>

#include <plait/http/http_error.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>

namespace plait::http {

namespace {

class place_in_flight {
public:
    place_in_flight(std::atomic<std::size_t>& taken, std::size_t most) noexcept
        : taken_(taken), is_there_(take(taken, most))
    {
    }
    ~place_in_flight()
    {
        if (is_there_)
            taken_.fetch_sub(1, std::memory_order_relaxed);
    }
    place_in_flight(const place_in_flight&) = delete;
    place_in_flight& operator=(const place_in_flight&) = delete;

    [[nodiscard]] bool is_there() const noexcept { return is_there_; }

private:
    // A request that is refused is not counted for a moment either, in which another one could be refused for it.
    static bool take(std::atomic<std::size_t>& taken, std::size_t most) noexcept
    {
        std::size_t now = taken.load(std::memory_order_relaxed);
        while (now < most)
            if (taken.compare_exchange_weak(now, now + 1, std::memory_order_relaxed))
                return true;
        return false;
    }

    std::atomic<std::size_t>& taken_;
    const bool is_there_;
};

class flight_limit {
public:
    explicit flight_limit(std::size_t most) : most_(most) {}

    awaitable<response> operator()(request& request, next_handler next) const
    {
        const place_in_flight place(*taken_, most_);
        if (!place.is_there())
            throw http_error(status::service_unavailable, "too many requests are at work").set("Retry-After", "1");
        co_return co_await next(request);
    }

private:
    const std::size_t most_;
    std::unique_ptr<std::atomic<std::size_t>> taken_ = std::make_unique<std::atomic<std::size_t>>(0);
};

} // namespace

middleware concurrency_limit(plait::detail::count_argument most, std::source_location where)
{
    const std::size_t count = most.of("concurrency_limit: most");
    if (count == 0)
        throw std::invalid_argument("concurrency_limit: most is 0, so every request would be refused: give 1 or more");
    return middleware(flight_limit(count), where).named("concurrency_limit");
}

} // namespace plait::http
