#pragma once

#include <plait/html/detail/template_failure_message.hpp>
#include <plait/html/detail/template_parser.hpp>
#include <plait/html/detail/value_type_of.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace plait::detail {

template <class Text>
concept one_text = std::is_convertible_v<Text, std::string_view>;
template <class Files>
concept several_files = requires(const Files& files)
{
    static_cast<const template_text*>(files.data());
    files.size();
};

/// A function without captures that returns a template's text, or its files. Its type stands in the symbols of what is
/// compiled of it, and the text does not, so that these stay short.
template <class Source>
concept template_source = std::is_empty_v<Source> && std::is_default_constructible_v<Source> &&(
    one_text<std::invoke_result_t<const Source&>> || several_files<std::invoke_result_t<const Source&>>);

struct only_text {
    template_text text;

    [[nodiscard]] constexpr const template_text* data() const { return &text; }
    [[nodiscard]] constexpr std::size_t size() const { return 1; }
};

template <class Source>
constexpr auto files_of_source()
{
    if constexpr (one_text<std::invoke_result_t<const Source&>>)
        return only_text{{{}, Source{}()}};
    else
        return Source{}();
}

#if defined(__clang__)
// clang shows no more than some 30 characters of each argument, so it gets them in pieces.
template <std::size_t Size>
struct message_piece {
    char text[Size + 1];
};
template <message_piece... Message>
struct the_template_is_refused {
    static_assert(sizeof...(Message) == 0, "the template is refused: see the line and the reason in the note below");
    static constexpr bool is_said = true;
};
template <failure_message Message, std::size_t At>
constexpr auto cut()
{
    constexpr std::size_t size = Message.size - At < 30 ? Message.size - At : 30;
    message_piece<size> piece{};
    for (std::size_t i = 0; i < size; ++i)
        piece.text[i] = Message.text[At + i];
    return piece;
}
template <failure_message Message, std::size_t... Index>
constexpr bool refuse(std::index_sequence<Index...>)
{
    return the_template_is_refused<cut<Message, Index * 30>()...>::is_said;
}
template <failure_message Message>
constexpr bool refuse()
{
    return refuse<Message>(std::make_index_sequence<(Message.size + 29) / 30>());
}
#else
template <failure_message Message>
struct the_template_is_refused {
    static_assert(Message.size == 0, "the template is refused: see the line and the reason above");
    static constexpr bool is_said = true;
};
template <failure_message Message>
constexpr bool refuse()
{
    return the_template_is_refused<Message>::is_said;
}
#endif

[[nodiscard]] constexpr std::uint32_t count_tags(const template_text* files, std::size_t count)
{
    std::uint32_t tags = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const char* const text = files[i].text.data();
        const std::size_t size = files[i].text.size();
        for (std::size_t at = 1; at < size; ++at)
            tags += text[at] == '{' && text[at - 1] == '{';
    }
    return tags;
}

/// A template that is checked while compiling.
template <class Source, class Data, template_language Language>
struct compiled_template {
    static constexpr auto files = files_of_source<Source>();

    // Most templates fit into a space that is made by the number of their tags: they are read once.
    static constexpr std::uint32_t tags = count_tags(files.data(), files.size());
    struct draft {
        template_failure problem;
        template_program program;
        std::uint32_t step_count = 0;
        instruction code[2 * tags + 2] = {};
        inside_function steps[3 * tags + 2] = {};
    };
    static constexpr draft make_draft()
    {
        draft made;
        template_parser parser(
            files.data(), static_cast<unsigned>(files.size()), type_of<Data>, Language,
            {made.code, made.steps, 2 * tags + 2, 3 * tags + 2});
        parser.run();
        made.problem = parser.problem;
        made.program.size = parser.made.size;
        made.program.literal_bytes = parser.made.literal_bytes;
        made.step_count = parser.step_count;
        return made;
    }
    static constexpr draft drafted = make_draft();
    static constexpr bool is_refused = static_cast<bool>(drafted.problem);
    static constexpr std::uint32_t size = is_refused ? 0 : drafted.program.size;
    static constexpr std::uint32_t step_count = is_refused ? 0 : drafted.step_count;

    struct parts {
        instruction code[size + 1] = {};
        inside_function steps[step_count + 1] = {};
    };
    static constexpr parts make()
    {
        parts made;
        if constexpr (is_refused) {
            constexpr template_text file = files.data()[drafted.problem.part];
            (void)refuse<message_of(drafted.problem, file.name, file.text)>();
        } else if constexpr (size <= 2 * tags + 2 && step_count <= 3 * tags + 2) {
            for (std::uint32_t i = 0; i < size; ++i)
                made.code[i] = drafted.code[i];
            for (std::uint32_t i = 0; i < step_count; ++i)
                made.steps[i] = drafted.steps[i];
        } else {
            template_parser parser(
                files.data(), static_cast<unsigned>(files.size()), type_of<Data>, Language,
                {made.code, made.steps, size, step_count});
            parser.run();
        }
        return made;
    }
    static constexpr parts made = make();
    inline static std::atomic<std::uint32_t> usual_size = 0;
    static constexpr template_program program{made.code, made.steps, size, drafted.program.literal_bytes, &usual_size};
};

} // namespace plait::detail
