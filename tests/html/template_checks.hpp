#pragma once

#include <plait/html/html_template.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace template_checks {

/// Whether a text is refused, and why: "line 1, column 4: ...", or nothing.
template <class Data>
constexpr plait::detail::failure_message
refusal(std::string_view text, plait::detail::template_language language = plait::detail::template_language::html)
{
    const plait::template_text file{{}, text};
    plait::detail::template_parser parser(&file, 1, plait::detail::type_of<Data>, language);
    parser.run();
    return parser.problem ? plait::detail::message_of(parser.problem, {}, text) : plait::detail::failure_message();
}

/// What a text becomes, as it does when it comes from a file; a refusal if it is refused.
template <class Data>
std::string rendered(
    std::string_view text, const Data& data,
    plait::detail::template_language language = plait::detail::template_language::html)
{
    if (const auto why = refusal<Data>(text, language); why.size > 0)
        return "refused: " + std::string(why.view());
    const plait::template_text file{{}, text};
    plait::detail::template_parser counting(&file, 1, plait::detail::type_of<Data>, language);
    counting.run();
    std::vector<plait::detail::instruction> code(counting.made.size);
    std::vector<plait::detail::inside_function> steps(counting.step_count + 1);
    plait::detail::template_parser parser(
        &file, 1, plait::detail::type_of<Data>, language,
        {code.data(), steps.data(), counting.made.size, counting.step_count});
    parser.run();
    std::string out;
    plait::detail::render(parser.made, &data, out);
    return out;
}

/// What the same text becomes when it is compiled.
template <class Data, class Source>
std::string compiled(Source source, const Data& data)
{
    return plait::html_template<Data>(source).render(data);
}

} // namespace template_checks
