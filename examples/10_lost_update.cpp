// A hit counter that loses hits without a data race. It reads the number, waits, and writes the number that it has read
// plus one. Only one loop at a time may use the number, so a thread sanitizer finds no fault. The simulation finds that
// the number is wrong.
//
// Run:
//     meson compile -C build && build/examples/10_lost_update
//
// Output:
//     schedule 1 failed: 1 of 200 hits

#include "hit_counter.hpp"

#include <plait/guarded.hpp>
#include <plait/sleep.hpp>

class forgetful_counter {
public:
    plait::awaitable<> hit()
    {
        const int before = co_await value();
        co_await plait::sleep_for(plait::clock::duration(0)); // stands for a question to a database
        co_await hits_.with([&](int& n) { n = before + 1; });
    }
    plait::awaitable<int> value()
    {
        return hits_.with([](int& n) { return n; });
    }

private:
    plait::guarded<int> hits_{0};
};

int main(int argc, char** argv)
{
    return show<forgetful_counter>(argc, argv);
}
