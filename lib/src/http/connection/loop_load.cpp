#include "http/connection/loop_load.hpp"

#include "http/connection/connection.hpp"
#include "http/connection/load_counts.hpp"
#include "http/connection/server_log.hpp"
#include <plait/detail/kernel/current.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <new>
#include <string>

namespace asio = boost::asio;

namespace plait::http::detail {

namespace {

constexpr std::chrono::milliseconds between_watches{20};
// Asio takes 128 events at a time from the kernel, and so does what is in its place. If nearly so many connections had requests,
// there may be more, which came at the same time.
constexpr std::size_t most_at_once = 120;
constexpr std::chrono::seconds quiet{60};

} // namespace

loop_load::loop_load(executor here, const server_options& options)
    : options_(options), here_(here), load_(options.load().value_or(server_load())), queue_(options.overload_target()),
      line_(options.overload_target()), self_(std::make_shared<loop_load*>(this)),
      watches_(options.overload_target() > clock::duration::zero() && !plait::detail::current.simulated)
{
    rest();
    if (watches_)
        looks_from_ = clock::time_point::min();
}

loop_load::~loop_load()
{
    *self_ = nullptr;
}

void loop_load::overload() noexcept
{
    watches_ = true;
    looks_from_ = clock::time_point::min();
    const clock::time_point now = clock::now();
    queue_.refused(now);
    tell_overload(now);
}

bool loop_load::comes(const void* connection, clock::time_point now) noexcept
{
    if (!watches_)
        return false;
    if (!watched_)
        watch();
    if (last_ != connection) { // what follows on the same connection waits by its client's choice
        last_ = connection;
        ++connections_;
    }
    return watched_ && queue_.is_overloaded(now);
}

/// Watches from here on. What comes now was asked for just before.
void loop_load::watch() noexcept
{
    watched_ = post_end();
    if (!watched_)
        return;
    began_ = nothing_before_ = clock::now();
    connections_ = 0;
    last_ = nullptr;
    looks_from_ = clock::time_point::min();
}

void loop_load::rest() noexcept
{
    const bool always = options_.max_requests_in_flight() > 0 || (watches_ && queue_.is_overloaded(clock::now()));
    looks_from_ = always     ? clock::time_point::min()
                  : watches_ ? plait::detail::later(clock::coarse_now(), between_watches)
                             : clock::time_point::max();
}

/// Posts what runs when the kernel was asked the next time. Returns false if there is no memory for it.
bool loop_load::post_end()
{
    auto ends = [self = self_] {
        if (*self)
            (*self)->turn_ends();
    };
    try {
        if (plait::detail::current.simulated)
            asio::post(here_, std::move(ends));
        else // not through the executor, which runs what it is given in a batch, within a turn
            asio::post(static_cast<asio::io_context&>(here_.query(asio::execution::context)), std::move(ends));
    } catch (const std::bad_alloc&) {
        return false;
    }
    return true;
}

void loop_load::turn_ends()
{
    const clock::time_point now = clock::now();
    const bool full = connections_ >= most_at_once;
    const bool long_enough =
        connections_ > 0 && now - began_ >= options_.overload_target() / 2; // a wait is two turns at most
    line_.came(nothing_before_, full ? nothing_before_ : began_);
    if (!queue_.is_overloaded(now))
        measure(now, full);
    const bool goes_on = !line_.is_empty() || long_enough;
    watched_ = goes_on && post_end();
    if (watched_) {
        if (!full)
            nothing_before_ = began_;
        began_ = now;
        connections_ = 0;
        last_ = nullptr;
    } else {
        rest();
    }
    serve_line(full, goes_on && !watched_); // which may end this
}

void loop_load::measure(clock::time_point now, bool full) noexcept
{
    const bool worth = (now - began_) >= least_worth * static_cast<clock::rep>(connections_);
    const bool is_queue = connections_ > 1 && worth;
    queue_.measured(now, is_queue ? now - (full ? nothing_before_ : began_) : clock::duration::zero());
    if (queue_.is_overloaded(now))
        tell_overload(now);
}

/// A round of the line; or, if no other round will come, all of it.
void loop_load::serve_line(bool is_behind, bool all)
{
    const std::shared_ptr<loop_load*> self = self_;
    do {
        clock::time_point now = clock::now();
        if (all)
            line_.came(now, now);
        line_.begin_round(now, is_behind);
        while (const auto next = line_.next(now)) {
            connection::turn_of(next->of, next->starts);
            if (!*self)
                return;
            now = clock::now();
        }
    } while (all && !line_.is_empty());
}

bool loop_load::take_place(bool& taken) noexcept
{
    const std::size_t most = options_.max_requests_in_flight();
    if (most == 0)
        return true;
    std::atomic<std::size_t>& count = load_.counts().in_flight;
    std::size_t before = count.load(std::memory_order_relaxed);
    while (!taken && before < most)
        taken = count.compare_exchange_weak(before, before + 1, std::memory_order_relaxed);
    return taken;
}

void loop_load::give_back_place() noexcept
{
    load_.counts().in_flight.fetch_sub(1, std::memory_order_relaxed);
}

void loop_load::refuses(reason why) noexcept
{
    load_counts& counts = load_.counts();
    counts.shed.fetch_add(1, std::memory_order_relaxed);
    if (why == reason::no_place)
        return tell_limit();
    const clock::time_point now = clock::now();
    queue_.refused(now);
    const clock::time_point until = plait::detail::later(now, standing_queue::recovery);
    counts.overloaded_until.store(until.time_since_epoch().count(), std::memory_order_relaxed);
}

void loop_load::tell_overload(clock::time_point now) noexcept
{
    tell(load_.counts().told_until, now, [this] {
        const auto target = std::chrono::duration_cast<std::chrono::microseconds>(options_.overload_target()).count();
        const std::string time =
            target % 1000 == 0 ? std::to_string(target / 1000) + " ms" : std::to_string(target) + " us";
        return "overloaded: requests that have waited for longer than overload_target, " + time + ", are answered 503";
    });
}

void loop_load::tell_limit() noexcept
{
    tell(load_.counts().limit_told_until, clock::now(), [this] {
        return "max_requests_in_flight, " + std::to_string(options_.max_requests_in_flight())
               + ", are in flight: more are answered 503";
    });
}

/// Tells the log, unless a loop of this server has told it lately.
template <class Text>
void loop_load::tell(std::atomic<clock::rep>& told_until, clock::time_point now, Text text) noexcept
{
    const clock::rep time = now.time_since_epoch().count();
    const clock::rep until = plait::detail::later(now, quiet).time_since_epoch().count();
    clock::rep before = told_until.load(std::memory_order_relaxed);
    if (time < before || !told_until.compare_exchange_strong(before, until, std::memory_order_relaxed))
        return;
    try {
        write_log(options_, log_level::warning, text());
    } catch (const std::bad_alloc&) {
        write_log(options_, log_level::warning, "too many requests: some are answered 503");
    }
}

} // namespace plait::http::detail
