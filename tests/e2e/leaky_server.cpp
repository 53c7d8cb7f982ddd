// A server that forgets to free memory in one route.
//
//     leaky_server    says its port, and whether the lines of coroutines that wait are known

#include <plait/config.hpp>
#include <plait/http.hpp>
#include <plait/observe/debug_routes.hpp>
#include <plait/observe/heap_profile.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace plait;
using namespace plait::http;

namespace {

// This is built before main, and freed after it.
std::map<int, std::string> before_main = [] {
    std::map<int, std::string> made;
    for (int i = 0; i < 10'000; ++i)
        made[i] = std::string(1000, 'x');
    return made;
}();

std::array<std::vector<char>, 100'000> remembered;
std::atomic<std::size_t> remembered_count{0};

[[gnu::noinline]] void remember(std::size_t size)
{
    std::vector<char>& added = remembered.at(remembered_count.fetch_add(1));
    added.resize(size); // the leak
    added.front() = 'x';
}

awaitable<void> look_up()
{
    co_await sleep_for(std::chrono::milliseconds(1));
    remember(100'000);
}

awaitable<response> leak(request&)
{
    co_await run_concurrent(look_up(), look_up()); // the handler waits
    co_return text("done\n");
}

awaitable<response> fine(request&)
{
    const std::vector<char> used(300'000); // allocated, and freed
    co_return text(std::to_string(used.size()));
}

} // namespace

int main()
{
    plait::heap_profile_rate(64 * 1024);
    router app;
    app.get("/leak/{who}", leak);
    app.get("/fine", fine);
    debug_routes(app);
    server_options settings;
    settings.address("127.0.0.1").port(0);
    listener listening(settings);
    std::printf("listening on %s, lines known: %d\n", listening.addresses().front().c_str(), PLAIT_KNOWS_ASIO_FRAMES);
    std::fflush(stdout);
    return run_main(2, [&] { return serve(app, settings, std::move(listening)); });
}
