#include <plait/http/events.hpp>

#include "http/not_negative.hpp"
#include <plait/http/stream.hpp>

#include <algorithm>
#include <stdexcept>

namespace plait::http {

namespace {

// A line end would begin another field, and a client drops an id that has a NUL.
void check(const char* what, std::string_view value)
{
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        throw std::invalid_argument(
            std::string("server_event: ") + what + " has a line end or a NUL, which would split the event");
}

awaitable<void> write_kept(detail::body_sink& to, std::string text)
{
    body_writer out(to);
    while (to.full()) {
        to.progress.reset();
        co_await to.progress.wait();
    }
    to.append(text); // as a whole, however long it is: another task may send, too
    co_await out.write({});
}

} // namespace

server_event& server_event::name(std::string_view value) &
{
    check("the name", value);
    return put("event: ", value);
}

server_event& server_event::id(std::string_view value) &
{
    check("the id", value);
    return put("id: ", value);
}

server_event& server_event::retry(clock::duration value) &
{
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(not_negative("server_event: retry", value));
    return put("retry: ", std::to_string(milliseconds.count()));
}

server_event& server_event::put(std::string_view field, std::string_view value)
{
    std::string line;
    line.append(field).append(value).append("\n");
    text_.insert(size_of_fields_, line);
    size_of_fields_ += line.size();
    return *this;
}

std::string server_event::text() const
{
    std::string text = text_.substr(0, size_of_fields_);
    std::string_view rest = std::string_view(text_).substr(size_of_fields_);
    do {
        const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
        text.append("data: ").append(rest.substr(0, end)).append("\n");
        const std::size_t skipped = rest.substr(end).starts_with("\r\n") ? 2 : 1;
        if (end == rest.size())
            break;
        rest.remove_prefix(end + skipped);
    } while (true);
    return text.append("\n");
}

awaitable<void> event_writer::send(const server_event& event)
{
    return write_kept(to_, event.text());
}

awaitable<void> event_writer::send(std::string data)
{
    return send(server_event(std::move(data)));
}

response detail::event_stream(std::shared_ptr<streamed_body> body, clock::duration heartbeat)
{
    body->heartbeat = not_negative("events: heartbeat", heartbeat);
    body->ends_with_server = true;
    // nginx would keep events back until its buffer is full.
    return streamed(
        response().content_type("text/event-stream").set("Cache-Control", "no-store").set("X-Accel-Buffering", "no"),
        std::move(body));
}

} // namespace plait::http
