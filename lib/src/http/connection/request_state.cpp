#include "http/connection/request_state.hpp"

#include <functional>
#include <string_view>

namespace plait::http::detail {

void request_state::pack()
{
    constexpr std::size_t room = 16; // by reading, the connection finds that the client has left
    if (streamed)                    // the body will come into the input
        return;
    byte_buffer packed = input.packed(room);
    const std::string_view from = input.bytes();
    const char* const to = packed.bytes().data();
    const auto move = [&](std::string_view& each) {
        const std::less<const char*> before;
        if (each.empty())
            each = {};
        else if (!before(each.data(), from.data()) && before(each.data(), from.data() + from.size()))
            each = {
                to + (each.data() - from.data()), each.size()}; // else it is a constant, or in the body's own storage
    };
    for (std::string_view* const each : {&request.target_, &request.path_, &request.query_, &request.body_})
        move(*each);
    request.fields_.shrink_to_fit();
    for (field& each : request.fields_) {
        move(each.name);
        move(each.value);
    }
    input = std::move(packed);
}

} // namespace plait::http::detail
