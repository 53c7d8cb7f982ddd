#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace plait::detail {

/// The end of a string, to which short texts are appended. std::string's own functions are calls for each of them; this
/// makes the string longer than needed, writes into it, and cuts it at the end.
class text_output {
public:
    text_output(std::string& text, std::size_t usual) : text_(text)
    {
        const std::size_t size = text.size();
        text.resize(size + usual);
        at_ = text.data() + size;
        end_ = text.data() + text.size();
    }
    ~text_output() { text_.resize(size()); }
    text_output(const text_output&) = delete;
    text_output& operator=(const text_output&) = delete;

    /// How long the string had to be, with the room that was made for what was shorter then. 0: as long as at first.
    [[nodiscard]] std::size_t grown_to() const { return grown_to_; }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(at_ - text_.data()); }

    [[nodiscard]] bool ends_with_slash() const { return size() > 0 && (at_[-1] == '/' || at_[-1] == '\\'); }

    /// Returns a place for that many bytes; `written` tells how far they went.
    [[nodiscard]] char* space(std::size_t bytes)
    {
        if (static_cast<std::size_t>(end_ - at_) < bytes) [[unlikely]]
            grow(bytes);
        return at_;
    }
    void written(char* end) { at_ = end; }
    [[nodiscard]] std::size_t room_behind(const char* at) const { return static_cast<std::size_t>(end_ - at); }

    void append(const char* text, std::size_t size)
    {
        char* const to = space(size);
        // Most texts are short, and a call to copy each costs more than to copy its two halves, which may overlap.
        if (size > 32)
            std::memcpy(to, text, size);
        else if (size >= 16)
            copy_ends<16>(to, text, size);
        else if (size >= 8)
            copy_ends<8>(to, text, size);
        else if (size >= 4)
            copy_ends<4>(to, text, size);
        else
            for (std::size_t i = 0; i < size; ++i)
                to[i] = text[i];
        at_ = to + size;
    }
    text_output& operator+=(std::string_view text)
    {
        append(text.data(), text.size());
        return *this;
    }
    text_output& operator+=(char c)
    {
        *space(1) = c;
        ++at_;
        return *this;
    }

    /// Forgets what was written behind that many bytes.
    void back_to(std::size_t size) { at_ = text_.data() + size; }

private:
    template <std::size_t Half>
    static void copy_ends(char* to, const char* text, std::size_t size)
    {
        char halves[2 * Half];
        std::memcpy(halves, text, Half);
        std::memcpy(halves + Half, text + size - Half, Half);
        std::memcpy(to, halves, Half);
        std::memcpy(to + size - Half, halves + Half, Half);
    }

    void grow(std::size_t bytes);

    std::string& text_;
    char* at_;
    char* end_;
    std::size_t grown_to_ = 0;
};

} // namespace plait::detail
