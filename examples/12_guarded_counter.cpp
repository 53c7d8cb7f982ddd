// The counter as it should be: a guarded number. No code can reach the number without its guard, and no task keeps it
// while it waits.
//
// Run:
//     meson compile -C build && build/examples/12_guarded_counter
//
// Output:
//     200 of 200 hits under each of 1000 schedules

#include "hit_counter.hpp"

#include <plait/guarded.hpp>

class guarded_counter {
public:
    plait::awaitable<> hit()
    {
        return hits_.with([](int& n) { ++n; });
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
    return show<guarded_counter>(argc, argv);
}
