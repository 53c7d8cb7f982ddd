#include "html/text_output.hpp"

#include <algorithm>

namespace plait::detail {

void text_output::grow(std::size_t bytes)
{
    const std::size_t size = this->size();
    grown_to_ = size + bytes;
    text_.resize(size); // what is behind need not be copied
    text_.resize(size + std::max(bytes, size));
    at_ = text_.data() + size;
    end_ = text_.data() + text_.size();
}

} // namespace plait::detail
