#pragma once

#include <plait/detail/join.hpp>
#include <plait/detail/waiter.hpp>
#include <plait/http/detail/connection.hpp>
#include <plait/scope.hpp>

#include <boost/system/system_error.hpp>

#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace plait::http::detail {

/// The connections of one loop: starts them, and is not left before the last has ended.
template <class Stream>
class connection_set {
public:
    connection_set(executor here, const router& app, const server_options& options)
        : service_{app, options, {}, nullptr, false}, here_(here), limit_(*this), all_(here, "http::serve")
    {
    }

    /// Runs `main`, which starts connections, and returns when it, all of them, and the background work of their handlers
    /// have ended. If `main` fails, they are cancelled, and its exception is rethrown.
    ///
    /// `main` is one of those waited for, so that the caller waits for all of them at any moment: a runtime that is
    /// torn down destroys what waits, and must not destroy the set before a connection.
    awaitable<void> run(awaitable<void> main, std::function<void()> on_cancelled)
    {
        bool served = false;
        auto body = [&](scope& background) -> awaitable<void> {
            service_.background = &background;
            co_await all_.run([&] { all_.start(std::move(main), &main_); }, on_cancelled);
            all_.rethrow_error();
            served = true;
        };
        scope_options options(scope_policy::supervise);
        options.drain(service_.options.drain_timeout());
        options.on_error([this](const std::exception_ptr& error) { service_.log("background work", error); });
        try {
            co_await with_scope(options, body);
        } catch (const boost::system::system_error&) {
            if (!served)
                throw;
            service_.log("background work, cut off at the drain timeout", std::current_exception());
        }
    }

    void start(Stream connected)
    {
        if (free_.empty()) {
            free_.reserve(slots_.size() + 1); // so that giving a slot back cannot fail
            free_.push_back(&slots_.emplace_back(*this));
        }
        slot& taken = *free_.back();
        taken.open.emplace(std::move(connected), here_, service_);
        free_.pop_back();
        all_.start(taken.open->run(), &taken);
    }

    /// Closes what waits for a request, lets what is in flight end, and cancels it after the drain timeout.
    void drain()
    {
        service_.draining = true;
        for (slot& each : slots_)
            if (each.open)
                each.open->drain();
        limit_.set(service_.options.drain_timeout());
    }

    /// Cancels everything, `main` too.
    void cancel() { all_.cancel(); }
    void cancel_connections() { all_.cancel_all_but(main_); }

    /// Waits until no connection is left. If the caller is cancelled, so is everything.
    awaitable<void> empty()
    {
        if (size() > 0)
            co_await waiting_for_none_.suspend([] {}, [this] { cancel(); });
    }

    [[nodiscard]] std::size_t size() const noexcept { return slots_.size() - free_.size(); }

private:
    /// Used again and again, and freed with the set: a connection may end while the join still looks at its child.
    struct slot final : plait::detail::child {
        explicit slot(connection_set& owner) noexcept : owner(owner) {}

        void finished(std::exception_ptr&) noexcept override
        {
            open.reset();
            owner.free_.push_back(this);
            if (owner.size() == 0 && owner.waiting_for_none_.suspended())
                owner.waiting_for_none_.post();
        }

        connection_set& owner;
        std::optional<connection<Stream>> open;
    };

    class time_limit final : plait::detail::timer {
    public:
        explicit time_limit(connection_set& limited) noexcept : limited_(limited) {}
        ~time_limit() { limited_.here_.owner().remove(*this); }

        void set(clock::duration time)
        {
            limited_.here_.owner().remove(*this);
            limited_.here_.owner().add(*this, plait::detail::later(clock::now(), time));
        }

    private:
        void fire() override { limited_.cancel_connections(); }
        void abandon() noexcept override {}

        connection_set& limited_;
    };

    service service_;
    const executor here_;
    std::deque<slot> slots_;
    std::vector<slot*> free_;
    time_limit limit_;
    plait::detail::waiter waiting_for_none_{"http::serve, for the last connection"};
    struct : plait::detail::child {
        void finished(std::exception_ptr&) noexcept override {}
    } main_;
    plait::detail::join all_;
};

} // namespace plait::http::detail
