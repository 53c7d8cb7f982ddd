#pragma once

#include <plait/html/detail/template_failure_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plait::detail {

/// A failure, written out. The compiler shows it as the argument of a template, so all members are public.
struct failure_message {
    static constexpr std::size_t most = 400;
    char text[most] = {};
    std::size_t size = 0;

    constexpr void add(std::string_view more)
    {
        for (std::size_t i = 0; i < more.size() && size + 1 < most; ++i)
            text[size++] = more.data()[i];
    }
    constexpr void add(std::uint32_t number)
    {
        char digits[10] = {};
        int count = 0;
        do
            digits[count++] = static_cast<char>('0' + number % 10);
        while ((number /= 10) != 0);
        while (count > 0 && size + 1 < most)
            text[size++] = digits[--count];
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text, size}; }
};

struct text_position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

[[nodiscard]] constexpr text_position position_of(const char* at, std::string_view text)
{
    text_position position;
    const char* const end = text.data() + text.size();
    for (const char* each = text.data(); at && each != at && each != end; ++each) {
        ++position.column;
        if (*each == '\n') {
            ++position.line;
            position.column = 1;
        }
    }
    return position;
}

constexpr void add_reason(failure_message& message, const template_failure& failure)
{
    const std::string_view text = failure_text(failure.code);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text.data()[i];
        if (c == '$')
            message.add(failure.subject);
        else if (c == '@' && !(i + 1 < text.size() && text.data()[i + 1] >= 'a' && text.data()[i + 1] <= 'z'))
            message.add(failure.owner);
        else
            message.add({&c, 1});
    }
}

/// "page.html: line 3, column 14: what is wrong".
[[nodiscard]] constexpr failure_message
message_of(const template_failure& failure, std::string_view file, std::string_view text)
{
    failure_message message;
    const text_position position = position_of(failure.at, text);
    if (!file.empty()) {
        message.add(file);
        message.add(": ");
    }
    message.add("line ");
    message.add(position.line);
    message.add(", column ");
    message.add(position.column);
    message.add(": ");
    if (failure.in_next_round)
        message.add("in the second round of the loop, behind what the first one wrote: ");
    add_reason(message, failure);
    return message;
}

} // namespace plait::detail
