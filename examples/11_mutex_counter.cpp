// The counter of example 10, made right: a mutex is held while it reads, waits and writes.
//
// Run:
//     meson compile -C build && build/examples/11_mutex_counter
//
// Output:
//     200 of 200 hits under each of 1000 schedules

#include "hit_counter.hpp"

#include <plait/mutex.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/watched.hpp>

class mutex_counter {
public:
    plait::awaitable<> hit()
    {
        const plait::mutex::guard alone = co_await mutex_.lock();
        const int before = hits_.read();
        co_await plait::sleep_for(plait::clock::duration(0)); // stands for a question to a database
        hits_.write(before + 1);
    }
    plait::awaitable<int> value()
    {
        const plait::mutex::guard alone = co_await mutex_.lock();
        co_return hits_.read();
    }

private:
    plait::mutex mutex_;
    plait::testing::watched<int> hits_{0, "hits"};
};

int main(int argc, char** argv)
{
    return show<mutex_counter>(argc, argv);
}
