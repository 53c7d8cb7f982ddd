// Subscribes to two feeds. Their items are merged into one stream, which is read until nothing has come for a while.
// Then the subscriptions are cancelled, and that ends both feeds.
//
// Run:
//     meson compile -C build && build/examples/07_subscription
//
// Output:
//     20 ms: blog 1
//     40 ms: blog 2
//     50 ms: news 1
//     60 ms: blog 3
//     100 ms: news 2
//     quiet since 300 ms

#include <plait/channel.hpp>
#include <plait/scope.hpp>
#include <plait/select.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::channel;
using std::chrono::milliseconds;

// A feed that has some items, one in each `interval`. After these it waits for ever.
awaitable<> subscribe(std::string feed, milliseconds interval, int items, channel<std::string>& updates)
{
    for (int i = 1;; ++i) {
        co_await plait::sleep_for(interval);
        if (i <= items)
            co_await updates.send(feed + " " + std::to_string(i));
    }
}

awaitable<> follow(plait::testing::virtual_clock& clock)
{
    channel<std::string> updates(8); // both feeds send to it, and that merges them
    co_await plait::with_scope([&](plait::scope& subscriptions) -> awaitable<> {
        subscriptions.start(subscribe("blog", 20ms, 3, updates));
        subscriptions.start(subscribe("news", 50ms, 2, updates));
        for (;;) {
            auto chosen = co_await plait::select(updates.receiving(), plait::after(300ms));
            if (chosen.index() == 1)
                break;
            std::cout << clock.elapsed() / 1ms << " ms: " << *std::get<0>(chosen) << '\n';
        }
        std::cout << "quiet since 300 ms\n";
        subscriptions.cancel(); // the feeds are asleep, and would be so for ever
    });
}

int main()
{
    plait::testing::run_virtual(follow); // with plait::run it takes 400 ms
}
