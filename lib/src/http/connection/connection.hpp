#pragma once

#include "http/connection/connection_timer.hpp"
#include "http/connection/handler_run.hpp"
#include "http/connection/life.hpp"
#include "http/connection/loop_server.hpp"
#include "http/connection/loop_state.hpp"
#include "http/connection/open_connections.hpp"
#include "http/connection/reader.hpp"
#include "http/connection/upgrade.hpp"
#include "http/connection/writer.hpp"
#include "http/socket/byte_stream.hpp"
#include <plait/detail/join/join.hpp>
#include <plait/http/request_end.hpp>

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

class counted_stream;

/// One client's connection, from accept to close.
///
/// A connection is no coroutine, whose frame would take memory while the connection waits for a request. It is a
/// machine: `step` goes on from the states of its four parts, which are its life, the reader, the run of the handler,
/// and the writer. These parts only know their states and do no work, so that each can be tested alone. Only a handler
/// is a coroutine. It is a task of its own, so that it can be cancelled alone when its time is up or its client has
/// gone.
///
/// A connection waits until there is something to read, and not in a read, which would need a buffer. It takes a
/// request state only when something has come.
///
/// Everything that happens to a connection goes through `act`, which is never entered twice. While a step runs, what it
/// calls, such as a handler's first step, may tell the connection to end. The connection remembers that in `told_`, and
/// obeys when the step has returned. So no code of a connection ever finds that the connection is gone.
class connection final : public open_connection,
                         private byte_stream::user,
                         private connection_timer,
                         private plait::detail::child {
public:
    /// Makes a connection and its stream in one block of memory, and lets the connection run.
    static void start(const moving_stream&, loop_state&);
    ~connection() override;
    // The block is larger than this class.
    static void operator delete(void* block) noexcept { ::operator delete(block); }

    /// A client that has sent nothing yet, as it was accepted a moment ago, has a second to send its request.
    void drain() noexcept override { tell(to_drain); }
    void cancel(plait::detail::urgency) noexcept override;
    /// The connection's request gets its turn, or is refused.
    static void turn_of(waiting_request&, bool starts) noexcept;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] missing waits_for() const noexcept override;
    [[nodiscard]] clock::time_point waits_until() const noexcept override { return deadline(); }
    void give_up_waiting() noexcept override { expire(); }

