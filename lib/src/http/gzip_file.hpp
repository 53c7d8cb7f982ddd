#pragma once

#include "http/deflate.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

/// Makes a gzip file (RFC 1952) of a text that comes in pieces. Between two pieces this has no state of zlib.
class gzip_file {
public:
    explicit gzip_file(std::shared_ptr<deflater> with) noexcept : with_(std::move(with)) {}

    /// Appends what stands for the piece. `before` is the text ahead of it, or the end of that: see `deflater::add`.
    void add(std::string_view before, std::string_view piece, bool last, std::string& to);

private:
    std::shared_ptr<deflater> with_;
    std::uint32_t checksum_ = 0;
    std::uint32_t size_ = 0; // modulo 2^32, as the file has it
    bool begun_ = false;
};

} // namespace plait::http::detail
