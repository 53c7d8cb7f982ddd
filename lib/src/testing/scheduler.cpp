#include "testing/scheduler.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace plait::testing::detail {

scheduler::scheduler(schedule how) : how_(std::move(how)), random_(how_.seed())
{
    for (std::uint32_t i = 1; i < how_.depth(); ++i)
        changes_.push_back(random_.below(how_.steps()));
}

std::size_t scheduler::choose(std::span<const owner> next)
{
    if (next.size() == 1)
        return 0;
    std::size_t chosen = 0;
    switch (how_.how()) {
    case schedule::kind::in_order:
        return 0; // this schedule keeps no history either
    case schedule::kind::random:
        chosen = random_.below(next.size());
        break;
    case schedule::kind::pct:
        chosen = by_priority(next);
        break;
    case schedule::kind::choices:
        chosen = by_list(next.size());
        break;
    }
    history_.push_back({static_cast<std::uint32_t>(chosen), static_cast<std::uint32_t>(next.size())});
    return chosen;
}

// A task begins with a random priority of `depth` or more. Priorities below `depth` come from the changes: each change
// gives the lowest one so far.
std::size_t scheduler::by_priority(std::span<const owner> next)
{
    for (const owner& each : next)
        if (const auto [found, is_new] = priorities_.try_emplace(each, 0); is_new)
            found->second = how_.depth() + (random_.next() >> 16);
    auto priority = [&](const owner& of) -> std::uint64_t& { return priorities_.find(of)->second; };
    auto highest = [&] {
        std::size_t best = 0;
        for (std::size_t i = 1; i < next.size(); ++i)
            if (priority(next[i]) > priority(next[best]))
                best = i;
        return best;
    };
    for (std::size_t i = 0; i < changes_.size(); ++i)
        if (changes_[i] == history_.size())
            priority(next[highest()]) = changes_.size() - i - 1;
    return highest();
}

std::size_t scheduler::by_list(std::size_t of) const
{
    const std::size_t at = history_.size();
    if (at >= how_.list().size())
        return 0;
    const std::size_t chosen = how_.list()[at];
    if (chosen >= of)
        throw std::logic_error(
            how_.text() + " is of another test, or of another version of it: choice " + std::to_string(at) + " is "
            + std::to_string(chosen) + ", and there are " + std::to_string(of));
    return chosen;
}

} // namespace plait::testing::detail
