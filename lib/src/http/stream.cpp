#include <plait/http/stream.hpp>

#include "http/answer/file_body.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace plait::http {

namespace {

// Framing, routing, authentication, and what says how to read the body (RFC 9110 section 6.5.1).
constexpr std::array not_in_trailers{
    "Authorization",    "Cache-Control",
    "Connection",       "Content-Encoding",
    "Content-Length",   "Content-Range",
    "Content-Type",     "Date",
    "Expires",          "Host",
    "Keep-Alive",       "Location",
    "Set-Cookie",       "TE",
    "Trailer",          "Transfer-Encoding",
    "WWW-Authenticate",
};

class text_sink final : public detail::body_sink {
public:
    void append(std::string_view piece) override { text_ += piece; }
    [[nodiscard]] bool full() const noexcept override { return false; }
    [[nodiscard]] bool empty() const noexcept override { return true; }
    [[nodiscard]] std::string take() noexcept { return std::move(text_); }

private:
    std::string text_;
};

} // namespace

awaitable<void> body_writer::write(std::string_view piece)
{
    do {
        while (to_.full()) {
            to_.progress.reset();
            co_await to_.progress.wait();
        }
        const std::string_view part = piece.substr(0, most_queued);
        piece.remove_prefix(part.size());
        to_.append(part);
    } while (!piece.empty());
    if (!to_.full())
        to_.progress.set();
    co_await to_.progress.wait(); // lets other tasks run now and then, too
}

awaitable<void> body_writer::flush()
{
    while (!to_.empty()) {
        to_.progress.reset();
        co_await to_.progress.wait();
    }
    if (to_.is_stopped())
        throw boost::system::system_error(boost::asio::error::operation_aborted, "body_writer::flush");
}

void body_writer::trailer(std::string_view name, std::string_view value)
{
    if (!detail::is_token(name))
        throw std::invalid_argument("body_writer::trailer: '" + std::string(name) + "' is not a field name");
    if (!detail::is_field_value(value))
        throw std::invalid_argument(
            "body_writer::trailer: the value of " + std::string(name) + " has a control character");
    if (std::ranges::any_of(not_in_trailers, [&](std::string_view each) { return detail::same_name(each, name); }))
        throw std::invalid_argument(
            "body_writer::trailer: " + std::string(name) + " may not follow a body; set it in the answer's head");
    if (!to_.trailers)
        to_.trailers = std::make_unique<std::string>();
    to_.trailers->append(name).append(": ").append(value).append("\r\n");
}

awaitable<std::string> read_body(response& answer)
{
    if (const detail::file_body* const file = detail::file_body_in(answer))
        co_return detail::read_whole(*file);
    detail::streamed_body* const body = detail::streamed_body_in(answer);
    if (!body)
        co_return answer.body();
    text_sink to;
    co_await body->write(to);
    const std::unique_ptr<detail::body_coding> coding = body->coding();
    if (!coding)
        co_return to.take();
    std::string coded;
    coding->add(to.take(), true, coded);
    co_return coded;
}

} // namespace plait::http
