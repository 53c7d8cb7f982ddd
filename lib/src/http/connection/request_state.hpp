#pragma once

#include "http/connection/byte_buffer.hpp"
#include "http/connection/streaming.hpp"
#include "http/connection/writer.hpp"
#include "http/parse/method_names.hpp"
#include "http/parse/request_parser.hpp"
#include "http/route/endpoint.hpp"
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/join/deadline.hpp>
#include <plait/detail/kernel/labels.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>
#include <plait/http/router.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <optional>

namespace plait::http::detail {

/// What a connection needs from the first byte of a request to the last byte of its answer. A connection that waits for
/// a request has none, which is why 10,000 idle connections are cheap. A connection that answers at once gives its
/// state back before another one takes it. So a loop mostly uses a single state, which stays in the processor's cache.
struct request_state {
    byte_buffer input;     // what has come and was not used yet
    http::request request; // its views point into the input, which does not move while the request is handled
    std::optional<request_parser> parser;
    known_authority host;                      // of the last request, whichever client sent it
    std::size_t consumed = 0;                  // bytes of the input that the present request takes up
    std::size_t body_come = 0;                 // bytes of a body that did not come with its head
    clock::time_point body_began{};            // when the head of such a body had come
    const endpoint* to = nullptr;              // null if there is no handler; then the answer is here
    plait::detail::labels labels;              // of the handler
    std::optional<plait::detail::limit> limit; // by when the handler must have answered
    plait::detail::result<response> answer;
    std::exception_ptr thrown; // by the handler, in place of an answer

    outgoing out;
    std::unique_ptr<streaming> streamed; // null: neither body is streamed

    request_state() { labels.request = &request; }

    void label(const plait::detail::binding* around) noexcept { label(labels, around); }
    void label(plait::detail::labels& of, const plait::detail::binding* around) const noexcept
    {
        of.outer = around;
        of.route = request.route_;
        of.method = name_of(request.method());
    }

    /// Makes the state ready for another connection, and gives large memory back.
    void clear() noexcept
    {
        answer.reset(); // first, as a callable in it may use the request to its end
        input.shrink();
        request_parser::release_body(request);
        out.clear();
        if (streamed) [[unlikely]]
            streamed.reset();
        if (thrown) [[unlikely]]
            thrown = nullptr;
    }
};

/// The request states of a loop that no connection uses at present.
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
