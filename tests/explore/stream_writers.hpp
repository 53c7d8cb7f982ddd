#pragma once

#include "stream_exchange.hpp"

#include <plait/event.hpp>
#include <plait/http/events.hpp>
#include <plait/http/stream.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/settle.hpp>
#include <plait/with_timeout.hpp>

#include <type_traits>

namespace streamed {

/// Trees of tasks that write into one answer.
class writers {
public:
    explicit writers(run_state& in) : in_(in) {}

    template <class Out>
    awaitable<> grow(exchange& of, Out& out, http::request& request, int depth)
    {
        const counted here(of.writing);
        in_.expect(request.parameter("number") == of.name(), of, "the request has changed");
        if (depth == 0)
            co_await leaf(of, out, request);
        else
            co_await branch(of, out, request, depth - 1);
    }

private:
    template <class Out>
    std::vector<awaitable<>> some(exchange& of, Out& out, http::request& request, int depth)
    {
        std::vector<awaitable<>> all;
        for (int i = in_.random.below(3); i >= 0; --i)
            all.push_back(grow(of, out, request, depth));
        return all;
    }

    template <class Out>
    awaitable<> branch(exchange& of, Out& out, http::request& request, int depth)
    {
        switch (in_.random.below(6)) {
        case 0:
            static_cast<void>(
                co_await plait::settle(plait::with_timeout(in_.random.below(40ms), grow(of, out, request, depth))));
            break;
        case 1:
            static_cast<void>(co_await plait::race(some(of, out, request, depth)));
            break;
        case 2:
            static_cast<void>(co_await plait::settle(some(of, out, request, depth)));
            break;
        case 3: {
            auto body = [&](plait::scope& tasks) -> awaitable<> {
                tasks.start(grow(of, out, request, depth));
                co_await grow(of, out, request, depth);
            };
            co_await plait::with_scope(plait::scope_options().drain(in_.random.below(20ms) + 1ms), body);
            break;
        }
        default:
            co_await plait::run_concurrent(some(of, out, request, depth));
        }
    }

    template <class Out>
    awaitable<> leaf(exchange& of, Out& out, http::request& request)
    {
        switch (in_.random.below(12)) {
        case 0:
        case 1:
            return plait::sleep_for(in_.random.below(20ms));
        case 2:
            if constexpr (std::is_same_v<Out, http::body_writer>)
                return flush(of, out);
            return plait::sleep_for(0ms);
        case 3:
            if (in_.random.once_in(3))
                throw planned_failure(of.number);
            return in_.ignore();
        case 4:
            return without_result(
                plait::settle(plait::with_timeout(in_.random.below(30ms), request.stopping().wait())));
        case 5:
            return write(of, out, in_.writes_much ? 20'000 + in_.random.below(40'000) : 3000);
        default:
            return write(of, out, in_.random.below(100));
        }
    }

    template <class Out>
    awaitable<> write(exchange& of, Out& out, int size)
    {
        constexpr bool is_events = std::is_same_v<Out, http::event_writer>;
        std::string text = "<" + of.name() + "." + std::to_string(of.pieces.size()) + ":";
        text.append(static_cast<std::size_t>(size), static_cast<char>('a' + of.pieces.size() % 26)).append(">");
        piece& written = of.pieces.emplace_back(is_events ? "data: " + text + "\n\n" : text, ++in_.happened);
        if constexpr (is_events)
            co_await out.send(text);
        else
            co_await out.write(text);
        written.finished = ++in_.happened;
    }

    /// What was written before has left the server then: it has come, or is on its way.
    awaitable<> flush(exchange& of, http::body_writer& out)
    {
        std::size_t before = 0;
        for (const piece& each : of.pieces)
            before += each.finished > 0 ? each.text.size() : 0;
        co_await out.flush();
        if (!of.client.ended && !of.accepts_gzip)
            in_.expect(before <= of.client.received.size() + 2 * of.client.capacity, of, "flush has not flushed");
    }

    run_state& in_;
};

} // namespace streamed
