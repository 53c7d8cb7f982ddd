#include "http/listen/accept_loop.hpp"

#include "http/connection/server_log.hpp"
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/error.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace asio = boost::asio;
using boost::system::error_code;

namespace plait::http {

namespace {

constexpr std::chrono::milliseconds pause_after_failure(100);

bool is_passing(error_code failed) noexcept
{
    return failed == asio::error::would_block || failed == asio::error::connection_aborted;
}

} // namespace

accept_loop::accept_loop(
    executor here, listener::implementation& from, detail::admission& admitted, connection_factory start,
    std::function<bool()> make_room, shortage& short_of, const server_options& options)
    : from_(from), admitted_(admitted), start_(std::move(start)), options_(options), acceptors_(from.open_on(here)),
      refused_(here), shortage_(short_of, here, std::move(make_room))
{
    for (loop_acceptor& each : acceptors_)
        each.accepting.non_blocking(true); // here, as `stop` may come before `run` has begun to accept
}

awaitable<void> accept_loop::run(latch& all_listen)
{
    co_await all_listen.wait();
    std::vector<awaitable<void>> all;
    for (loop_acceptor& each : acceptors_)
        all.push_back(accept_from(each.accepting));
    co_await run_concurrent(std::move(all));
}

awaitable<void> accept_loop::accept_from(acceptor& from)
{
    while (from.is_open()) {
        error_code failed;
        std::optional<detail::socket_stream> accepted = co_await detail::socket_stream::async_accept(from, failed);
        if (accepted) {
            serve_or_refuse(std::move(*accepted));
            accept_what_has_come(from, failed);
        }
        if (failed && !is_passing(failed) && from.is_open()) {
            if (shortage_.make_room(failed))
                continue;
            if (cannot_accept_.begins(clock::now()))
                detail::write_log(options_, log_level::error, "cannot accept connections for now", failed.message());
            co_await sleep_for(pause_after_failure);
        }
    }
}

void accept_loop::stop()
{
    from_.stop();
    for (loop_acceptor& each : acceptors_) {
        // The acceptor is closed in any case, and a client that cannot be accepted could not be answered.
        error_code ignored;
        if (each.is_ours)
            accept_what_has_come(each.accepting, ignored);
        each.accepting.close(ignored);
    }
}

/// Accepts connections without waiting. `failed` says why it cannot go on, which is mostly that no more have come.
void accept_loop::accept_what_has_come(acceptor& from, error_code& failed)
{
    for (int taken = 0; taken < listen_backlog; ++taken) { // not for ever, however many keep coming
        failed.clear();
        std::optional<detail::socket_stream> accepted = detail::socket_stream::accept(from, failed);
        if (accepted)
            serve_or_refuse(std::move(*accepted));
        else if (failed != asio::error::connection_aborted)
            return;
    }
}

void accept_loop::serve_or_refuse(detail::socket_stream accepted)
{
    try {
        if (detail::admission::ticket ticket = admitted_.admit(accepted.peer())) {
            accepted.admit(std::move(ticket));
            return start_(std::move(accepted));
        }
        if (no_room_.begins(clock::now()))
            detail::write_log(
                options_, log_level::warning,
                "connections are answered 503 for now, among them one of " + accepted.peer().address(),
                "the limit is max_connections(" + std::to_string(options_.max_connections())
                    + "), max_connections_by_peer(" + std::to_string(options_.max_connections_by_peer()) + ")");
        refused_.refuse(std::move(accepted));
    } catch (...) { // there is no memory, and this connection is closed
        if (no_room_.begins(clock::now()))
            detail::write_log(options_, "cannot start connections for now", std::current_exception());
    }
}

} // namespace plait::http
