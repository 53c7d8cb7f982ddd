// What becomes of requests when there are more than the server can serve.
#include "http/connection/connection.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr std::string_view busy_head = "HTTP/1.1 503 Service Unavailable\r\n"
                                       "Content-Type: text/plain; charset=utf-8\r\n"
                                       "Content-Length: 20\r\n"
                                       "Retry-After: 1\r\n"
                                       "Date: ";
constexpr std::string_view busy_close = "\r\nConnection: close";
constexpr std::string_view busy_keep = "\r\nConnection: keep-alive";
constexpr std::string_view busy_head_end = "\r\n\r\n";
constexpr std::string_view busy_body = "Service Unavailable\n";

} // namespace

/// Whether the present request may be refused, and may have to wait. What has no handler is answered at once in any case.
bool connection::may_be_refused() const noexcept
{
    return current_->to && current_->to->options.may_be_shed();
}

/// A head has come while the loop is looked at.
[[gnu::cold, gnu::noinline]] bool connection::weigh_request()
{
    if (!loop_.load.comes(this, loop_.now) || !may_be_refused())
        return take_request_if_there_is_room();
    if (!flush()) // the answers ahead of this one; then the head is parsed once more
        return false;
    reader_.goes_to(stage::waits);
    current_->waiting.whose = this;
    loop_.load.wait(current_->waiting);
    return false;
}

void connection::turn_of(waiting_request& of, bool starts) noexcept
{
    connection& self = *static_cast<waiting_connection&>(of).whose;
    const clock::time_point came = of.came();
    self.act([&self, came, starts] {
        self.reader_.goes_to(stage::head);
        self.reader_.in_time();
        if (!starts || self.is_too_late(came))
            static_cast<void>(self.refuse_for_load(loop_load::reason::waited));
        else
            static_cast<void>(self.take_request_if_there_is_room());
    });
}

/// Whether a request has waited for so long that there is no time for its handler.
bool connection::is_too_late(clock::time_point came) const noexcept
{
    const auto& given = current_->to->options.handler_timeout();
    const clock::time_point now = clock::now();
    plait::detail::limit* const around = loop_.tasks.around().deadline;
    return plait::detail::between(came, now) >= (given ? *given : loop_.options.handler_timeout())
           || (around && around->due() <= now);
}

bool connection::take_request_if_there_is_room()
{
    if (may_be_refused() && !loop_.load.take_place(current_->has_place))
        return refuse_for_load(loop_load::reason::no_place);
    return take_request();
}

/// The body has come that was missing, or the handler reads it. Only now the request needs a place: a client may take
/// minutes for a body.
[[gnu::cold, gnu::noinline]] bool connection::handle_if_there_is_room()
{
    if (may_be_refused() && !loop_.load.take_place(current_->has_place)) {
        loop_.load.refuses(loop_load::reason::no_place);
        return refuse(status::service_unavailable);
    }
    return handle();
}

/// The present request has ended, if one has a place among those in flight.
[[gnu::noinline]] void connection::give_back_place() noexcept
{
    if (current_ && std::exchange(current_->has_place, false))
        loop_.load.give_back_place();
}

/// Answers a request of which only the head was looked at. This is as cheap as it can be, so nobody shapes the answer.
bool connection::refuse_for_load(loop_load::reason why)
{
    request_state& current = *current_;
    const request_parser& parser = current.parser();
    loop_.load.refuses(why);
    reader_.goes_to(stage::head); // the time for the next head is its own
    const std::size_t length = parser.content_length();
    const bool whole = !parser.has_chunked_body() && current.input.size() - current.consumed >= length;
    if (whole)
        current.consumed += length;
    const bool keep_alive = whole && may_keep_alive();

    const std::string_view date = loop_.date.at(loop_.now);
    byte_buffer& to = current.out.text;
    to.reserve(busy_head.size() + date.size() + busy_keep.size() + busy_head_end.size() + busy_body.size());
    to.append(busy_head);
    to.append(date);
    if (!keep_alive)
        to.append(busy_close);
    else if (current.request.is_http_1_0())
        to.append(busy_keep);
    to.append(busy_head_end);
    if (current.request.method() != method::head)
        to.append(busy_body);

    if (whole) {
        current.input.consume(current.consumed);
        life_.answered(keep_alive, !current.input.empty() || reader_.may_read());
    } else {
        life_.refused(); // what comes of the body is thrown away, for a while
    }
    if (loop_.ends.are_told())
        ends(status::service_unavailable, ending::refused, whole ? current.input.size() : 0);
    else if (to.size() >= loop_.ends.most_batched())
        static_cast<void>(flush());
    return true;
}

} // namespace plait::http::detail
