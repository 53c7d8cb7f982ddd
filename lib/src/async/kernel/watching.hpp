#pragma once

#include <cstdint>

namespace plait::detail {

/// While an object of this type lives, a thread watches this process: see watchdog.hpp. It writes all tasks to standard
/// error at each SIGQUIT; and, if so wanted, it watches the steps of all loops. The last object joins the thread.
///
/// Errors: none is thrown. If there is no thread to be had, that is logged, and nobody watches.
class watching {
public:
    enum class what : std::uint8_t { signals, loops_too };

    explicit watching(what) noexcept;
    ~watching();
    watching(const watching&) = delete;
    watching& operator=(const watching&) = delete;

private:
    const what what_;
    bool begun_ = false;
};

} // namespace plait::detail
