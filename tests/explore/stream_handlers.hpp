#pragma once

#include "stream_exchange.hpp"
#include "stream_writers.hpp"

#include <plait/http/body_reader.hpp>
#include <plait/http/compress.hpp>
#include <plait/http/events.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/router.hpp>
#include <plait/http/stream.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/settle.hpp>
#include <plait/shield.hpp>
#include <plait/with_timeout.hpp>

#include <memory>
#include <utility>

namespace streamed {

/// The server's side of a run: handlers that do as their in_.exchanges have it, and trees of tasks that write into one answer.
class handlers {
public:
    explicit handlers(run_state& in) : in_(in), writers_(in) {}

    [[nodiscard]] http::router routes(http::route_options options)
    {
        http::router app;
        app.use(http::compress());
        options.body_limit(body_limit);
        auto plain = [this](http::request& request) { return handle(request, nullptr); };
        app.get("/plain/{number:int}", plain, options);
        app.post("/plain/{number:int}", plain, options);
        app.post(
            "/reader/{number:int}",
            [this](http::request& request, http::body_reader& body) { return handle(request, &body); }, options);
        return app;
    }

private:
    //
    // Handlers
    //

    awaitable<http::response> handle(http::request& request, http::body_reader* body)
    {
        const auto number = request.parameter<std::size_t>("number");
        if (number >= in_.exchanges.size()) {
            in_.wrong = "a request was made of what was sent as a body";
            co_return http::text("");
        }
        exchange& of = in_.exchanges[number];
        const counted running(of.handling);
        in_.expect(++of.calls == 1, of, "was called twice");
        for (const exchange* each : of.client.asks)
            in_.expect(each == &of || each->handling == 0, of, "was called while another request of its client runs");
        try {
            co_await take_body(of, request, body);
            if (in_.random.once_in(4))
                co_await plait::sleep_for(in_.random.below(20ms));
            if (in_.random.once_in(12))
                co_await in_.ignore();
            if (of.answer == answer_kind::failure)
                throw planned_failure(of.number);
            if (of.answer == answer_kind::http_failure)
                throw http::http_error(http::status::conflict);
        } catch (const planned_failure&) {
            of.handled = ending::failed;
            throw;
        } catch (...) {
            of.handled = ending::cut;
            throw;
        }
        of.handled = ending::well;
        if (of.answer == answer_kind::text)
            co_return http::text("answer " + of.name());
        ++of.kept;
        writes kept(*this, of, request);
        if (of.answer == answer_kind::stream)
            co_return http::stream("text/plain", std::move(kept));
        co_return http::events(7ms, std::move(kept));
    }

    awaitable<> take_body(exchange& of, const http::request& request, http::body_reader* body)
    {
        if (!body) {
            of.read = request.body();
            of.read_all = true;
            co_return;
        }
        if (of.reads == 0)
            co_return;
        try {
            if (of.reads_in_tasks)
                co_await read_in_tasks(of, *body);
            co_await read(of, *body, of.reads);
        } catch (const http::http_error&) {
            if (!of.ignores_errors)
                throw;
        }
    }

    awaitable<> read(exchange& of, http::body_reader& body, int most, bool at_once = false)
    {
        for (; most != 0; --most) {
            of.body_was_asked_for = true;
            const auto piece = co_await body.read();
            if (!piece) {
                of.read_all = true;
                co_return;
            }
            in_.expect(
                !piece->empty() && piece->size() <= http::body_reader::most_at_once, of, "a piece has a wrong size");
            of.read += *piece;
            if (!at_once && in_.random.once_in(3)) {
                co_await plait::sleep_for(in_.random.below(10ms));
                in_.expect(of.read.ends_with(*piece), of, "a piece is gone before the next read");
            }
        }
    }

    awaitable<> read_in_tasks(exchange& of, http::body_reader& body)
    {
        if (in_.random.once_in(2)) {
            static_cast<void>(co_await plait::settle(plait::with_timeout(in_.random.below(20ms), read(of, body, -1))));
            co_await plait::sleep_for(in_.random.below(10ms)); // what comes meanwhile is for the next read
        }
        if (in_.random.once_in(3))
            co_await plait::shield(read(of, body, 1 + in_.random.below(3), true));
        auto beside = [&]() -> awaitable<> {
            co_await plait::sleep_for(in_.random.below(5ms));
            if (in_.random.once_in(2))
                co_await in_.ignore();
        };
        co_await plait::run_concurrent(beside, read(of, body, 1 + in_.random.below(3)));
    }

    //
    // Answers
    //

    /// The callable of an answer. It notes when the last one of its copies is gone.
    class writes {
    public:
        writes(handlers& by, exchange& of, http::request& request)
            : by_(by), of_(of), request_(request), last_(std::make_shared<end>(by.in_, of, request))
        {
        }

        template <class Out>
        awaitable<> operator()(Out& out)
        {
            const counted here(of_.writing);
            try {
                for (int i = by_.in_.random.below(4); i >= 0; --i)
                    co_await by_.writers_.grow(of_, out, request_, by_.in_.random.below(3));
                of_.written = ending::well;
            } catch (const planned_failure&) {
                of_.written = ending::failed;
                throw;
            } catch (...) {
                of_.written = ending::cut;
                throw;
            }
        }

    private:
        struct end {
            end(run_state& in, exchange& of, http::request& request) : in(in), of(of), request(request) {}
            end(const end&) = delete;
            end& operator=(const end&) = delete;
            ~end()
            {
                ++of.dropped;
                of.received_when_dropped = of.client.received.size();
                in.expect(of.writing == 0, of, "the callable is gone before its tasks");
                in.expect(request.parameter("number") == of.name(), of, "the request is gone before the callable");
                in.expect(request.body().empty() || request.body() == of.body, of, "so is its body");
            }

            run_state& in;
            exchange& of;
            http::request& request;
        };

        handlers& by_;
        exchange& of_;
        http::request& request_;
        std::shared_ptr<end> last_;
    };

    run_state& in_;
    writers writers_;
};

} // namespace streamed
