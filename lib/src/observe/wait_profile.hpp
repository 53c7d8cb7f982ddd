#pragma once

#include "observe/profile_file.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace plait::detail {

/// Where tasks wait for each other, from here to `finish`. Waits that end in this time count, if they began in it.
class wait_profile {
public:
    enum class kind {
        block, // for anything of plait: mutexes, guarded values, semaphores, channels, events, threads of a pool
        mutex, // for mutexes and guarded values only
    };

    explicit wait_profile(kind);
    ~wait_profile();
    wait_profile(const wait_profile&) = delete;
    wait_profile& operator=(const wait_profile&) = delete;

    /// Ends the profile, and returns the file. It is called once. It takes a while, and so is no work for a loop.
    [[nodiscard]] std::string finish();

private:
    static void observe(const task&, const char* in, std::chrono::nanoseconds how_long) noexcept;
    void leave() noexcept;

    const kind kind_;
    const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
    const std::chrono::steady_clock::time_point began_steadily_ = std::chrono::steady_clock::now();
    profile_file file_;
    std::size_t lost_ = 0; // there was no memory
    wait_profile* next_ = nullptr;
};

} // namespace plait::detail
