#pragma once

#include "http/connection/byte_buffer.hpp"
#include "http/connection/file_sending.hpp"
#include "http/connection/streaming.hpp"
#include "http/connection/waiting_line.hpp"
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
#include <memory>
#include <optional>
#include <utility>

namespace plait::http::detail {

class connection;

/// The request of a connection that waits for its turn.
struct waiting_connection : waiting_request {
    connection* whose = nullptr;
};

/// What a connection needs from the first byte of a request to the last byte of its answer. A connection that waits for
/// a request has none, which is why 10,000 idle connections are cheap. A connection that answers at once gives its
/// state back before another one takes it. So a loop mostly uses a single state, which stays in the processor's cache.
struct request_state {
    byte_buffer input;              // what has come and was not used yet
    http::request request;          // its views point into the input, which does not move while the request is handled
    std::size_t consumed = 0;       // bytes of the input that the present request takes up
    std::size_t body_come = 0;      // bytes of a body that did not come with its head
    clock::time_point body_began{}; // when the head of such a body had come
    const endpoint* to = nullptr;   // null if there is no handler; then the answer is here
    plait::detail::labels labels;   // of the handler
    plait::detail::result<response> answer;
    std::exception_ptr thrown; // by the handler, in place of an answer

    waiting_connection waiting;
    outgoing out;
    std::unique_ptr<body_reading> reading; // null: the handler does not read the body
    outgoing_body* writing = nullptr;      // null: the body of the answer is not written while it is sent
    std::unique_ptr<file_sending> file;    // null: the body of the answer is not sent from a file
    bool streamed = false;                 // one of the three is there
    bool has_place = false;                // among the requests in flight, if there is a limit

    // A stream may wait for long, and needs nothing more of what a handler needs. So they are in the same memory, and the
    // parser is freed.
    union {
        std::optional<plait::detail::limit> limit; // by when the handler must have answered; while `writing` is null
        outgoing_body written;
    };
    std::unique_ptr<std::optional<request_parser>> parsing = std::make_unique<std::optional<request_parser>>();

    request_state() : limit() { labels.request = &request; }
    ~request_state()
    {
        end_streams();
        std::destroy_at(&limit);
    }
    request_state(const request_state&) = delete;
    request_state& operator=(const request_state&) = delete;

    [[nodiscard]] request_parser& new_parser(const parse_limits& limits, known_authority& host)
    {
        return parsing->emplace(request, limits, host);
    }
    /// The one that has parsed the head. It is not there while the body of the answer is written.
    [[nodiscard]] request_parser& parser() noexcept { return **parsing; }

    [[nodiscard]] incoming_body* incoming() const noexcept { return reading && reading->in ? &*reading->in : nullptr; }
    /// Begins the body of an answer. From here on there is neither a parser nor a limit.
    template <class... Arguments>
    outgoing_body& begin_writing(Arguments&&... arguments) noexcept
    {
        parsing.reset();
        std::destroy_at(&limit);
        streamed = true;
        return *(writing = std::construct_at(&written, std::forward<Arguments>(arguments)...));
    }
    /// Ends these bodies.
    void end_streams() noexcept
    {
        if (writing) {
            std::destroy_at(std::exchange(writing, nullptr));
            std::construct_at(&limit);
        }
        reading.reset();
        file.reset();
        streamed = false;
    }

    void label(const plait::detail::binding* around) noexcept { label(labels, around); }
    void label(plait::detail::labels& of, const plait::detail::binding* around) const noexcept
    {
        of.outer = around;
        of.route = request.route_;
        of.method = name_of(request.method());
    }

    /// Lets the request take just the memory that it needs, as its answer may be a stream that waits for long. It is called
    /// ahead of the handler, as views of the request become invalid.
    void pack();

    /// Makes the state ready for another connection, and gives large memory back.
    void clear() noexcept
    {
        answer.reset(); // first, as a callable in it may use the request to its end
        if (waiting.waits()) [[unlikely]]
            waiting.leave();
        input.shrink();
        request_parser::release_body(request);
        out.clear();
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
        if (used->streamed) [[unlikely]] { // it may have no parser
            delete used;
            return;
        }
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
