#include <plait/observe/heap_profile.hpp>

#include "observe/heap_hook.hpp"
#include "observe/heap_window.hpp"
#include "observe/profiles.hpp"
#include <plait/detail/kernel/frame_pool.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/wait.h>
#include <unistd.h>
#endif

using plait::detail::heap_samples;
using plait::detail::heap_values;

namespace {

heap_samples& samples()
{
    heap_samples* const linked = plait::detail::linked_heap_samples.load();
    REQUIRE(linked);
    return *linked;
}

bool is_sampled()
{
    return samples().why_not() == nullptr;
}

heap_values all()
{
    heap_values sum;
    samples().visit([&](const void*, const plait::detail::captured_stack&, const heap_values& each) {
        sum.alloc_objects += each.alloc_objects;
        sum.alloc_bytes += each.alloc_bytes;
        sum.inuse_objects += each.inuse_objects;
        sum.inuse_bytes += each.inuse_bytes;
    });
    return sum;
}

/// At this rate each allocation of 64 bytes or more is sampled, and counts once. (Others are not with a chance of 1e-28.)
struct all_sampled {
    all_sampled() { plait::heap_profile_rate(1); }
    ~all_sampled() { plait::heap_profile_rate(512 * 1024); }
};

template <class Function>
heap_values change(Function&& function)
{
    const heap_values before = all();
    function();
    heap_values after = all();
    after -= before;
    return after;
}

void* opaque(void* block)
{
    asm volatile("" : "+r"(block)::"memory"); // so that no compiler leaves out the allocation
    return block;
}

constinit int handler_calls = 0;

} // namespace

TEST_CASE("the library that is linked samples, or says why it does not")
{
    CHECK(plait::detail::heap_profile_not_linked().empty());
    if (is_sampled()) {
        CHECK(samples().rate() == 512 * 1024);
        CHECK_FALSE(plait::detail::frame_pool::used());
        return;
    }
    CHECK(std::string(samples().why_not()) == plait::detail::no_heap_profile());
    CHECK_THROWS_AS(plait::detail::heap_window("inuse_space"), plait::detail::profile_unavailable);
}

TEST_CASE("each form of operator new and delete is sampled, and is aligned as it must be")
{
    if (!is_sampled())
        return;
    constexpr std::size_t size = 1000;
    constexpr std::align_val_t aligned{256};
    constexpr std::align_val_t page{16384};
    using pair = std::pair<void* (*)(), void (*)(void*)>;
    for (const auto& [allocate, free] : std::initializer_list<pair>{
             {[] { return ::operator new(size); }, [](void* it) { ::operator delete(it); }},
             {[] { return ::operator new(size); }, [](void* it) { ::operator delete(it, std::nothrow); }},
             {[] { return ::operator new[](size); }, [](void* it) { ::operator delete[](it); }},
             {[] { return ::operator new(size, std::nothrow); }, [](void* it) { ::operator delete(it); }},
             {[] { return ::operator new[](size, std::nothrow); },
              [](void* it) { ::operator delete[](it, std::nothrow); }},
             {[] { return ::operator new(size, aligned); }, [](void* it) { ::operator delete(it, aligned); }},
             {[] { return ::operator new[](size, aligned); }, [](void* it) { ::operator delete[](it, aligned); }},
             {[] { return ::operator new(size, page, std::nothrow); },
              [](void* it) { ::operator delete(it, page, std::nothrow); }},
             {[] { return ::operator new[](size, page, std::nothrow); },
              [](void* it) { ::operator delete[](it, page, std::nothrow); }},
#ifdef __cpp_sized_deallocation
             {[] { return ::operator new(size); }, [](void* it) { ::operator delete(it, size); }},
             {[] { return ::operator new[](size); }, [](void* it) { ::operator delete[](it, size); }},
             {[] { return ::operator new(size, aligned); }, [](void* it) { ::operator delete(it, size, aligned); }},
             {[] { return ::operator new[](size, aligned); }, [](void* it) { ::operator delete[](it, size, aligned); }},
#endif
         }) {
        void* block = nullptr;
        const heap_values made = change([&] {
            const all_sampled now;
            block = opaque(allocate());
        });
        CHECK(made == heap_values{1, size, 1, size});
        CHECK(reinterpret_cast<std::uintptr_t>(block) % 256 == 0);
        const heap_values freed = change([&] { free(block); });
        CHECK(freed == heap_values{0, 0, -1, -static_cast<std::int64_t>(size)});
    }
    CHECK(
        reinterpret_cast<std::uintptr_t>(std::make_unique<std::array<char, 9>>().get()) % alignof(std::max_align_t)
        == 0);
    const std::unique_ptr<char, void (*)(char*)> very(
        static_cast<char*>(::operator new(10, page)), [](char* it) { ::operator delete(it, page); });
    CHECK(reinterpret_cast<std::uintptr_t>(very.get()) % 16384 == 0);
    ::operator delete(nullptr);
    CHECK(opaque(::operator new(0)) != nullptr); // it is never freed
}

