#pragma once

#include <plait/detail/kernel/build_flags.hpp>
#include <plait/html/html_template.hpp>

namespace plait {

/// A text with places for data, in the language of `html_template`. Nothing is escaped: it is for mail, logs and the
/// like, and never for a page.
///
///     constexpr plait::text_template<greeting> mail([] { return "Dear {{name}},\n"; });
///     std::string text = mail.render({"Ada"});
///
/// Threads: a constant may be used on any threads at once.
///
/// Cost: that of `html_template`.
template <class Data>
class text_template : public detail::template_base {
public:
    template <detail::template_source Source>
    constexpr text_template(Source) noexcept // NOLINT: a template is its text
        : template_base(detail::compiled_template<Source, Data, detail::template_language::text>::program)
    {
    }

    text_template(const template_file& file) // NOLINT
        : template_base(file, detail::type_of<Data>, detail::template_language::text)
    {
    }

    template <class Other>
        requires(!detail::template_source<Other> && !std::is_convertible_v<Other, template_file>)
    text_template(const Other&)
    {
        static_assert(
            detail::template_source<Other>,
            "a template is a lambda without captures that returns its text, or a plait::template_file");
    }

    [[nodiscard]] std::string render(const Data& data) const
    {
        std::string out;
        append(&data, out);
        return out;
    }

    void append_to(std::string& out, const Data& data) const { append(&data, out); }
};

} // namespace plait
