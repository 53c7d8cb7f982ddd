// Measures a coroutine and a plain function, and gives up on one that takes too long.
//
// Run:
//     meson compile -C build && build/examples/02_timing
//
// Output:
//     fetched 'data' after at least 30 ms: yes
//     summed to 5050, with the time it took: yes
//     gave up: timed out

#include <plait/error.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>
#include <plait/timed.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>

#include <iostream>
#include <string>

using namespace std::chrono_literals;
using plait::awaitable;

// Stands for a request over the network.
awaitable<std::string> fetch_data()
{
    co_await plait::sleep_for(30ms);
    co_return "data";
}

const char* yes_or_no(bool answer)
{
    return answer ? "yes" : "no";
}

int sum_to(int last)
{
    return last * (last + 1) / 2;
}

awaitable<> start()
{
    auto [data, waited] = co_await plait::timed(fetch_data);
    std::cout << "fetched '" << data << "' after at least 30 ms: " << yes_or_no(waited >= 30ms) << '\n';

    auto [sum, computed] = plait::timed([] { return sum_to(100); });
    std::cout << "summed to " << sum << ", with the time it took: " << yes_or_no(computed >= 0ms) << '\n';

    try {
        co_await plait::with_timeout(5ms, fetch_data());
    } catch (const boost::system::system_error& failed) {
        if (failed.code() != plait::error::timed_out)
            throw;
        std::cout << "gave up: " << failed.code().message() << '\n';
    }
}

int main()
{
    return plait::run_main(start());
}
