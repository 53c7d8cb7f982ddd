#pragma once

#include <plait/clock.hpp>

/// Helps to test what is told the time.
namespace clock_test {

/// That much time after the clock's epoch.
inline plait::clock::time_point at(plait::clock::duration time)
{
    return plait::clock::time_point(time);
}

} // namespace clock_test
