#include "platform/symbols.hpp"

#include "platform/function_name.hpp"
#include <plait/config.hpp>

#include <doctest/doctest.h>

#include <coroutine>
#include <cstdint>
#include <functional>
#include <source_location>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using plait::platform::readable_name;
using plait::platform::symbols_at;

namespace {

struct two_names {
    std::string of_code, of_source;
};

// The address to which this function returns is in the function that calls it. The code is that of the part of a
// coroutine which is resumed.
[[gnu::noinline]] void name_caller(two_names& to, std::source_location where = std::source_location::current())
{
    const auto address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)) - 1;
    to.of_code = symbols_at(address).back().function;
    to.of_source = readable_name(where.function_name());
}

struct lazy {
    struct promise_type {
        lazy get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        static std::suspend_always initial_suspend() noexcept { return {}; }
        static std::suspend_never final_suspend() noexcept { return {}; }
        static void return_void() {}
        static void unhandled_exception() {}
    };

    std::coroutine_handle<> coroutine;
};

// The compiler must not see which coroutine this is, or it might inline it here.
void run(lazy of)
{
    void* const volatile address = of.coroutine.address();
    std::coroutine_handle<>::from_address(address).resume();
}

namespace shop {

struct order {
    lazy load(two_names& to) const
    {
        name_caller(to);
        co_return;
    }
    static lazy make(two_names& to, std::string)
    {
        name_caller(to);
        co_return;
    }
    lazy operator()(two_names& to) const
    {
        name_caller(to);
        co_return;
    }
    lazy operator<(two_names& to) const
    {
        name_caller(to);
        co_return;
    }
    lazy operator->*(two_names& to) const
    {
        name_caller(to);
        co_return;
    }
    lazy operator[](two_names& to) const
    {
        name_caller(to);
        co_return;
    }
};

template <class T>
struct box {
    template <class U>
    lazy put(two_names& to, U)
    {
        name_caller(to);
        co_return;
    }
};

template <class T, int>
lazy generic(two_names& to, T)
{
    name_caller(to);
    co_return;
}

lazy with_functions(two_names& to, void (*)(int), std::function<void(std::vector<int>)>)
{
    name_caller(to);
    co_return;
}

lazy with_lambda(two_names& to)
{
    auto inner = [](two_names& of) -> lazy {
        name_caller(of);
        co_return;
    };
    run(inner(to));
    co_return;
}

} // namespace shop

} // namespace

namespace plait_test_shop {

lazy sell(two_names& to)
{
    name_caller(to);
    co_return;
}

} // namespace plait_test_shop

TEST_SUITE_BEGIN("symbols");

#if PLAIT_HAS_BACKTRACE

TEST_CASE("a coroutine has the same name in its code as in std::source_location")
{
    const std::string anonymous = "(anonymous namespace)::shop::";
    two_names names;
    auto check = [&](const lazy& coroutine, const std::string& name) {
        names = {};
        run(coroutine);
        CHECK(names.of_code == name);
        CHECK(names.of_source == name);
    };
    check(plait_test_shop::sell(names), "plait_test_shop::sell");
    check(shop::order().load(names), anonymous + "order::load");
    check(shop::order::make(names, "a"), anonymous + "order::make");
    check(shop::order()(names), anonymous + "order::operator()");
    check(shop::order() < names, anonymous + "order::operator<");
    check(shop::order()->*names, anonymous + "order::operator->*");
    check(shop::order()[names], anonymous + "order::operator[]");
    check(shop::box<std::pair<int, std::string>>().put(names, 1.0), anonymous + "box::put");
    check(shop::generic<std::string, 3>(names, "a"), anonymous + "generic");
    check(shop::with_functions(names, nullptr, {}), anonymous + "with_functions");

#ifdef __clang__
    const std::string in_function = anonymous + "with_lambda::{lambda}";
#else
    const std::string in_function = anonymous + "with_lambda::{lambda(two_names&)#1}";
#endif
    check(shop::with_lambda(names), in_function);

    auto plain = [](two_names& to) -> lazy {
        name_caller(to);
        co_return;
    };
    run(plain(names));
    CHECK(names.of_code == names.of_source);
    CHECK(names.of_code.find("::{lambda") != std::string::npos);
    auto generic = [](auto& to) -> lazy {
        name_caller(to);
        co_return;
    };
    run(generic(names));
    CHECK(names.of_code == names.of_source);
    CHECK(names.of_code.find("::{lambda") != std::string::npos);
}

TEST_CASE("the executable's code is the first segment, with the file and its build")
{
    const std::vector<plait::platform::code_segment> segments = plait::platform::code_segments();
    const auto address = reinterpret_cast<std::uintptr_t>(&plait_test_shop::sell);

    REQUIRE(segments.size() > 1);
    CHECK(segments[0].begin <= address);
    CHECK(address < segments[0].end);
    CHECK(segments[0].file.starts_with("/"));
    for (const plait::platform::code_segment& each : segments) {
        CHECK(each.begin < each.end);
        CHECK_FALSE(each.file.empty());
    }
}

TEST_CASE("several threads may ask for symbols at the same time")
{
    const auto begin = reinterpret_cast<std::uintptr_t>(&plait_test_shop::sell);
    auto count_all = [&] {
        std::size_t count = 0;
        for (std::uintptr_t each = begin; each < begin + 64; ++each)
            count += symbols_at(each).size();
        return count;
    };
    std::size_t first = 0, second = 0;
    {
        const std::jthread other([&] { first = count_all(); });
        second = count_all();
    }
    CHECK(first == second);
    CHECK(first >= 64);
}

#endif

TEST_CASE("what no code has is named after its address")
{
    REQUIRE(symbols_at(0x10).size() == 1);
    CHECK(symbols_at(0x10)[0].function == "0x10");
    CHECK(symbols_at(0x10)[0].file.empty());
    CHECK(symbols_at(0x10)[0].line == 0);
}

TEST_SUITE_END();
