#include <plait/observe/heap_profile.hpp>

#include "observe/heap/heap_sampler.hpp"

namespace plait {

void heap_profile_rate([[maybe_unused]] std::size_t bytes) noexcept
{
#if PLAIT_SAMPLES_HEAP
    detail::the_heap_sampler().set_rate(bytes);
#endif
}

} // namespace plait
