// Two players hit a ball to and fro. The table is a channel that keeps nothing: a player who hits the ball waits until
// the other one has taken it.
//
// Run:
//     meson compile -C build && build/examples/05_ping_pong
//
// Output:
//     ping 1
//     pong 2
//     ping 3
//     pong 4
//     game over

#include <plait/channel.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::channel;

awaitable<> play(std::string name, channel<int>& table)
{
    while (auto ball = co_await table.receive()) {
        const int hits = *ball + 1;
        std::cout << name << ' ' << hits << '\n';
        if (hits == 4) {
            table.close(); // the other player's receive returns nothing
            co_return;
        }
        co_await plait::sleep_for(1ms);
        co_await table.send(hits);
    }
}

awaitable<> game()
{
    channel<int> table(0);
    co_await plait::run_concurrent(play("ping", table), play("pong", table), table.send(0));
    std::cout << "game over\n"; // both players have left the table
}

int main()
{
    return plait::run_main(game());
}
