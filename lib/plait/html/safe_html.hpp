#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace plait {

namespace detail {

struct html_language;
struct url_language;
struct css_language;
struct json_language;

/// A text that the program vouches for, in one of the languages of a page.
template <class Language>
class trusted_text {
public:
    trusted_text() = default;
    explicit trusted_text(std::string trusted) noexcept : text_(std::move(trusted)) {}

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    friend bool operator==(const trusted_text&, const trusted_text&) = default;

private:
    std::string text_;
};

} // namespace detail

/// HTML that a template writes as it is, where text and elements may stand. Whoever makes one vouches for it: it must
/// come from the program itself, from another template's `fragment`, or from a sanitizer, and have all its elements closed.
///
///     struct article { std::string title; plait::safe_html body; };
///
/// In an attribute, in `<title>` and in `<textarea>` it is a text like any other, and its markup is shown.
///
/// Threads: a value: one thread at a time.
///
/// Cost: that of a `std::string`.
using safe_html = detail::trusted_text<detail::html_language>;

/// A URL whose scheme is not checked, such as `data:image/png;base64,...` of a picture that the program made. It must
/// not come from outside. Where a URL may not stand at all, this may not either.
using safe_url = detail::trusted_text<detail::url_language>;

/// A value of a declaration in CSS that is more than a keyword, a number or a colour, such as `1px solid #ccc`.
using safe_css = detail::trusted_text<detail::css_language>;

/// JSON that is text already. In a script it stands as it is, but for characters that could end the script.
using safe_json = detail::trusted_text<detail::json_language>;

} // namespace plait
