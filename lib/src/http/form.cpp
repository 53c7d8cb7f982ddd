#include <plait/http/form.hpp>

#include "http/form_type.hpp"
#include "http/parse/cut_text.hpp"
#include "http/parse/json_place.hpp"
#include "http/parse/multipart_parser.hpp"
#include "http/parse/percent.hpp"
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plait::http {

namespace {

/// Appends the text, decoded. Returns false if a % is not followed by two hexadecimal digits.
bool append_decoded(std::string_view text, std::string& to)
{
    to.reserve(text.size());
    while (!text.empty()) {
        const char first = text.front();
        const std::size_t before = text.size();
        const char decoded = detail::take_decoded(text);
        if (first == '%' && before - text.size() == 1)
            return false;
        to += first == '+' ? ' ' : decoded;
    }
    return true;
}

constexpr std::size_t most_name = 100; // of the bytes of a name that the client is told

std::string pointer_to_field(std::string_view name)
{
    const detail::json_place place{nullptr, name};
    return detail::pointer_to(&place);
}

[[noreturn]] void miss(std::string_view name, const char* what)
{
    throw http_error(
        status::unprocessable_content,
        std::string("the form has no ").append(what).append(" ").append(detail::cut_text(name, most_name)),
        {{pointer_to_field(name), std::string("a ").append(what), "nothing"}});
}

template <class Parts>
auto* find(Parts& parts, std::string_view name) noexcept
{
    const auto found = std::ranges::find(parts, name, [](const auto& each) -> std::string_view { return each.name; });
    return found == parts.end() ? nullptr : &*found;
}

} // namespace

form_data request::form() const
{
    return form(form_limits());
}

form_data request::form(const form_limits& limits) const
{
    if (has_reader_)
        throw std::logic_error("request::form: the handler takes a body_reader, so the body is not in the request; read the "
                               "form with a multipart_reader, or take the request alone");
    const detail::form_type type = detail::type_of_form(*this);
    form_data made;
    if (type.in_parts)
        made.read_multipart(body(), type.boundary, limits);
    else
        made.read_encoded(body(), limits);
    return made;
}

void form_data::read_encoded(std::string_view body, const form_limits& limits)
{
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(pair.size() + 1, body.size()));
        if (pair.empty())
            continue;
        if (fields_.size() == limits.fields())
            throw http_error(status::payload_too_large, "the form has too many fields");
        const std::size_t equals = std::min(pair.find('='), pair.size());
        form_field& field = fields_.emplace_back();
        if (!append_decoded(pair.substr(0, equals), field.name)
            || !append_decoded(pair.substr(std::min(equals + 1, pair.size())), field.value))
            throw http_error(status::bad_request, "the form has a % without two hexadecimal digits behind it");
        if (field.name.size() > limits.name())
            throw http_error(status::payload_too_large, "a field of the form has too long a name");
    }
}

void form_data::read_multipart(std::string_view body, std::string_view boundary, const form_limits& limits)
{
    using detail::multipart_event;
    detail::multipart_parser parser(boundary, limits);
    std::string_view content; // of a part: it comes at once, as the body does
    multipart_event event = multipart_event::more;
    do {
        event = parser.parse(body);
        if (event == multipart_event::part)
            content = {};
        else if (event == multipart_event::data)
            content = parser.data();
        else if (event == multipart_event::part_end) {
            const detail::part_head& part = parser.part();
            if (!part.is_file)
                fields_.push_back({part.name, std::string(content)});
            else if (!part.file_name.empty() || !content.empty())
                files_.push_back({part.name, part.file_name, part.content_type, content});
        }
    } while (event != multipart_event::more && event != multipart_event::refused);
    if (parser.finish() == multipart_event::refused)
        throw http_error(parser.refusal().status, parser.refusal().why);
}

std::string_view form_data::operator[](std::string_view name) const& noexcept
{
    const form_field* const found = find(fields_, name);
    return found ? std::string_view(found->value) : std::string_view();
}

bool form_data::contains(std::string_view name) const noexcept
{
    return find(fields_, name) != nullptr;
}

const std::string& form_data::required(std::string_view name) const
{
    const form_field* const found = find(fields_, name);
    if (!found)
        miss(name, "field");
    return found->value;
}

void form_data::refuse(std::string_view name, std::string expected, std::string_view got)
{
    throw http_error(
        status::unprocessable_content, "the field " + detail::cut_text(name, most_name) + " of the form is wrong",
        {{pointer_to_field(name), std::move(expected), detail::cut_text(got)}});
}

std::vector<std::string_view> form_data::all(std::string_view name) const&
{
    std::vector<std::string_view> values;
    for (const form_field& each : fields_)
        if (each.name == name)
            values.push_back(each.value);
    return values;
}

const file_part* form_data::file(std::string_view name) const& noexcept
{
    return find(files_, name);
}

const file_part& form_data::require_file(std::string_view name) const&
{
    const file_part* const found = find(files_, name);
    if (!found)
        miss(name, "file");
    return *found;
}

} // namespace plait::http
