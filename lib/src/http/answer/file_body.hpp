#pragma once

#include "platform/unique_file.hpp"
#include <plait/http/response.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plait::http::detail {

/// A body that is sent from a file: parts of it, with texts around them.
struct file_body {
    struct part {
        std::string before;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
    };

    platform::unique_file file;
    std::vector<part> parts;
    std::string after;

    [[nodiscard]] std::uint64_t size() const noexcept
    {
        std::uint64_t sum = after.size();
        for (const part& each : parts)
            sum += each.before.size() + each.count;
        return sum;
    }
};

/// Reads all of a body. Throws `boost::system::system_error` if that fails, as the file has become shorter.
[[nodiscard]] std::string read_whole(const file_body&);

/// Gives an answer that body, in place of another.
void set_file_body(response&, std::shared_ptr<const file_body>);
[[nodiscard]] std::shared_ptr<const file_body> shared_file_body(const response&) noexcept; // it must have one

} // namespace plait::http::detail
