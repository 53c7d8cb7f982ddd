// Loads the blocks of a page from services of different signatures, one after another and at the same time.
//
// Run:
//     meson compile -C build && build/examples/03_fork_join
//
// Output:
//     serial: Ada, 3 news, 21 degrees, as long as all of them: yes
//     concurrent: Ada, 3 news, 21 degrees, as long as the slowest: yes

#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>
#include <plait/timed.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;

// Three services with different signatures: one returns a result, one takes arguments too, and one fills in a variable.
awaitable<std::string> profile()
{
    co_await plait::sleep_for(20ms);
    co_return "Ada";
}

awaitable<int> news(std::string topic, int most)
{
    co_await plait::sleep_for(10ms);
    co_return topic.empty() ? 0 : most;
}

awaitable<void> weather(int& degrees)
{
    co_await plait::sleep_for(30ms);
    degrees = 21;
}

awaitable<> start()
{
    std::string name;
    int count = 0;
    int degrees = 0;
    auto page = [&] { return name + ", " + std::to_string(count) + " news, " + std::to_string(degrees) + " degrees"; };

    // These closures make the signatures alike, and write to the variables out here. They need no lock, as they all run
    // on one thread.
    auto load_profile = [&]() -> awaitable<> { name = co_await profile(); };
    auto load_news = [&]() -> awaitable<> { count = co_await news("local", 3); };
    auto load_weather = [&]() -> awaitable<> { co_await weather(degrees); };

    auto serial = [&]() -> awaitable<> {
        co_await load_profile();
        co_await load_news();
        co_await load_weather();
    };
    auto serial_time = co_await plait::timed(serial);
    std::cout << "serial: " << page() << ", as long as all of them: " << (serial_time >= 60ms ? "yes" : "no") << '\n';

    auto concurrent_time = co_await plait::timed(plait::run_concurrent(load_profile, load_news, load_weather));
    std::cout << "concurrent: " << page()
              << ", as long as the slowest: " << (concurrent_time.elapsed >= 30ms ? "yes" : "no") << '\n';
}

int main()
{
    return plait::run_main(start());
}
