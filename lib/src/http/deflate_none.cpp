#include "http/deflate.hpp"

namespace plait::http::detail {

class deflate_state {};

bool has_zlib() noexcept
{
    return false;
}

deflater::deflater(int level) : level_(level)
{
    static_cast<void>(level_);
}
deflater::~deflater() = default;

void deflater::add(std::string_view, std::string_view, bool, std::string&) {}

std::uint32_t deflater::checksum(std::uint32_t before, std::string_view) noexcept
{
    return before;
}

} // namespace plait::http::detail
