#include "http/parse/json_place.hpp"

namespace plait::http::detail {

std::string pointer_to(const json_place* place)
{
    if (!place)
        return {};
    std::string pointer = pointer_to(place->outer);
    pointer += '/';
    if (!place->name.data())
        return pointer + std::to_string(place->index);
    for (const char each : place->name) {
        if (each == '~')
            pointer += "~0";
        else if (each == '/')
            pointer += "~1";
        else
            pointer += each;
    }
    return pointer;
}

} // namespace plait::http::detail
