#pragma once

#include "http/answer/file_body.hpp"
#include "http/connection/byte_buffer.hpp"
#include "http/socket/file_range.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace plait::http::detail {

/// The body of an answer that goes out from a file, and how far it has.
class file_sending {
public:
    file_sending(std::shared_ptr<const file_body> body, bool keeps_alive_after) noexcept
        : keeps_alive(keeps_alive_after), body_(std::move(body))
    {
    }

    /// Goes on to the next part, once the one before has gone, and appends the text before it. Behind the last part it
    /// appends the last text, and returns false.
    [[nodiscard]] bool next(byte_buffer& text)
    {
        if (at_ >= body_->parts.size()) {
            if (at_++ == body_->parts.size()) { // once: this is called again if the text has to wait for room
                text.reserve(body_->after.size());
                text.append(body_->after);
            }
            return false;
        }
        const file_body::part& part = body_->parts[at_++];
        text.reserve(part.before.size());
        text.append(part.before);
        range = file_range(body_->file.get(), part.first, part.count);
        return true;
    }
    void sent(std::size_t count) noexcept
    {
        range.sent(count);
        waits = false;
    }

    file_range range{platform::no_file, 0, 0}; // of the present part
    bool waits = false;                        // until there is room for more of the file
    bool keeps_alive;

private:
    const std::shared_ptr<const file_body> body_;
    std::size_t at_ = 0;
};

} // namespace plait::http::detail
