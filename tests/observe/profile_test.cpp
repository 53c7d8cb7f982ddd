#include "observe/cpu_sampler.hpp"
#include <plait/named.hpp>
#include <plait/observe/profile.hpp>
#include <plait/run.hpp>

#include <support/folder.hpp>
#include <support/protobuf_reader.hpp>

#include <doctest/doctest.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

using namespace plait;

TEST_SUITE_BEGIN("profile");

namespace {

std::string file_bytes(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool has_cpu_profiles()
{
    return plait::detail::no_cpu_samples() == nullptr;
}

/// Throws and catches until the thread has used so many milliseconds of a processor.
[[gnu::noinline]] void throw_for_long(long milliseconds)
{
    const std::clock_t end = std::clock() + milliseconds * (CLOCKS_PER_SEC / 1000);
    while (std::clock() < end) {
        try {
            throw std::runtime_error("unwinding");
        } catch (const std::exception&) {
            continue;
        }
    }
}

/// Computes until the thread has used so many milliseconds of a processor, mostly without a call.
[[gnu::noinline]] void compute_for_long(long milliseconds)
{
    const std::clock_t end = std::clock() + milliseconds * (CLOCKS_PER_SEC / 1000);
    volatile unsigned sum = 0;
    while (std::clock() < end)
        for (unsigned i = 0; i < 100'000; ++i)
            sum = sum + i;
}

awaitable<> throwing_task()
{
    throw_for_long(200);
    compute_for_long(200);
    co_return;
}

awaitable<> profiled_main(const std::string& path)
{
    auto profiling = start_profile(profile_options().path(path).rate(1000));
    co_await named("thrower", throwing_task());
}

} // namespace

TEST_CASE("a rate of samples that cannot be had is refused")
{
    CHECK_THROWS_WITH_AS(
        profile_options().rate(0), "profile_options: 0 samples a second; give 1 to 1000", std::invalid_argument);
    CHECK_THROWS_AS(profile_options().rate(1001), std::invalid_argument);
}

TEST_CASE("the file of a profile is named after its kind unless it has a path")
{
    CHECK(profile_options().path() == "cpu.pprof");
    CHECK(profile_options().kind(profile_kind::heap).path() == "heap.pprof");
    CHECK(profile_options().path("a").path() == "a");
}

TEST_CASE("a profile of the heap without its library is refused, and says which to link")
{
    CHECK_THROWS_WITH_AS(
        profile_session(profile_options().kind(profile_kind::heap)), doctest::Contains("plait-heap"), std::logic_error);
}

TEST_CASE("a CPU profile is written at the end of the scope, in a coroutine too, also of code that unwinds")
{
    const folder scratch;
    const std::string path = scratch.file("cpu.pprof");
    run(profiled_main(path));
    CHECK(std::filesystem::exists(path) == has_cpu_profiles());
    if (!has_cpu_profiles())
        return;
    const std::string read = gunzip(file_bytes(path));
    CHECK(read.find("compute_for_long") != std::string::npos);
    CHECK(read.find("thrower") != std::string::npos);
}

TEST_CASE("there is one CPU profile at a time, and the next one after it")
{
    if (!has_cpu_profiles())
        return;
    const folder scratch;
    const auto options = profile_options().path(scratch.file("cpu.pprof"));
    {
        const auto profiling = start_profile(options);
        CHECK_THROWS_AS(profile_session{options}, std::logic_error);
    }
    CHECK_NOTHROW(profile_session{options});
}

TEST_CASE("a profile that could not be written is refused before it begins")
{
    if (!has_cpu_profiles())
        return;
    CHECK_THROWS_AS(profile_session(profile_options().path("/no/such/folder/cpu.pprof")), std::system_error);
    const folder scratch;
    CHECK_NOTHROW(profile_session(profile_options().path(scratch.file("cpu.pprof"))));
}

TEST_SUITE_END();
