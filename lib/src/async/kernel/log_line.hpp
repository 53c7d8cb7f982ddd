#pragma once

#include <plait/log.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace plait {

/// The text of a record. It allocates no memory, as such a line may have to say that there is no memory left.
class log_line {
public:
    /// Makes the text of the message and the fields.
    explicit log_line(const log_record&) noexcept;
    /// Makes the whole line, with its end. `dropped` is the number of lines that were lost before this one.
    log_line(const log_record&, std::size_t dropped) noexcept;

    [[nodiscard]] std::string_view text() const noexcept { return {text_.data(), size_}; }

private:
    void append(std::string_view) noexcept;
    void append_beyond(std::string_view) noexcept;
    void append_record(const log_record&) noexcept;
    void append_number(std::size_t value, std::size_t digits) noexcept;
    void append_time(std::chrono::system_clock::time_point) noexcept;
    void append_text(std::string_view, bool may_have_spaces) noexcept;
    void append_field(std::string_view key, std::string_view value) noexcept;
    void append_escaped(std::string_view) noexcept;

    static constexpr std::size_t longest = 4096;
    static constexpr std::size_t kept_for_the_end = 64;
    std::array<char, longest> text_; // NOLINT(*-member-init): only what is written is read
    std::size_t size_ = 0;
    bool cut_ = false;
};

} // namespace plait
