// Bodies that are streamed in and out, by clients, handlers and networks that do all that they should not.
#include "stream_clients.hpp"
#include "stream_handlers.hpp"
#include "stream_judge.hpp"

#include <plait/http/server_options.hpp>
#include <plait/testing/memory_server.hpp>

#include "testing/scheduler.hpp"

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>

#include <cstdlib>

using namespace streamed;

namespace {

constexpr auto drain_timeout = 200ms;

/// How many schedules there are: PLAIT_SCHEDULES in the environment, or 300.
std::size_t number_of_schedules()
{
    const char* const text = std::getenv("PLAIT_SCHEDULES"); // NOLINT(concurrency-mt-unsafe)
    return text ? std::stoul(text) : 300;
}

/// One server and some clients. Everything about them is drawn by the seed of the schedule.
class run {
public:
    explicit run(simulation& world)
        : world_(world), state_(world.choices().how().seed()), calm_(random_.once_in(4)), handlers_(state_)
    {
    }

    awaitable<> whole()
    {
        for (int number = 1 + random_.below(3); number > 0; --number)
            plan_client(number);
        state_.writes_much = random_.once_in(6);
        if (random_.once_in(calm_ ? 3 : 2))
            stopped_at_ = random_.below(150ms);
        co_await plait::run_concurrent(serve(), use());
        look();
    }

    [[nodiscard]] std::string text() const
    {
        std::string all;
        for (const client_plan& each : clients_)
            all += each.received + "\n";
        return all;
    }

private:
    void plan_client(int number)
    {
        client_plan& client = clients_.emplace_back();
        client.number = number;
        for (int i = random_.below(4); i >= 0; --i)
            plan_request(
                random_,
                *client.asks.emplace_back(
                    &state_.exchanges.emplace_back(static_cast<int>(state_.exchanges.size()), client)),
                i == 0);

        link_options link;
        link.latency(0ms, random_.once_in(2) ? 0ms : random_.below(4ms));
        link.short_reads(random_.once_in(3)).short_writes(random_.once_in(3));
        if (random_.once_in(2))
            client.capacity = static_cast<std::size_t>(500 + random_.below(5000));
        link.capacity(client.capacity);
        client.between_sends = random_.once_in(2) ? 0ms : random_.below(10ms) + 1ms;
        client.between_reads = random_.once_in(2) ? 0ms : random_.below(10ms) + 1ms;
        client.half_closes = random_.once_in(5);
        if (!calm_) {
            switch (random_.below(7)) {
            case 0:
                client.leaves_after_sent = static_cast<std::size_t>(random_.below(2000));
                break;
            case 1:
                client.leaves_after_received = static_cast<std::size_t>(random_.below(2000));
                break;
            case 2:
                client.stops_reading_at = static_cast<std::size_t>(random_.below(2000));
                break;
            case 3:
                link.reset_after(static_cast<std::size_t>(1 + random_.below(4000)));
                break;
            case 4:
                link.reset_after(random_.below(150ms) + 1ms);
                break;
            default:
                break;
            }
        }
        network_.link(host(client), "server", link);
    }

    static auto in_ms(plait::clock::time_point time)
    {
        return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
    }

    [[nodiscard]] std::string logged() const
    {
        std::string all;
        for (const std::string& line : log_)
            all += line + "\n";
        return all;
    }

    static std::string sent_by(const client_plan& of)
    {
        std::string all;
        for (const exchange* each : of.asks)
            all += each->head + each->framed_body;
        return all;
    }

    static std::string host(const client_plan& of) { return "client" + std::to_string(of.number); }

    http::server_options options()
    {
        http::server_options options;
        options.drain_timeout(drain_timeout).least_body_rate(0).log([this](std::string_view line) {
            log_.emplace_back(line);
        });
        if (calm_)
            options.cancel_on_disconnect(false); // else one that sends no more has left
        else
            options.head_timeout(300ms)
                .body_timeout(random_.once_in(2) ? 100ms : 1s)
                .body_total_timeout(random_.once_in(2) ? 500ms : 2s)
                .handler_timeout(random_.once_in(2) ? 30ms : 1s)
                .write_timeout(150ms)
                .idle_timeout(300ms)
                .linger_timeout(50ms)
                .linger_total_timeout(200ms)
                .cancel_on_disconnect(random_.once_in(2));
        return options;
    }

