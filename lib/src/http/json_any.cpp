#include "http/json_any.hpp"

#include <boost/json/value.hpp>

#include <cmath>
#include <vector>

namespace plait::http::detail {

const double* unwritable_number(const boost::json::value& in)
{
    std::vector<const boost::json::value*> left{&in}; // not by recursion, as a program may nest values as it likes
    while (!left.empty()) {
        const boost::json::value& next = *left.back();
        left.pop_back();
        if (const double* const number = next.if_double(); number && !std::isfinite(*number))
            return number;
        if (const boost::json::array* const array = next.if_array())
            for (const boost::json::value& each : *array)
                left.push_back(&each);
        if (const boost::json::object* const object = next.if_object())
            for (const auto& each : *object)
                left.push_back(&each.value());
    }
    return nullptr;
}

} // namespace plait::http::detail
