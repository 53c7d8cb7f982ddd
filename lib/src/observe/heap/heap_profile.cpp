#include <plait/observe/heap_profile.hpp>

#include "observe/heap/heap_sampler.hpp"

namespace plait {

void heap_profile_rate(detail::byte_limit bytes)
{
    [[maybe_unused]] const std::size_t rate = bytes.of("plait::heap_profile_rate");
#if PLAIT_SAMPLES_HEAP
    detail::the_heap_sampler().set_rate(rate);
#endif
}

} // namespace plait