    awaitable<> serve()
    {
        http::route_options route;
        if (!calm_ && random_.once_in(3))
            route.stream_timeout(random_.below(80ms) + 1ms);
        auto server = serve_in_memory(handlers_.routes(route), options(), network_.listen("server:80"));
        if (stopped_at_)
            co_await plait::race(std::move(server), plait::sleep_for(*stopped_at_));
        else
            co_await plait::race(std::move(server), all_have_ended_.wait());
        const auto told_at = stopped_at_ ? plait::clock::time_point(*stopped_at_) : ended_at_;
        const auto ended_at = world_.now();
        INFO("stopped at ", in_ms(told_at), ", ignored until ", in_ms(state_.ignored_until), "\n", logged());
        REQUIRE(in_ms(ended_at) <= in_ms(std::max(told_at + drain_timeout, state_.ignored_until)));
        std::size_t named = 0;
        for (const std::string& line : log_) {
            if (!line.starts_with("drain_timeout is over, connections that are cut off: "))
                continue;
            was_cut_off_ = ++named > 0;
            REQUIRE(
                (line.find(" /plain/") != line.npos || line.find(" /reader/") != line.npos
                 || line.find("a client") != line.npos));
        }
        REQUIRE(named <= 1);
        if (ended_at > told_at + drain_timeout)
            REQUIRE(named == 1);
        for (const exchange& each : state_.exchanges) {
            REQUIRE(each.handling == 0);
            REQUIRE(each.writing == 0);
        }
    }

    awaitable<> use_one(client_plan& client)
    {
        try {
            memory_stream stream = co_await network_.connect("server:80", host(client));
            co_await plait::run_concurrent(send_all(random_, client, stream), receive_all(random_, client, stream));
        } catch (const boost::system::system_error&) { // the server has stopped
            client.refused = true;
        }
    }

    awaitable<> use()
    {
        std::vector<awaitable<>> all;
        for (client_plan& each : clients_)
            all.push_back(
                random_.once_in(2) ? use_one(each) : without_result(world_.on(1, [&] { return use_one(each); })));
        co_await plait::run_concurrent(std::move(all));
        ended_at_ = world_.now();
        all_have_ended_.set();
    }

    void look()
    {
        for (const exchange& each : state_.exchanges) {
            INFO(each.name());
            REQUIRE(each.dropped == each.kept);
            REQUIRE(each.body.starts_with(each.read));
            if (each.read_all)
                REQUIRE(each.read == each.body);
            REQUIRE(each.read.size() <= body_limit);
            std::size_t told = 0;
            for (const std::string& line : log_)
                told += line.find(planned_failure(each.number).what()) != line.npos ? 1 : 0;
            REQUIRE(told == (each.handled == ending::failed || each.written == ending::failed ? 1 : 0));
        }
        for (const client_plan& each : clients_) {
            // A body that would end with its connection is cut by a reset, which loses what is on its way.
            const bool is_reset = std::ranges::any_of(
                each.asks, [](const exchange* of) { return of->http_1_0 && of->written == ending::failed; });
            const bool good = calm_ && !is_reset;
            const judge judged(each, good && !stopped_at_, good && !was_cut_off_);
            INFO(
                sent_by(each), "was answered until ", in_ms(ended_at_), " ms with\n", each.received,
                "\nlog: ", logged());
            REQUIRE(judged.wrong() == "");
        }
        REQUIRE(state_.wrong == "");
    }

    simulation& world_;
    run_state state_;
    chances& random_ = state_.random;
    const bool calm_;
    memory_network network_;
    handlers handlers_;
    std::deque<client_plan> clients_;
    std::optional<milliseconds> stopped_at_;
    bool was_cut_off_ = false;
    plait::clock::time_point ended_at_{};
    plait::event all_have_ended_;
    std::vector<std::string> log_;
};

} // namespace

TEST_SUITE_BEGIN("explore: streams");

TEST_CASE("bodies that are streamed are right as far as they come, and leave nothing behind, whatever happens to them")
{
    const dropped_errors dropped;
    explore(number_of_schedules(), [](simulation& world) -> awaitable<> {
        run one(world);
        co_await one.whole();
    });
}

TEST_CASE("the same seed gives the same run of bodies that are streamed")
{
    const dropped_errors dropped;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::string first;
        for (int time = 0; time < 2; ++time) {
            simulation world(seed);
            std::string text;
            world.keep_trace().run([&]() -> awaitable<> {
                run one(world);
                co_await one.whole();
                text = one.text();
            });
            text += world.trace();
            REQUIRE((first.empty() || text == first));
            first = text;
        }
    }
}

TEST_SUITE_END();