TEST_CASE("without memory the new_handler is called, and then bad_alloc is thrown, or null is returned")
{
    if (!is_sampled())
        return;
    volatile std::size_t too_much = std::numeric_limits<std::size_t>::max() / 2 - 100;
    const auto before = std::get_new_handler();
    std::set_new_handler([] {
        if (++handler_calls == 2)
            std::set_new_handler(nullptr);
    });
    const heap_values changed = change([&] {
        const all_sampled now;
        CHECK_THROWS_AS(static_cast<void>(opaque(::operator new(too_much))), std::bad_alloc);
        CHECK(handler_calls == 2);
        CHECK_THROWS_AS(static_cast<void>(opaque(::operator new(too_much, std::align_val_t(4096)))), std::bad_alloc);
        CHECK_THROWS_AS(static_cast<void>(opaque(::operator new[](std::size_t{0} - 1 + 0 * too_much))), std::bad_alloc);
        CHECK(opaque(::operator new(too_much, std::nothrow)) == nullptr);
        CHECK(opaque(::operator new[](too_much, std::align_val_t(64), std::nothrow)) == nullptr);
        std::set_new_handler([] { throw std::bad_alloc(); });
        CHECK(opaque(::operator new(too_much, std::nothrow)) == nullptr);
    });
    CHECK(changed.inuse_bytes < 1'000'000); // of what failed nothing was counted
    std::set_new_handler(before);
}

TEST_CASE("a block that another thread frees, when its own has ended, is not in use any more")
{
    if (!is_sampled())
        return;
    std::vector<void*> blocks(100);
    const heap_values made = change([&] {
        std::thread([&] {
            const all_sampled now;
            for (void*& each : blocks)
                each = opaque(::operator new(500));
        }).join();
    });
    CHECK(made.inuse_bytes >= 50'000);
    const heap_values freed = change([&] {
        for (void* each : blocks)
            ::operator delete(each);
    });
    CHECK(freed.inuse_objects == -100);
    CHECK(freed.inuse_bytes == -50'000);
}

TEST_CASE("a rate of 0 ends the sampling of a thread")
{
    if (!is_sampled())
        return;
    plait::heap_profile_rate(0);
    const heap_values changed = change([] { ::operator delete(opaque(::operator new(100'000'000))); });
    CHECK(changed == heap_values());
    plait::heap_profile_rate(64 * 1024);
    const heap_values again = change([] { ::operator delete(opaque(::operator new(100'000'000))); });
    CHECK(again == heap_values{1, 100'000'000, 0, 0});
    plait::heap_profile_rate(512 * 1024);
}

#ifdef __linux__
TEST_CASE("a process that is forked while threads allocate can allocate, and free what it was given")
{
    if (!is_sampled())
        return;
    std::atomic<bool> ends{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&ends] {
            const all_sampled now;
            while (!ends)
                ::operator delete(opaque(::operator new(64)));
        });
    {
        const all_sampled now;
        for (int i = 0; i < 30; ++i) {
            void* const given = opaque(::operator new(1000));
            const pid_t child = ::fork();
            if (child == 0) {
                ::alarm(20); // a child that waits for a lock ends by it
                ::operator delete(given);
                for (int j = 0; j < 100; ++j)
                    ::operator delete(opaque(::operator new(64)));
                ::_exit(0);
            }
            ::operator delete(given);
            int status = -1;
            CHECK(::waitpid(child, &status, 0) == child);
            CHECK(status == 0);
        }
    }
    ends = true;
    for (std::thread& each : threads)
        each.join();
}
#endif
