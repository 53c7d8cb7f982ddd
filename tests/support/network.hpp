#pragma once

#include <plait/testing/memory_network.hpp>
#include <plait/testing/virtual_time.hpp>

#include <support/codes.hpp>

#include <utility>

/// Helps to test connections of a `memory_network`.
namespace network_test {

using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::link_options;
using plait::testing::memory_listener;
using plait::testing::memory_network;
using plait::testing::memory_stream;
using plait::testing::virtual_clock;
using boost::system::system_error;
using tasks::code_of;

/// Makes a connection from "client" to "server", through a listener that is closed again. Returns both ends.
inline awaitable<std::pair<memory_stream, memory_stream>> connected(memory_network& network)
{
    memory_listener listening = network.listen("server:80");
    memory_stream client = co_await network.connect("server:80");
    memory_stream server = co_await listening.accept();
    co_return std::pair(std::move(client), std::move(server));
}

} // namespace network_test
