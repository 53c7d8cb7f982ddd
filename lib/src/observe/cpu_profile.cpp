#include "observe/cpu_profile.hpp"

#include "observe/profiles.hpp"

#include <atomic>
#include <utility>

namespace plait::detail {

namespace {

// At the highest rate a thread's ring, which holds 128 samples, is full after 128 ms.
constexpr std::chrono::milliseconds between_collections(50);

constinit std::atomic<bool> one_is_taken{false};

} // namespace

cpu_profile::only_one::only_one()
{
    if (const char* const why = no_cpu_samples())
        throw profile_unavailable(why);
    if (one_is_taken.exchange(true))
        throw profile_running("a CPU profile is being taken already; ask again when it has ended");
}

cpu_profile::only_one::~only_one()
{
    one_is_taken.store(false);
}

cpu_profile::cpu_profile(int samples_a_second)
    : period_(std::chrono::nanoseconds(std::chrono::seconds(1)) / samples_a_second),
      file_(detail::cpu_profile_type(period_)), sampler_(samples_a_second), collector_([this] { collect(); })
{
}

cpu_profile::~cpu_profile()
{
    end();
}

void cpu_profile::collect()
{
    std::unique_lock held(ending_);
    while (!ended_.wait_for(held, between_collections, [this] { return ends_; }))
        take_samples();
}

void cpu_profile::take_samples()
{
    sampler_.take([this](const captured_stack& stack, std::int64_t periods) {
        file_.add(stack, {periods, periods * period_.count()});
    });
}

void cpu_profile::end() noexcept
{
    if (!collector_.joinable())
        return;
    sampler_.stop();
    {
        const std::lock_guard inside(ending_);
        ends_ = true;
    }
    ended_.notify_one();
    collector_.join();
}

std::string cpu_profile::finish()
{
    end();
    take_samples();
    add_comments();
    file_.covers(began_, std::chrono::steady_clock::now() - began_steadily_);
    return std::move(file_).write();
}

void cpu_profile::add_comments()
{
    if (const auto lost = sampler_.lost_samples())
        file_.comment(std::to_string(lost) + " samples were lost, as they came faster than they were collected");
    if (const auto threads = sampler_.unsampled_threads())
        file_.comment(
            std::to_string(threads) + " threads were not sampled, as the system gave no timer for them (ulimit -i)");
}

} // namespace plait::detail
