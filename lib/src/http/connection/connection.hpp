#pragma once

#include "http/connection/connection_timer.hpp"
#include "http/connection/handler_run.hpp"
#include "http/connection/life.hpp"
#include "http/connection/loop_state.hpp"
#include "http/connection/open_connections.hpp"
#include "http/connection/reader.hpp"
#include "http/connection/writer.hpp"
#include <plait/detail/join/join.hpp>
#include <plait/http/detail/byte_stream.hpp>
#include <plait/http/detail/loop_server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <string>

namespace plait::http::detail {

/// One client's connection, from accept to close.
///
/// Not a coroutine, whose frame would be there while it waits for a request, but a machine that goes on in `step`, from
/// where its four parts say that it is: its life, the reader, the run of the handler, and the writer. None of them does
/// anything itself, so that each can be tested alone. Only a handler is a coroutine: a task of its own, which is cancelled alone when its time is up or its
/// client has gone. It waits for something to read, and not in a read, which would need a buffer: only when something has
/// come does it take a request state.
///
/// Every way in goes through `act`, which is not entered twice: a handler's first step and all else that it calls may tell
/// the connection to end, which then waits until they have returned. So what runs never finds that the connection is gone.
class connection final : public open_connection,
                         private byte_stream::user,
                         private connection_timer,
                         private plait::detail::child {
public:
    /// Makes a connection, with the stream in the same block of memory, and lets it run.
    static void start(const moving_stream&, loop_state&);
    ~connection() override;
    static void operator delete(void* block) noexcept { ::operator delete(block); } // it is larger than this class

    /// One that has sent nothing yet, as it was accepted a moment ago, has a second to do so.
    void drain() noexcept override { tell(to_drain); }
    void cancel(plait::detail::urgency) noexcept override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] missing waits_for() const noexcept override;
    [[nodiscard]] clock::time_point waits_until() const noexcept override { return deadline(); }
    void give_up_waiting() noexcept override { expire(); }

private:
    using progress = request_parser::progress;
    using error_code = boost::system::error_code;
    using stage = reader::stage;
    using cut = handler_run::cut;

    using told = std::uint8_t; // a set of these:
    static constexpr told to_drain = 1;
    static constexpr told to_cancel = 2;
    static constexpr told to_hurry = 4; // with it

    static constexpr std::size_t read_ahead = 256; // room behind a head, for a part of what follows
    static constexpr std::chrono::seconds last_chance{1}; // for a client that sends, or is refused, as the server stops

    connection(byte_stream&, loop_state&) noexcept;

    void tell(told) noexcept;
    template <class Function>
    void act(Function&&) noexcept;
    void go_on();
    void obey();
    [[nodiscard]] bool step(); // true: there is more to do at once
    [[nodiscard]] bool over() const noexcept
    {
        return life_.at() == life::state::closed && !reader_.waits() && !writing() && !run_.runs();
    }
    [[nodiscard]] bool writing() const noexcept { return writer_ == writer_state::waits_for_room; }
    [[nodiscard]] bool handling() const noexcept { return life_.serves() && reader_.at() == stage::whole; }

    // What happens to it
    void readable(error_code) noexcept override;
    void written(error_code, std::size_t count) noexcept override;
    void finished(std::exception_ptr& error) noexcept override;
    void expire() override;

    // Reading
    void wait_to_read();
    [[nodiscard]] bool receive();
    [[nodiscard]] std::size_t read_some(boost::asio::mutable_buffer to);

    // Heads
    [[nodiscard]] bool step_head();
    progress parse();
    [[nodiscard]] bool receive_head();
    void wait_for_head();
    void drop_state() noexcept;
    [[nodiscard]] bool begin_request();
    void find_route();
    [[nodiscard]] std::size_t body_limit() const;

    // Bodies that did not come with their heads
    [[nodiscard]] bool begin_body();
    [[nodiscard]] bool step_body();
    [[nodiscard]] bool step_sized_body();
    [[nodiscard]] bool step_chunked_body();
    [[nodiscard]] bool refuse_body();
    void body_goes_on();
    [[nodiscard]] bool wait_for_body();

    // Handlers
    [[nodiscard]] bool handle();
    void call(const endpoint&);
    void start_task(const endpoint&);
    [[nodiscard]] bool step_handling();
    [[nodiscard]] bool wait_for_task();
    [[nodiscard]] bool client_has_left();
    void cancel_task(cut why, plait::detail::urgency = plait::detail::urgency::in_time) noexcept;
    void time_is_up();
    [[nodiscard]] bool step_judged();
    [[nodiscard]] bool answer_failure(const std::exception_ptr&);
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

    // The end
    [[nodiscard]] bool step_ending();
    void linger();
    void linger_on();
    [[nodiscard]] bool step_lingering();
    void close() noexcept;

    byte_stream& stream_;
    loop_state& loop_;
    request_state* current_ = nullptr;
    plait::detail::task_frame* task_ = nullptr;
    clock::time_point phase_ends_{}; // a body, or lingering, however much comes
    life life_;
    reader reader_;
    handler_run run_;
    writer_state writer_ = writer_state::idle;
    http::status refusal_ = status::bad_request;
    std::uint8_t empty_lines_ = 0; // ahead of a request
    told told_ = 0;                // while it acts
    bool acting_ = false;
    bool served_ = false; // a request, at least
};

//
// Implementation
//

/// Does what has come to be done, and then goes as far as it can. Nothing that happens to a connection leaves here as an
/// exception: it ends that connection alone.
template <class Function>
void connection::act(Function&& happened) noexcept
{
    assert(!acting_);
    acting_ = true;
    {
        plait::detail::door opened(loop_.here); // whatever task runs now: it has nothing to do with this
        loop_.now = clock::coarse_now();
        try {
            happened();
            go_on();
        } catch (...) {
            loop_.log("a connection ended", std::current_exception());
            close();
        }
    }
    acting_ = false;
    if (over())
        loop_.connections.remove(*this); // and this is gone
}

} // namespace plait::http::detail
