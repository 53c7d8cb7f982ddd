// A server with the routes that conformance and load tests ask for.
//
//     conformance_server [PORT]    0 or none: a free one; it says which
//
// /count keeps its number in the file that COUNT_FILE names, so that a server which is killed has lost none of those that
// it has answered.

#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>

#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

using namespace plait;
using namespace plait::http;
using namespace std::chrono_literals;

namespace {

/// A number in a file that is mapped into memory: written once it is counted, whatever becomes of the process.
class kept_number {
public:
    explicit kept_number(const char* path)
    {
        const int file = ::open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file < 0 || ::ftruncate(file, sizeof(value)) != 0)
            throw std::system_error(errno, std::generic_category(), path);
        void* const at = ::mmap(nullptr, sizeof(value), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        if (at == MAP_FAILED)
            throw std::system_error(errno, std::generic_category(), path);
        value_ = static_cast<value*>(at);
    }
    kept_number(const kept_number&) = delete;
    kept_number& operator=(const kept_number&) = delete;
    ~kept_number() { ::munmap(value_, sizeof(value)); }

    std::uint64_t next() noexcept { return std::atomic_ref(*value_).fetch_add(1) + 1; }

private:
    using value = std::uint64_t;
    value* value_;
};

std::uint64_t number(const request& request, std::string_view name, std::uint64_t most)
{
    const std::string digits = request.query(name).value_or("");
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return std::min(value, most);
}

awaitable<response> echo(request& request)
{
    co_return text(request.method() == method::post ? std::string(request.body()) : "hello\n");
}

awaitable<response> slow(request& request)
{
    co_await sleep_for(std::chrono::milliseconds(number(request, "ms", 60'000)));
    co_return text("slow\n");
}

awaitable<response> never(request&)
{
    for (;;)
        co_await sleep_for(24h);
}

awaitable<response> throws(request&)
{
    throw std::runtime_error("as asked");
    co_return response();
}

awaitable<response> big(request& request)
{
    co_return text(std::string(number(request, "mb", 256) << 20, 'x'));
}

bool all_finite(const boost::json::value& value)
{
    if (const auto* array = value.if_array())
        return std::ranges::all_of(*array, all_finite);
    if (const auto* object = value.if_object())
        return std::ranges::all_of(*object, [](const auto& member) { return all_finite(member.value()); });
    return !value.is_double() || std::isfinite(value.get_double());
}

awaitable<response> read_json(request& request)
{
    const std::string_view type = request.field("Content-Type").value_or("");
    if (type != "application/json" && type != "application/json; charset=utf-8")
        co_return status_text(status::unsupported_media_type);
    boost::system::error_code failed;
    const boost::json::value value = boost::json::parse(request.body(), failed);
    if (failed || !all_finite(value))
        co_return status_text(status::bad_request);
    co_return json(value);
}

router routes(kept_number& count)
{
    router app;
    app.get("/echo", echo).post("/echo", echo);
    app.get("/slow", slow);
    app.get("/never", never);
    app.get("/throw", throws);
    app.get("/big", big);
    app.get("/count", [&](request&) -> awaitable<response> { co_return text(std::to_string(count.next()) + "\n"); });
    app.post("/json", read_json);
    return app;
}

awaitable<> serve_routes(std::uint16_t port)
{
    const char* const file = std::getenv("COUNT_FILE");
    kept_number count(file ? file : "/dev/shm/plait.count");
    const server_options options = server_options().port(port);
    listener listening(options);
    std::printf("listening on %u\n", static_cast<unsigned>(listening.port()));
    std::fflush(stdout);
    co_await serve(routes(count), options, std::move(listening));
}

} // namespace

int main(int argc, char** argv)
{
    return run_main(serve_routes(static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0)));
}
