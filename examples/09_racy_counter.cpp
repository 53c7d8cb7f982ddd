// A hit counter with a data race: two loops on two threads change one number. On real threads the number mostly comes
// out right, or a few hits are lost. The simulation finds the race in its first schedule, although the number is right
// there.
//
// Run:
//     meson compile -C build && build/examples/09_racy_counter
//
// Output:
//     schedule 1 failed: data race on hits

#include "hit_counter.hpp"

#include <plait/testing/watched.hpp>

class racy_counter {
public:
    plait::awaitable<> hit()
    {
        hits_.change([](int& n) { ++n; });
        co_return;
    }
    plait::awaitable<int> value() { co_return hits_.read(); }

private:
    plait::testing::watched<int> hits_{0, "hits"}; // an int that a simulation watches
};

int main(int argc, char** argv)
{
    return show<racy_counter>(argc, argv);
}
