// Counts visits, and saves the number every two seconds. When Ctrl-C has ended all else, it saves the number once more.
// The cancellation does not reach that last save, as it runs in a shield.
//
// Run:
//     meson compile -C build && build/examples/16_last_save
//     curl localhost:7070/
//     curl localhost:7070/
//
// Output:
//     visit 1
//     visit 2

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/shield.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

using namespace plait;
using namespace std::chrono_literals;

using counter = guarded<int>;

awaitable<> save(counter& visits)
{
    const int count = co_await visits.with([](int& n) { return n; });
    co_await sleep_for(20ms); // stands for a database
    std::cout << "saved " << count << std::endl;
}

awaitable<> save_every(clock::duration pause, counter& visits)
{
    for (;;) {
        co_await sleep_for(pause);
        co_await shield(save(visits)); // a save that has begun is not left half done
    }
}

awaitable<> serve_and_save(std::uint16_t port)
{
    counter visits{0};
    http::router app;
    app.get("/{$}", [&](http::request&) -> awaitable<http::response> {
        const int count = co_await visits.with([](int& n) { return ++n; });
        co_return http::text("visit " + std::to_string(count) + "\n");
    });
    const http::server_options options = http::server_options().port(port);
    http::listener listening(options);
    std::cout << "listening on " << listening.addresses().front() << std::endl;

    std::exception_ptr ended;
    try {
        co_await run_concurrent(http::serve(app, options, std::move(listening)), save_every(2s, visits));
    } catch (...) { // a signal has ended it, or an error
        ended = std::current_exception();
    }
    co_await shield(with_timeout(5s, save(visits))); // all requests have been answered by now
    std::rethrow_exception(ended);
}

int main(int argc, char** argv)
{
    return run_main([=] { return serve_and_save(argc == 2 ? static_cast<std::uint16_t>(std::stoi(argv[1])) : 7070); });
}
