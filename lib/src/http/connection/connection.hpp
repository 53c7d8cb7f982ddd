#pragma once

#include "http/connection/loop_state.hpp"
#include "http/connection/connection_timer.hpp"
#include <plait/detail/join/join.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace plait::http::detail {

template <class Stream>
class connection_set;

/// One client's connection, from accept to close. `Stream` is `socket_stream`, or `testing::memory_stream`.
///
/// Not a coroutine, whose frame would be there while it waits for a request, but a machine whose phases follow one
/// another in `step`. Only a handler is a coroutine: a task of its own, which is cancelled alone when its time is up or its
/// client has gone. It waits for something to read, and not in a read, which would need a buffer: only when something has
/// come does it take a request state.
///
/// Every way in goes through `act`, which is not entered twice: a handler's first step and all else that it calls may tell
/// the connection to end, which then waits until they have returned. So what runs never finds that the connection is gone.
template <class Stream>
class connection final : private connection_timer, private plait::detail::child {
public:
    connection(Stream stream, loop_state&, plait::detail::join& tasks, connection_set<Stream>& owner);
    ~connection();

    void start() noexcept;
    /// Ends the connection if it waits for a request; else after the answer to the one it has. One that has sent
    /// nothing yet, as it was accepted a moment ago, has a second to do so.
    void drain() noexcept;
    /// Ends it now. A handler is cancelled, and heard if it answers all the same.
    void cancel(plait::detail::urgency) noexcept;
    /// With nothing of it here; with a part of its head.
    [[nodiscard]] bool waits_for_request() const noexcept { return waiting_ && phase_ == phase::head && !current_; }
    [[nodiscard]] bool waits_for_head() const noexcept { return waiting_ && phase_ == phase::head && current_ && !writing_; }
    [[nodiscard]] clock::time_point waits_until() const noexcept { return deadline(); }
    /// As if that were now.
    void give_up_waiting() noexcept { expire(); }
    /// What it is at: "GET /slow, in sleep".
    [[nodiscard]] std::string described() const;

private:
    friend class connection_set<Stream>; // which links them

    using progress = request_parser::progress;
    using error_code = boost::system::error_code;
    enum class phase : std::uint8_t {
        head,     // waits for a head, or for the rest of one
        body,     // waits for the rest of a body
        handling, // a task runs
        ending,   // what is written goes out; no more is served
        lingering,
        closed, // waits for the end of its operations
    };
    enum class cut : std::uint8_t { none, deadline, client, server }; // why a handler was cancelled

    struct ready_handler;
    struct write_handler;

    using told = std::uint8_t; // a set of these:
    static constexpr told to_drain = 1;
    static constexpr told to_cancel = 2;
    static constexpr told to_hurry = 4; // with it

    void tell(told) noexcept;
    template <class Function>
    void act(Function&&) noexcept;
    void go_on();
    void obey();
    [[nodiscard]] bool step(); // true: there is more to do at once
    [[nodiscard]] bool over() const noexcept;

    void expire() override;
    void finished(std::exception_ptr& error) noexcept override;
    void on_ready(error_code) noexcept;
    void on_written(error_code, std::size_t count) noexcept;

    // Heads
    [[nodiscard]] bool step_head();
    [[nodiscard]] bool refuse_head(http::status);
    progress parse();
    progress take_proxy_header();
    [[nodiscard]] bool receive_head();
    void wait_for_head();
    void need_state();
    void drop_state() noexcept;

    // Bodies
    [[nodiscard]] bool begin_body();
    void find_route();
    [[nodiscard]] std::size_t body_limit() const;
    [[nodiscard]] bool step_body();
    [[nodiscard]] bool step_sized_body();
    [[nodiscard]] bool step_chunked_body();
    [[nodiscard]] bool refuse_body();
    void body_goes_on();
    [[nodiscard]] bool wait_for_body();

    // Reading
    void wait_to_read();
    [[nodiscard]] bool receive();
    [[nodiscard]] std::size_t read_some(boost::asio::mutable_buffer to);

    // Handlers
    [[nodiscard]] bool handle();
    void call(const endpoint&);
    void start_task(const endpoint&);
    [[nodiscard]] bool step_handling();
    [[nodiscard]] bool client_has_left();
    void cancel_task(cut why, plait::detail::urgency = plait::detail::urgency::in_time) noexcept;
    void time_is_up();
    [[nodiscard]] bool answer_failure();
    [[nodiscard]] bool answer_wrong_status();
    void log_late_failure();
    [[nodiscard]] std::string request_line() const;

    // Answers
    bool answer(const response&);
    bool refuse(http::status why) { return refuse(status_text(why)); }
    bool refuse(const response&);
    void append(const response&, bool keep_alive);
    [[nodiscard]] bool flush();
    void write_rest();
    [[nodiscard]] bool step_ending();
    void linger();
    void linger_on();
    [[nodiscard]] bool step_lingering();
    void close() noexcept;

    Stream stream_;
    loop_state& loop_;
    plait::detail::join& tasks_;
    connection_set<Stream>& owner_;
    connection* next_ = nullptr;
    connection* previous_ = nullptr;
    request_state* current_ = nullptr;
    plait::detail::task_frame* task_ = nullptr;
    clock::time_point phase_ends_{}; // a body, or lingering, however much comes
    peer_address peer_;
    bool proxy_header_due_;
    phase phase_ = phase::head;
    cut cut_ = cut::none;
    http::status refusal_ = status::bad_request;
    std::uint8_t empty_lines_ = 0; // ahead of a request
    told told_ = 0;                // while it acts
    bool acting_ = false;
    bool waiting_ = false;  // for something to read
    bool readable_ = true;  // something may have come since the last read
    bool writing_ = false;
    bool head_begun_ = false;
    bool served_ = false;    // a request, at least
    bool expired_ = false;   // the time of the present phase is up
    bool eof_ = false;
    bool gone_ = false;      // the client
    bool cancelled_ = false; // by the server
    bool lingers_ = false;   // before it closes
};

} // namespace plait::http::detail
