#include <plait/http/serve.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <doctest/doctest.h>
#include <support/tcp.hpp>

#include <csignal>
#include <string>
#include <utility>

namespace asio = boost::asio;
using namespace http_test;

TEST_SUITE_BEGIN("serve, a handler");

TEST_CASE("one handler can be served without a router")
{
    std::string answer;
    plait::runtime one(1);
    listener listening(any_port);
    const std::uint16_t port = listening.port();
    auto client = [&]() -> awaitable<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        answer = co_await ask_once(port, get_and_close("/some/path"));
    };
    const auto handler = [](request& request) {
        std::raise(SIGTERM);
        return text(std::string(request.path()));
    };
    one.run(run_concurrent(serve(handler, any_port, std::move(listening)), client));

    CHECK(body_of(answer) == "/some/path");
}
