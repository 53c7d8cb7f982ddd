// Searches for three kinds of things at the same time. Each search asks two replicas of a server: the first one to
// answer wins, and the other one is cancelled. The program shows what has come within 80 ms.
//
// Run:
//     meson compile -C build && build/examples/06_fake_search
//
// Output:
//     web: strand, by replica 2
//     image: strand, by replica 1
//     video: nothing within 80 ms
//     all after 80 ms

#include <plait/error.hpp>
#include <plait/first_success.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/timed.hpp>
#include <plait/with_timeout.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;
using std::chrono::milliseconds;

// Stands for a request over the network.
awaitable<std::string> ask(std::string kind, int replica, milliseconds latency)
{
    co_await plait::sleep_for(latency);
    if (latency == 30ms)
        throw std::runtime_error("replica " + std::to_string(replica) + " is down"); // the other replica can still win
    co_return kind + ": strand, by replica " + std::to_string(replica);
}

awaitable<std::string> search(std::string kind, milliseconds first, milliseconds second)
{
    try {
        co_return co_await plait::with_timeout(80ms, plait::first_success(ask(kind, 1, first), ask(kind, 2, second)));
    } catch (const boost::system::system_error& error) {
        if (error.code() != plait::error::timed_out)
            throw;
    }
    co_return kind + ": nothing within 80 ms";
}

awaitable<> show()
{
    auto [found, elapsed] = co_await plait::timed(plait::run_concurrent(
        search("web", 30ms, 50ms), search("image", 10ms, 60ms), search("video", 200ms, 100ms)));
    auto [web, image, video] = found;
    std::cout << web << '\n' << image << '\n' << video << '\n';
    std::cout << "all after " << elapsed / 1ms << " ms\n";
}

int main()
{
    // This runs in virtual time, so that it prints the same on every machine. With plait::run it takes 80 ms.
    plait::testing::run_virtual([](plait::testing::virtual_clock&) { return show(); });
}
