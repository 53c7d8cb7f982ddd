// A server with the faults that make one stand still. What holds a loop lasts until a line comes on standard input.
//
//     stuck_server    says its port, and whether the lines of coroutines that wait are known

#include <plait/blocking.hpp>
#include <plait/config.hpp>
#include <plait/http.hpp>
#include <plait/mutex.hpp>
#include <plait/named.hpp>
#include <plait/observe/debug_routes.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>
#include <plait/stall_limit.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

using namespace plait;
using namespace plait::http;

namespace {

std::atomic<bool> released{false};

[[gnu::noinline]] bool read_slow_file()
{
    released.wait(false);   // blocks the thread
    return released.load(); // so that the call before is not the last thing done here, and keeps its frame
}

awaitable<response> blocks(request&)
{
    read_slow_file();
    co_return text(std::to_string(stalls()) + "\n");
}

response blocks_plainly(const request&)
{
    read_slow_file();
    return text("done\n");
}

[[gnu::noinline]] void search_for_ever()
{
    while (!released.load()) {
        // computes
    }
}

awaitable<response> spins(request&)
{
    search_for_ever();
    co_return text("done\n");
}

awaitable<void> transfer(plait::mutex& from, plait::mutex& to)
{
    const auto first = co_await from.lock();
    co_await sleep_for(std::chrono::milliseconds(1));
    const auto second = co_await to.lock(); // waits for the other task, for ever
}

awaitable<response> deadlocks(request&)
{
    plait::mutex ada;
    plait::mutex bob;
    co_await run_concurrent(named("to bob", transfer(ada, bob)), named("to ada", transfer(bob, ada)));
    co_return text("done\n");
}

std::mutex left;
std::mutex right;
std::latch both_are_held(2);

[[gnu::noinline]] void take_both(std::mutex& one, std::mutex& other)
{
    const std::unique_lock first(one);
    both_are_held.arrive_and_wait();
    const std::unique_lock second(other); // waits for ever
}

awaitable<response> deadlocks_threads(request&)
{
    co_await run_concurrent(blocking([] { take_both(left, right); }), blocking([] { take_both(right, left); }));
    co_return text("done\n");
}

void release_at_a_line()
{
    char line = 0; // not std::getchar, for whose lock glibc 2.41 would wait at the end of the program
    static_cast<void>(::read(STDIN_FILENO, &line, 1));
    released.store(true);
    released.notify_all();
}

} // namespace

int main()
{
    std::thread(release_at_a_line).detach();
    router app;
    app.get("/blocks", blocks);
    app.get("/blocks/plainly", blocks_plainly);
    app.get("/spins", spins);
    app.get("/deadlocks", deadlocks);
    app.get("/deadlocks/threads", deadlocks_threads);
    debug_routes(app);
    server_options settings;
    settings.address("127.0.0.1").port(0).drain_timeout(std::chrono::milliseconds(100));
    listener listening(settings);
    std::printf("listening on %s, lines known: %d\n", listening.addresses().front().c_str(), PLAIT_KNOWS_ASIO_FRAMES);
    std::fflush(stdout);
    return run_main(2, [&] { return serve(app, settings, std::move(listening)); });
}
