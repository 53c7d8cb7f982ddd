#pragma once

#include "observe/cpu_sampler.hpp"
#include "observe/profile_file.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace plait::detail {

/// A CPU profile of all registered threads, from here to `finish`. There is one at a time.
class cpu_profile {
public:
    /// Errors: `profile_unavailable` and `profile_running`, see profiles.hpp.
    explicit cpu_profile(int samples_a_second);
    ~cpu_profile();
    cpu_profile(const cpu_profile&) = delete;
    cpu_profile& operator=(const cpu_profile&) = delete;

    /// Ends the profile, and returns the file. It is called once. It takes a while, and so is no work for a loop.
    [[nodiscard]] std::string finish();

private:
    // There is one such object while a profile is being taken.
    struct only_one {
        only_one();
        ~only_one();
    };

    void collect();
    void end() noexcept;
    void take_samples();
    void add_comments();

    const only_one held_;
    const std::chrono::nanoseconds period_;
    const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
    const std::chrono::steady_clock::time_point began_steadily_ = std::chrono::steady_clock::now();
    profile_file file_;
    cpu_sampler sampler_;
    std::mutex ending_;
    std::condition_variable ended_;
    bool ends_ = false;
    std::thread collector_; // empties the rings of the threads while they are sampled
};

} // namespace plait::detail
