#pragma once

#include "http/connection/connection_impl.hpp"
#include <plait/detail/coroutine/waiter.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/scope.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace plait::http::detail {

/// The connections of one loop: starts them, and is not left before the last has ended.
template <class Stream>
class connection_set {
public:
    connection_set(executor here, const router& app, const server_options& options)
        : loop_{app, options, here, without_body(options.limits())}, limit_(*this), all_(here, "http::serve")
    {
    }
    ~connection_set()
    {
        while (first_)
            unlink(*first_); // none runs: the loop goes away
    }

    /// Runs `main`, which starts connections, and returns when it, all of them, and the background work of their handlers
    /// have ended. If `main` fails, they are cancelled, and its exception is rethrown. `on_cancelled`: see `join::run`.
    ///
    /// When the caller is cancelled, background work has the drain timeout, too. When that is over, for both, or the caller is
    /// cancelled at once, `on_cancelled` is called again.
    ///
    /// `main` and the handlers are tasks of one join, so that the caller waits for all of them at any moment: a runtime that
    /// is torn down destroys what waits, and must not destroy the set before a handler.
    awaitable<void> run(awaitable<void> main, std::function<void(plait::detail::urgency)> on_cancelled)
    {
        bool served = false;
        auto body = [&](scope& background) -> awaitable<void> {
            loop_.background.emplace(background);
            co_await all_.run([&] { all_.start(run_to_end(std::move(main)), &main_); }, on_cancelled);
            all_.rethrow_error();
            served = true;
        };
        scope_options options(scope_policy::supervise);
        options.drain(loop_.options.drain_timeout());
        options.on_error([this](const std::exception_ptr& error) { loop_.log("background work", error); });
        try {
            co_await with_scope(options, body);
        } catch (const boost::system::system_error&) {
            if (!served)
                throw;
            loop_.log("background work, cut off at the drain timeout", std::current_exception());
        }
    }

    void start(Stream connected)
    {
        auto* added = new connection<Stream>(std::move(connected), loop_, all_, *this);
        added->next_ = std::exchange(first_, added);
        if (added->next_)
            added->next_->previous_ = added;
        ++size_;
        added->start();
    }

    /// Closes what waits for a request, lets what is in flight end, and cancels it after the drain timeout, or at once. The
    /// time counts from the first call.
    void drain(plait::detail::urgency how = plait::detail::urgency::in_time)
    {
        loop_.draining = true;
        for_each([](connection<Stream>& each) { each.drain(); });
        limit_.set(loop_.options.drain_timeout());
        if (how == plait::detail::urgency::at_once)
            cut_off();
    }

    /// Cancels everything, `main` too.
    void cancel(plait::detail::urgency how = plait::detail::urgency::in_time)
    {
        cancel_connections(how);
        all_.cancel(how);
    }
    void cancel_connections(plait::detail::urgency how = plait::detail::urgency::in_time)
    {
        for_each([how](connection<Stream>& each) { each.cancel(how); });
    }

    /// Waits until no connection is left. If the caller is cancelled, so is everything.
    awaitable<void> empty()
    {
        if (size_ > 0)
            co_await drained_.suspend([] {}, [this] { cancel(); });
    }

    /// Ends a part of the connections that wait for a request, those that have waited longest; where there are none, of those
    /// that have sent a part of a head, which are answered 408. Returns how many. What costs time here costs none where
    /// there is no need to.
    std::size_t shed()
    {
        for (const auto waits : {&connection<Stream>::waits_for_request, &connection<Stream>::waits_for_head}) {
            std::vector<clock::time_point> until;
            for_each([&](const connection<Stream>& each) {
                if ((each.*waits)())
                    until.push_back(each.waits_until());
            });
            if (until.empty())
                continue;
            const std::size_t count = std::min(until.size() / 4 + 1, most_shed);
            const auto last = until.begin() + static_cast<std::ptrdiff_t>(count - 1);
            std::ranges::nth_element(until, last);
            std::size_t left = count;
            for_each([&](connection<Stream>& each) {
                if (left > 0 && (each.*waits)() && each.waits_until() <= *last) {
                    --left;
                    each.give_up_waiting();
                }
            });
            return count - left;
        }
        return 0;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Of a connection itself, which is gone then.
    void ended(connection<Stream>& gone) noexcept
    {
        unlink(gone);
        if (--size_ > 0)
            return;
        for (plait::detail::waiter* each : {&drained_, &ended_})
            if (each->suspended())
                each->post();
    }

private:
    static constexpr std::size_t most_shed = 256;

    class time_limit final : plait::detail::timer {
    public:
        using timer::due;
        using timer::pending;

        explicit time_limit(connection_set& limited) noexcept : limited_(limited) {}
        ~time_limit() { owner().remove(*this); }

        void set(clock::duration time) // unless it is set
        {
            if (!pending())
                owner().add(*this, plait::detail::later(clock::now(), time));
        }
        void stop() noexcept { owner().remove(*this); }

    private:
        [[nodiscard]] plait::detail::loop& owner() const noexcept { return limited_.loop_.here.owner(); }
        void fire() override { limited_.cut_off(); }
        void abandon() noexcept override {}

        connection_set& limited_;
    };

    [[nodiscard]] static parse_limits without_body(parse_limits limits) noexcept
    {
        limits.body = static_cast<std::size_t>(-1);
        return limits;
    }

    awaitable<void> run_to_end(awaitable<void> main)
    {
        std::exception_ptr failed;
        try {
            co_await std::move(main);
        } catch (...) {
            failed = std::current_exception();
        }
        if (failed)
            cancel_connections();
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        if (size_ > 0)
            co_await ended_.suspend([] {});
        if (failed)
            std::rethrow_exception(failed);
    }

    /// The drain timeout is over, or the server must end before. Who runs it is told what that cuts off.
    void cut_off()
    {
        const bool before = limit_.pending() && clock::now() < limit_.due();
        limit_.stop();
        if (first_)
            loop_.log([&] {
                return (before ? "stopped before drain_timeout was over" : "drain_timeout is over") + describe_cut_off();
            });
        cancel_connections(plait::detail::urgency::at_once);
    }
    [[nodiscard]] std::string describe_cut_off()
    {
        constexpr int most_named = 5;
        std::string named;
        int count = 0;
        for_each([&](const connection<Stream>& each) {
            if (++count <= most_named)
                named.append(count == 1 ? ": " : "; ").append(each.described());
        });
        return ", connections that are cut off: " + std::to_string(count) + named + (count > most_named ? "; ..." : "");
    }

    /// Any of them may end meanwhile.
    void for_each(auto use)
    {
        for (connection<Stream>* each = first_; each; each = next_visited_) {
            next_visited_ = each->next_;
            use(*each);
        }
    }

    void unlink(connection<Stream>& gone) noexcept
    {
        if (next_visited_ == &gone)
            next_visited_ = gone.next_;
        (gone.previous_ ? gone.previous_->next_ : first_) = gone.next_;
        if (gone.next_)
            gone.next_->previous_ = gone.previous_;
        delete &gone;
    }

    loop_state loop_;
    connection<Stream>* first_ = nullptr;
    connection<Stream>* next_visited_ = nullptr;
    std::size_t size_ = 0;
    time_limit limit_;
    plait::detail::waiter drained_{"http::serve, for the last connection"};
    plait::detail::waiter ended_{"http::serve, for the last connection"};
    struct : plait::detail::child {
        void finished(std::exception_ptr&) noexcept override {}
    } main_;
    plait::detail::join all_;
};

} // namespace plait::http::detail