private:
    friend class handover;
    friend class incoming_body; // these two tell what a task of this connection does
    friend class outgoing_body;

    using progress = request_parser::progress;
    using error_code = boost::system::error_code;
    using stage = reader::stage;
    using cut = handler_run::cut;

    using told = std::uint8_t; // a set of these bits:
    static constexpr told to_drain = 1;
    static constexpr told to_cancel = 2;
    static constexpr told to_hurry = 4; // together with to_cancel
    static constexpr told to_look = 8;  // at what has changed

    // How long a handler, or a stream, that was cancelled has to end, before its client is left.
    static constexpr std::chrono::seconds time_to_give_up{1};
    // How often a client's end of the stream is looked at where reading does not reach it.
    static constexpr std::chrono::milliseconds between_looks{250};
    static constexpr std::size_t read_ahead = 256; // bytes of room behind a head, for a part of what follows it
    // How long a client may still send, or read why it was refused, while the server stops.
    static constexpr std::chrono::seconds last_chance{1};

    connection(byte_stream&, loop_state&) noexcept;

    void tell(told) noexcept;
    template <class Function>
    void act(Function&&) noexcept;
    void go_on();
    void obey();
    void cut_off(bool in_a_hurry) noexcept;
    [[nodiscard]] bool step(); // returns true if there is more to do at once
    [[nodiscard]] bool over() const noexcept
    {
        return life_.at() == life::state::closed && !reader_.waits() && !writing() && !run_.runs();
    }
    [[nodiscard]] bool writing() const noexcept { return writer_ == writer_state::waits_for_room; }
    [[nodiscard]] bool handling() const noexcept { return life_.serves() && reader_.at() == stage::whole; }

    // What happens to a connection: its stream, its handler and its timer tell it
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
    [[nodiscard]] bool take_request();
    void find_route();
    [[nodiscard]] std::size_t body_limit() const;

    // Load
    [[nodiscard]] bool weigh_request();
    [[nodiscard]] bool take_request_if_there_is_room();
    [[nodiscard]] bool handle_if_there_is_room();
    [[nodiscard]] bool may_be_refused() const noexcept;
    [[nodiscard]] bool is_too_late(clock::time_point came) const noexcept;
    [[nodiscard]] bool refuse_for_load(loop_load::reason);
    void give_back_place() noexcept;

    // Bodies that did not come with their heads
    [[nodiscard]] bool begin_body();
    void ask_to_continue();
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

    // Errors
    [[nodiscard]] response shaped(const http_error&);
    [[nodiscard]] response shaped_by_hook(const http_error&);
    bool refuse(http::status why, std::string detail = {});
    [[nodiscard]] bool refuse_head(http::status);
    void shape_otherwise();
    [[nodiscard]] bool answer_otherwise();
    [[nodiscard]] bool answer_failure(const std::exception_ptr&);
    [[nodiscard]] bool answer_wrong_status();
    [[nodiscard]] bool answer_broken();
    void log_late_failure();
    [[nodiscard]] std::string request_line() const;

    // Bodies that are streamed
    void body_is_awaited();
    void body_is_given_up();
    void body_is_written();
    [[nodiscard]] awaitable<response> call_reader(const endpoint&);
    [[nodiscard]] bool begin_streamed_body();
    [[nodiscard]] bool take_body(incoming_body&);
    void give_to_handler(incoming_body&);
    void wait_has_ended(incoming_body&);
    void stop_streams() noexcept;
    void take_sized(incoming_body&);
    void take_chunks(incoming_body&);
    [[nodiscard]] bool leaves_body_unread();
    [[nodiscard]] bool step_streamed();
    [[nodiscard]] bool wait_for_stream();
    [[nodiscard]] bool stream_time_is_up();
    [[nodiscard]] bool answer_reader();
    [[nodiscard]] bool begin_stream();
    [[nodiscard]] bool send_stream(outgoing_body&, bool last);
    [[nodiscard]] bool end_stream(outgoing_body&);
    [[nodiscard]] bool end_body(bool keep_alive, bool unread);

    // Bodies that are sent from files
    [[nodiscard]] bool begin_file();
    [[nodiscard]] bool step_file();
    [[nodiscard]] bool wait_to_send();
    [[nodiscard]] bool end_file();
    void file_failed(error_code);

    // Answers
    /// Whether the connection may stay open behind the answer to the present request.
    [[nodiscard]] bool may_keep_alive() const noexcept
    {
        // The client has ended its end of the stream, and no further request is here.
        const bool last = reader_.ended() && (reader_.gone() || current_->input.size() <= current_->consumed);
        return current_->parser().keeps_alive() && !loop_.draining && !life_.is_cancelled() && !last;
    }
    [[nodiscard]] bool give_answer();
    [[nodiscard]] bool answer_unusual();
    bool answer(const response&);
    bool refuse(const response&);
    void append(const response&, bool keep_alive);
    [[nodiscard]] bool flush();
    void send_now(http::status answered);
    void write_rest();

    // The ends of requests, of which `server_options::on_request_end` is told
    [[nodiscard]] counted_stream& counted() const noexcept;
    [[nodiscard]] ending late_end() const noexcept;
    [[nodiscard]] ending why_cut() const noexcept;
    void ends(http::status answered, ending why, std::size_t unread);
    void count_sent(std::size_t count) noexcept;
    void forget_beginning() noexcept;
    void cut_short(ending why) noexcept;
    void tell_end() noexcept;

    // The end
    [[nodiscard]] bool step_ending();
    void linger();
    void linger_on();
    [[nodiscard]] bool step_lingering();
    void close(ending why) noexcept;
    void leave() noexcept;
    [[nodiscard]] bool hand_over() noexcept;
    held_stream give_way(open_connection& next, byte_stream::user& reads);

    byte_stream& stream_;
    loop_state& loop_;
    request_state* current_ = nullptr;
    plait::detail::task_frame* task_ = nullptr;
    clock::time_point must_end_by_{}; // when a body, or lingering, must end, however much comes
    life life_;
    reader reader_;
    handler_run run_;
    writer_state writer_ = writer_state::idle;
    http::status refusal_ = status::bad_request;
    std::uint8_t empty_lines_ = 0; // that came ahead of the request
    told told_ = 0;                // what the connection was told while it acted, and has not obeyed yet
    bool acting_ = false;
    bool served_ = false; // at least one request has come
};

//
// Implementation
//

inline std::size_t connection::body_limit() const
{
    const endpoint* to = current_->to;
    return to && to->options.body_limit() ? *to->options.body_limit() : loop_.options.body_limit();
}

/// Lets `happened` note what has happened, and then goes on as far as the connection can. An exception does not leave
/// this function: it ends this connection alone.
template <class Function>
void connection::act(Function&& happened) noexcept
{
    assert(!acting_);
    acting_ = true;
    {
        // The task that runs now, if there is one, has nothing to do with this connection.
        plait::detail::door opened(loop_.here);
        loop_.now = clock::coarse_now();
        try {
            happened();
            go_on();
        } catch (...) {
            loop_.log("a connection ended", std::current_exception());
            close(ending::failed);
        }
    }
    acting_ = false;
    if (life_.at() >= life::state::upgraded) [[unlikely]]
        leave(); // which may destroy this connection
}

} // namespace plait::http::detail
