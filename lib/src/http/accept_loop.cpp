#include "accept_loop.hpp"

#include "socket_address.hpp"

#include <plait/detail/dropped.hpp>
#include <plait/error.hpp>
#include <plait/http/detail/connection_set.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>

#include <exception>
#include <utility>

namespace asio = boost::asio;
using boost::system::error_code;

namespace plait::http {

namespace {

constexpr std::chrono::milliseconds pause_after_failure(100);

} // namespace

accept_loop::accept_loop(
    executor here, listener::implementation& from, detail::admission& admitted, connections& to,
    const server_options& options)
    : from_(from), admitted_(admitted), to_(to), options_(options), acceptors_(from.open_on(here)), refused_(here)
{
}

awaitable<void> accept_loop::run()
{
    std::vector<awaitable<void>> all;
    for (loop_acceptor& each : acceptors_)
        all.push_back(accept_from(each.accepting));
    co_await run_concurrent(std::move(all));
}

awaitable<void> accept_loop::accept_from(acceptor& from)
{
    endpoint peer;
    while (from.is_open()) {
        auto [failed, accepted] = co_await from.async_accept(peer, asio::as_tuple(asio::deferred));
        if (!failed) {
            take(std::move(accepted), peer);
        } else if (failed != asio::error::connection_aborted && from.is_open()) {
            if (no_descriptors_.begins(clock::now()))
                say("cannot accept connections for now", failed.message());
            co_await sleep_for(pause_after_failure);
        }
    }
}

void accept_loop::stop()
{
    from_.stop();
    for (loop_acceptor& each : acceptors_) {
        if (each.is_ours)
            accept_what_has_come(each.accepting);
        error_code ignored; // it is closed in any case
        each.accepting.close(ignored);
    }
}

void accept_loop::accept_what_has_come(acceptor& from)
{
    endpoint peer;
    error_code failed;
    from.non_blocking(true, failed);
    for (int taken = 0; taken < listen_backlog && !failed; ++taken) { // not for ever, whoever keeps coming
        socket accepted = from.accept(peer, failed);
        if (!failed)
            take(std::move(accepted), peer);
        else if (failed == asio::error::connection_aborted)
            failed.clear();
    }
}

void accept_loop::take(socket accepted, const endpoint& peer)
{
    try {
        const peer_address address = address_of(peer);
        detail::admission::ticket place = admitted_.admit(address);
        if (place)
            return to_.start(detail::socket_stream(std::move(accepted), address, std::move(place)));
        if (no_room_.begins(clock::now()))
            say("connections are answered 503 for now, among them one of " + address.address(),
                "the limit is max_connections(" + std::to_string(options_.max_connections())
                    + "), max_connections_by_peer(" + std::to_string(options_.max_connections_by_peer()) + ")");
        refused_.refuse(std::move(accepted));
    } catch (...) { // no memory: this connection is closed
        if (no_room_.begins(clock::now()))
            say("cannot start connections for now", describe(std::current_exception()));
    }
}

void accept_loop::say(std::string_view what, std::string_view why) const noexcept
{
    try {
        options_.log()(std::string(what).append(": ").append(why));
    } catch (...) {
        plait::detail::report_dropped("http::server_options::log", std::current_exception());
    }
}

} // namespace plait::http
