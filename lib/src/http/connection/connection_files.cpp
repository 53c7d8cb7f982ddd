// Bodies of answers that are sent from files.
#include "http/connection/connection.hpp"

#include "http/connection/write_response.hpp"
#include "http/socket/counted_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace plait::http::detail {

/// Answers with a body that is sent from a file.
[[gnu::cold, gnu::noinline]] bool connection::begin_file()
{
    request_state& current = *current_;
    response& given = *current.answer;
    const bool keep_alive = may_keep_alive();
    const reply_frame frame{
        loop_.date.at(loop_.now), keep_alive, current.request.is_http_1_0(), current.request.method() == method::head};
    std::shared_ptr<const file_body> body = shared_file_body(given);
    append_file_head(current.out.text, given, frame, body->size());
    if (sends_body(given, frame))
        current.file = std::make_unique<file_sending>(std::move(body), keep_alive);
    else
        current.file = std::make_unique<file_sending>(std::make_shared<file_body>(), keep_alive);
    given = response(given.status()); // its fields have been written
    current.streamed = true;
    return true;
}

/// Sends what there is room for. A large file gives way to the other connections of the loop now and then.
[[gnu::cold, gnu::noinline]] bool connection::step_file()
{
    if (writing())
        return false;
    byte_buffer& text = current_->out.text;
    file_sending& sending = *current_->file;
    while (!sending.range.empty() || sending.next(text)) {
        if (sending.range.empty())
            continue;
        error_code failed;
        const std::size_t sent = stream_.send_some({text.bytes().data(), text.size()}, sending.range, failed);
        const std::size_t of_text = std::min(sent, text.size());
        text.consume(of_text);
        sending.range.sent(sent - of_text);
        if (failed && failed != boost::asio::error::would_block) {
            file_failed(failed);
            return false;
        }
        if (!sending.range.empty() || !text.empty())
            return wait_to_send();
    }
    if (flush())
        return end_file();
    if (life_.is_cancelled())
        close(ending::stopped);
    return false;
}

/// Waits until there is room for more. A client that takes something in time may take long for all of it.
bool connection::wait_to_send()
{
    file_sending& sending = *current_->file;
    if (life_.is_cancelled()) {
        close(ending::stopped);
    } else if (!current_->out.text.empty()) {
        write_rest();
    } else if (const error_code failed = stream_.send_file(sending.range, *this)) {
        file_failed(failed);
    } else {
        sending.waits = true;
        writer_ = writer_state::waits_for_room;
        expires_at(plait::detail::later(loop_.now, loop_.options.write_timeout()));
    }
    return false;
}

/// All of the file has gone out.
bool connection::end_file()
{
    request_state& current = *current_;
    const bool unread = current.incoming() && !current.incoming()->is_whole();
    const bool keep_alive = current.file->keeps_alive && !loop_.draining && !life_.is_cancelled();
    current.end_streams();
    return end_body(keep_alive, unread);
}

/// The length of the body was said, so what is missing can only be told by the end of the connection.
[[gnu::cold, gnu::noinline]] void connection::file_failed(error_code why)
{
    namespace errc = boost::system::errc;
    for (const auto of_client :
         {errc::broken_pipe, errc::connection_reset, errc::connection_aborted, errc::not_connected, errc::timed_out,
          errc::host_unreachable, errc::network_unreachable, errc::network_down, errc::operation_canceled,
          errc::bad_file_descriptor})
        if (why == of_client)
            return close(ending::client_left);
    const bool is_shorter = why == boost::asio::error::eof;
    loop_.log([&] {
        return request_line()
               + (is_shorter ? ": the file has become shorter while it was sent"
                             : ": the file cannot be read: " + why.message());
    });
    close(ending::failed);
}

} // namespace plait::http::detail
