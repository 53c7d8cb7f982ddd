#include "testing/race_detector.hpp"

namespace plait::testing::detail {

vector_clock race_detector::sent(std::size_t thread)
{
    const vector_clock now = clocks_[thread];
    clocks_[thread].advance(thread); // the receiver does not know what comes after this
    return now;
}

void race_detector::acquired(std::size_t thread, const void* object)
{
    if (const auto found = objects_.find(object); found != objects_.end())
        clocks_[thread].join(found->second);
}

void race_detector::released(std::size_t thread, const void* object)
{
    objects_[object].join(sent(thread));
}

const race_detector::place* race_detector::unordered(const uses& earlier, std::size_t thread) const
{
    for (std::size_t other = 0; other < earlier.size(); ++other)
        if (other != thread && earlier[other] && earlier[other]->count > clocks_[thread].of(other))
            return &earlier[other]->at;
    return nullptr;
}

std::optional<race_detector::race> race_detector::used(const void* data, const char* name, use what, place at)
{
    history& known = data_[data];
    const std::size_t thread = at.thread;
    std::optional<race> found;
    if (const place* write = unordered(known.writes, thread))
        found = race{name, use::write, *write, what, at};
    else if (const place* read = what == use::write ? unordered(known.reads, thread) : nullptr)
        found = race{name, use::read, *read, what, at};
    (what == use::write ? known.writes : known.reads)[thread] = latest{clocks_[thread].of(thread), std::move(at)};
    return found;
}

} // namespace plait::testing::detail
