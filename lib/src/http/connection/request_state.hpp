#pragma once

#include "http/connection/byte_buffer.hpp"
#include "http/connection/writer.hpp"
#include "http/parse/request_parser.hpp"
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/join/deadline.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>
#include <plait/http/router.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <optional>

namespace plait::http::detail {

/// What a connection needs from the first byte of a request to the last of its answer. One that waits for a request has
/// none, which is why 10,000 idle connections are cheap; and one that answers at once gives its own back before another
/// takes it, so that a loop mostly uses one, which stays in the processor's cache.
struct request_state {
    byte_buffer input;                    // what has come and is not done with
    http::request request;                 // its views point into the input, which does not move while it is handled
    std::optional<request_parser> parser;
    known_authority host; // of any client's request
    std::size_t consumed = 0;              // of the input, by the present request
    std::size_t body_come = 0;             // of a body that did not come with its head
    const endpoint* to = nullptr;          // null: no handler, but an answer
    std::optional<plait::detail::limit> limit; // by when the handler must have answered
    plait::detail::result<response> answer;
    std::exception_ptr thrown;             // by the handler, instead

    outgoing out;

    /// Ready for another connection, without what would keep much memory.
    void clear() noexcept
    {
        input.shrink();
        request_parser::release_body(request);
        out.clear();
        answer.reset();
        if (thrown) [[unlikely]]
            thrown = nullptr;
    }
};

/// The request states of a loop that no connection uses.
class request_state_pool {
public:
    request_state_pool() = default;
    ~request_state_pool()
    {
        while (count_ > 0)
            delete free_[--count_];
    }
    request_state_pool(const request_state_pool&) = delete;
    request_state_pool& operator=(const request_state_pool&) = delete;

    [[nodiscard]] request_state* take() { return count_ > 0 ? free_[--count_] : new request_state; }
    void give_back(request_state* used) noexcept
    {
        used->clear();
        if (count_ < free_.size())
            free_[count_++] = used;
        else
            delete used;
    }

private:
    std::array<request_state*, 32> free_;
    std::size_t count_ = 0;
};

} // namespace plait::http::detail
