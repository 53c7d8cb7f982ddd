#include <plait/http/multipart_reader.hpp>

#include "http/form_type.hpp"
#include "http/parse/multipart_parser.hpp"
#include <plait/http/http_error.hpp>

namespace plait::http {

using detail::multipart_event;

namespace {

std::string boundary_of(const request& request)
{
    detail::form_type type = detail::type_of_form(request);
    if (!type.in_parts)
        throw http_error(status::unsupported_media_type, "this form is sent with the Content-Type multipart/form-data");
    return std::move(type.boundary);
}

} // namespace

class multipart_reader::state {
public:
    state(const std::string& boundary, body_reader& body, const form_limits& limits)
        : parser_(boundary, limits), body_(body)
    {
    }

    [[nodiscard]] const detail::part_head& part() const noexcept { return parser_.part(); }
    [[nodiscard]] std::string_view data() const noexcept { return parser_.data(); }

    /// Returns the next event. `more` is the end of the body.
    awaitable<multipart_event> next()
    {
        for (;;) {
            const multipart_event event = parser_.parse(piece_);
            if (event == multipart_event::refused)
                refuse();
            if (event != multipart_event::more)
                co_return event;
            const std::optional<std::string_view> come = co_await body_.read();
            if (!come && parser_.finish() == multipart_event::refused)
                refuse();
            if (!come)
                co_return multipart_event::more;
            piece_ = *come;
        }
    }

    bool in_part = false;

private:
    [[noreturn]] void refuse() const { throw http_error(parser_.refusal().status, parser_.refusal().why); }

    detail::multipart_parser parser_;
    body_reader& body_;
    std::string_view piece_; // of the body; what has not been parsed of it
};

multipart_reader::multipart_reader(const request& request, body_reader& body, const form_limits& limits)
    : state_(std::make_unique<state>(boundary_of(request), body, limits))
{
}

multipart_reader::~multipart_reader() = default;

awaitable<bool> multipart_reader::next()
{
    state_->in_part = false;
    for (;;) {
        const multipart_event event = co_await state_->next();
        if (event == multipart_event::more)
            co_return false;
        if (event == multipart_event::part)
            co_return state_->in_part = true;
    }
}

const std::string& multipart_reader::name() const noexcept
{
    return state_->part().name;
}

bool multipart_reader::is_file() const noexcept
{
    return state_->part().is_file;
}

const std::string& multipart_reader::file_name() const noexcept
{
    return state_->part().file_name;
}

const std::string& multipart_reader::content_type() const noexcept
{
    return state_->part().content_type;
}

awaitable<std::optional<std::string_view>> multipart_reader::read()
{
    if (state_->in_part) {
        const multipart_event event = co_await state_->next();
        if (event == multipart_event::data)
            co_return state_->data();
        state_->in_part = false;
    }
    co_return std::nullopt;
}

awaitable<std::string> multipart_reader::text(bytes most)
{
    std::string all;
    while (const auto piece = co_await read()) {
        if (piece->size() > most.count() - all.size())
            throw http_error(status::payload_too_large, "the field " + name() + " of the form is too long");
        all += *piece;
    }
    co_return all;
}

} // namespace plait::http
