#include <plait/detail/kernel/frame_pool.hpp>

#include <utility>

namespace plait::detail {

frame_pool::~frame_pool()
{
    for (std::size_t i = 0; i < free_.size(); ++i)
        while (block* gone = free_[i]) {
            free_[i] = gone->next;
            ::operator delete(gone);
        }
}

} // namespace plait::detail
