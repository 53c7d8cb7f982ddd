#pragma once

#include <plait/clock.hpp>

#include <stdexcept>
#include <string>

namespace plait::http {

/// Gives the value of an option back. Throws `std::invalid_argument` with the option's name for a negative one.
inline clock::duration not_negative(const char* name, clock::duration value)
{
    if (value < clock::duration::zero())
        throw std::invalid_argument(std::string(name) + " is negative; give 0 or more");
    return value;
}

} // namespace plait::http
