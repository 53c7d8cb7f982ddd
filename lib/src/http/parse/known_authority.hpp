#pragma once

#include "http/parse/target.hpp"
#include "http/parse/text_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace plait::http::detail {

/// Remembers the last text that was found to be an authority. The clients of a server mostly send the same Host, and to
/// compare a text takes a tenth of the instructions that it takes to look at each of its characters.
class known_authority {
public:
    [[nodiscard]] bool is_authority(std::string_view text) noexcept
    {
        if (text.size() == size_ && same_text(text, {text_.data(), size_}) && size_ > 0)
            return true;
        if (!detail::is_authority(text))
            return false;
        size_ = text.size() <= text_.size() ? text.copy(text_.data(), text_.size()) : 0;
        return true;
    }

private:
    std::array<char, 56> text_{};
    std::size_t size_ = 0;
};

} // namespace plait::http::detail
