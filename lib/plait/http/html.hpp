#pragma once

#include <plait/html/html_template.hpp>
#include <plait/http/response.hpp>

#include <type_traits>

namespace plait::http {

namespace detail {

response refused_template(const template_error& refused);

} // namespace detail

/// Returns an answer with the page that a template makes of the data.
///
///     constexpr plait::html_template<greeting> page([] { return "<p>Hello, {{name}}!</p>"; });
///
///     co_return html(page, greeting{name});
///
/// Errors: where the template is read from a file, and the file is refused, the answer has the status 500 and a page that
///   says why: the file, the line and the reason.
///
/// Threads: any.
///
/// Cost: that of `html_template::render`.
template <class Data>
response html(const html_template<Data>& page, const std::type_identity_t<Data>& data, status code = status::ok)
{
    try {
        return html(page.render(data), code);
    } catch (const template_error& refused) {
        return detail::refused_template(refused);
    }
}

} // namespace plait::http
