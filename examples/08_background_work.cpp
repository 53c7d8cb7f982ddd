// A handler answers at once and leaves the slow part to the background. The server waits for the background work, also
// when it is told to stop. The number of the request reaches that work without being passed as an argument.
//
// Run:
//     meson compile -C build && build/examples/08_background_work
//
// Output:
//     0 ms: 202 Accepted
//     0 ms: the server stops
//     150 ms: mail to ada@example.org sent, for request 7

#include <plait/context_value.hpp>
#include <plait/http.hpp>
#include <plait/retry.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/memory_server.hpp>
#include <plait/testing/virtual_time.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

using namespace plait;
using namespace std::chrono_literals;

constinit context_value<int> request_number;

auto now()
{
    return std::to_string(clock::now().time_since_epoch() / 1ms) + " ms: ";
}

// Stands for a mail server that refuses the first time.
awaitable<> send_mail(std::string address, int& attempts)
{
    co_await sleep_for(25ms);
    if (++attempts == 1)
        throw std::runtime_error("try again later");
    std::cout << now() << "mail to " << address << " sent, for request " << *request_number.get() << '\n';
}

awaitable<> send_with_retries(std::string address)
{
    int attempts = 0;
    auto send = [&] { return send_mail(address, attempts); };
    co_await retry(retry_options().backoff(100ms, 1s).jitter(false), send);
}

awaitable<http::response> sign_up(http::request& request)
{
    request.background().start(request_number.with(7, send_with_retries(request.query("mail").value_or(""))));
    co_return http::text("welcome\n", http::status::accepted);
}

awaitable<> client(testing::memory_server& server)
{
    testing::memory_stream connection = server.connect();
    co_await connection.write("GET /sign-up?mail=ada@example.org HTTP/1.1\r\nHost: example.org\r\n\r\n");
    const std::string answer = co_await connection.read();
    std::cout << now() << answer.substr(9, 12) << '\n';
    std::cout << now() << "the server stops\n";
}

int main()
{
    http::router app;
    app.get("/sign-up", sign_up);
    testing::run_virtual([&](testing::virtual_clock&) { return testing::serve_in_memory(app, {}, client); });
}
