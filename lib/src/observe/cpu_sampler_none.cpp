#include "observe/cpu_sampler.hpp"

namespace plait::detail {

const char* no_cpu_samples() noexcept
{
    return "CPU profiles need Linux";
}

class cpu_sampler::ring {};

cpu_sampler::cpu_sampler(int samples_a_second) : period_(1'000'000'000 / samples_a_second) {}
cpu_sampler::~cpu_sampler() = default;
void cpu_sampler::stop() noexcept {}
void cpu_sampler::take(const std::function<void(const captured_stack&, std::int64_t)>&) {}
std::uint64_t cpu_sampler::lost_samples() const noexcept
{
    return 0;
}
std::uint64_t cpu_sampler::unsampled_threads() const noexcept
{
    return unsampled_;
}
void cpu_sampler::comes(registered_thread&) noexcept {}
void cpu_sampler::goes(registered_thread&) noexcept {}

} // namespace plait::detail
