#pragma once

#include "stream_exchange.hpp"

#include <plait/testing/memory_network.hpp>

#include <boost/system/system_error.hpp>

namespace streamed {

/// Sends a text in pieces of any size, until the client leaves.
inline awaitable<bool>
send(chances& random, client_plan& client, memory_stream& stream, std::string_view text, std::size_t& sent)
{
    while (!text.empty()) {
        if (sent == client.leaves_after_sent) {
            if (random.once_in(3))
                co_await plait::sleep_for(600ms); // longer than the server waits
            if (random.once_in(2))
                stream.close();
            else
                stream.reset();
            co_return false;
        }
        const auto most = std::min(text.size(), client.leaves_after_sent - sent);
        const auto count = std::min(most, static_cast<std::size_t>(1 + random.below(random.once_in(3) ? 20 : 4000)));
        co_await stream.write(text.substr(0, count));
        text.remove_prefix(count);
        sent += count;
        if (client.between_sends > 0ms && random.once_in(3))
            co_await plait::sleep_for(random.below(client.between_sends));
    }
    co_return true;
}

inline awaitable<> send_all(chances& random, client_plan& client, memory_stream& stream)
{
    std::size_t sent = 0;
    try {
        for (const exchange* each : client.asks) {
            const std::size_t received = client.received.size();
            if (!co_await send(random, client, stream, each->head, sent))
                co_return;
            const auto until = plait::clock::now() + (each->expects ? each->patience : 0ms);
            while (plait::clock::now() < until && client.received.size() == received && !client.ended)
                co_await plait::sleep_for(2ms);
            if (!co_await send(random, client, stream, each->framed_body, sent))
                co_return;
        }
        if (client.half_closes)
            stream.shutdown_send();
    } catch (const boost::system::system_error&) { // the server has closed
    }
}

inline awaitable<> receive_all(chances& random, client_plan& client, memory_stream& stream)
{
    try {
        while (true) {
            const std::string some = co_await stream.read();
            client.received += some;
            if (some.empty())
                break;
            if (client.received.size() >= client.leaves_after_received) {
                if (random.once_in(2))
                    stream.close();
                else
                    stream.reset();
                break;
            }
            if (client.received.size() >= client.stops_reading_at) {
                client.stops_reading_at = client_plan::never;
                co_await plait::sleep_for(random.below(600ms));
            }
            if (client.between_reads > 0ms)
                co_await plait::sleep_for(random.below(client.between_reads));
        }
    } catch (const boost::system::system_error&) { // one of both has reset the connection
    }
    client.ended = true;
}

} // namespace streamed
