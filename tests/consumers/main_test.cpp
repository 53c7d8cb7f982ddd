// A test of theirs, in virtual time.
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <iostream>

using namespace std::chrono_literals;

int main()
{
    plait::testing::run_virtual([](plait::testing::virtual_clock& clock) -> plait::awaitable<> {
        co_await plait::sleep_for(1h);
        std::cout << clock.elapsed() / 1min << " minutes\n";
    });
}
