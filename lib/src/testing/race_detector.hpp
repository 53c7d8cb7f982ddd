#pragma once

#include "testing/vector_clock.hpp"
#include <plait/detail/kernel/simulation_hook.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <unordered_map>
#include <vector>

namespace plait::testing::detail {

/// Knows which uses of data are ordered by the messages and the locks between the threads of a simulation. Two uses by
/// different threads that are not ordered are a data race, whatever values come out of it. The algorithm is Djit+
/// (Pozniansky and Schuster, PPoPP 2003): it keeps the last use of each kind by each thread.
class race_detector {
public:
    using use = plait::detail::simulation_hook::use;

    struct place {
        std::source_location where;
        std::size_t thread;
        const char* task; // the function that started the task
    };
    struct race {
        std::string name; // the name of the data
        use earlier_use;
        place earlier;
        use later_use;
        place later;
    };

    explicit race_detector(std::size_t threads) : clocks_(threads)
    {
        for (std::size_t i = 0; i < threads; ++i)
            clocks_[i].advance(i);
    }

    /// `sent` is what a thread sends with a message, and `received` lets another thread learn it.
    [[nodiscard]] vector_clock sent(std::size_t thread);
    void received(std::size_t thread, const vector_clock& with) { clocks_[thread].join(with); }

    void acquired(std::size_t thread, const void* object);
    void released(std::size_t thread, const void* object);

    /// Notes a use. Returns the race that it makes, if it makes one.
    [[nodiscard]] std::optional<race> used(const void* data, const char* name, use, place);
    void ended(const void* object_or_data) noexcept
    {
        objects_.erase(object_or_data);
        data_.erase(object_or_data);
    }

private:
    struct latest {
        std::uint32_t count = 0; // the thread's count at its last use; 0: the thread has not used the data
        place at;
    };
    struct history {
        std::array<std::optional<latest>, vector_clock::most_threads> reads;
        std::array<std::optional<latest>, vector_clock::most_threads> writes;
    };
    using uses = std::array<std::optional<latest>, vector_clock::most_threads>;
    [[nodiscard]] const place* unordered(const uses& earlier, std::size_t thread) const;

    std::vector<vector_clock> clocks_; // one for each thread
    std::unordered_map<const void*, vector_clock> objects_;
    std::unordered_map<const void*, history> data_;
};

} // namespace plait::testing::detail
