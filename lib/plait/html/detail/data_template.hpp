#pragma once

#include <plait/html/detail/compiled_template.hpp>
#include <plait/html/detail/template_base.hpp>
#include <plait/html/template_file.hpp>

#include <string>
#include <type_traits>

namespace plait::detail {

/// What `html_template` and `text_template` share: a template of data of one type.
template <class Data, template_language language>
class data_template : public template_base {
public:
    /// Takes a function without captures that returns the text, or what a build function made of a file.
    template <template_source Source>
    constexpr data_template(Source) noexcept // NOLINT: a template is its text
        : template_base(compiled_template<Source, Data, language>::program)
    {
    }

    /// Reads the template from a file, now and whenever the file has changed.
    data_template(const template_file& file) // NOLINT
        : template_base(file, type_of<Data>, language)
    {
    }

    template <class Other>
        requires(
            !template_source<
                Other> && !std::is_convertible_v<Other, template_file> && !std::is_base_of_v<data_template, Other>)
    data_template(const Other&)
    {
        static_assert(
            template_source<Other>,
            "a template is a lambda without captures that returns its text, or a plait::template_file");
    }

    /// Errors: a template from a file throws `template_error` if the file is refused. Each one does so if data in a script
    ///   are nested more than 64 deep.
    [[nodiscard]] std::string render(const Data& data) const
    {
        std::string out;
        append(&data, out);
        return out;
    }

    /// Appends the same to a text. If it throws, the text is as before.
    void append_to(std::string& out, const Data& data) const { append(&data, out); }
};

} // namespace plait::detail
