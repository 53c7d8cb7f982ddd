#include <plait/observe/heap_profile.hpp>

#include "observe/heap/heap_sampler.hpp"

namespace plait {

void heap_profile_rate(std::size_t bytes) noexcept
{
    detail::the_heap_sampler().set_rate(bytes);
}

} // namespace plait
