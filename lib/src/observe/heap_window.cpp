#include "observe/heap_window.hpp"

#include "observe/profile_file.hpp"
#include "observe/profiles.hpp"
#include <plait/config.hpp>

#include <utility>

namespace plait::detail {

namespace {

heap_samples& available_samples()
{
    if (std::string why = heap_profile_not_linked(); !why.empty())
        throw profile_not_linked(why);
    if (std::string why = no_heap_profile(); !why.empty())
        throw profile_unavailable(why);
    return *linked_heap_samples.load();
}

} // namespace

std::string heap_profile_not_linked()
{
    if (linked_heap_samples.load())
        return {};
    return "allocations are sampled only in a program that links the library plait_heap as well (Meson and pkg-config: "
           "plait-heap, CMake: plait::heap)";
}

std::string no_heap_profile()
{
    if (std::string why = heap_profile_not_linked(); !why.empty())
        return why;
    if (const char* const why = linked_heap_samples.load()->why_not())
        return why;
    if (!PLAIT_HAS_BACKTRACE)
        return "this build lacks libbacktrace, which finds the names of functions";
    return {};
}

heap_window::heap_window(std::string_view shown_first, begin from)
    : samples_(available_samples()), shown_first_(shown_first), from_(from)
{
    if (from == begin::now)
        samples_.visit([this](const void* key, const captured_stack&, const heap_values& values) {
            before_.emplace(key, values);
        });
}

std::string heap_window::finish() const
{
    profile_file file(heap_profile_type(samples_.rate(), shown_first_));
    samples_.visit([&](const void* key, const captured_stack& stack, heap_values values) {
        if (const auto before = before_.find(key); before != before_.end())
            values -= before->second;
        if (values != heap_values())
            file.add(stack, {values.alloc_objects, values.alloc_bytes, values.inuse_objects, values.inuse_bytes});
    });
    if (const auto lost = samples_.lost())
        file.comment(
            std::to_string(lost) + " sampled allocations do not count as in use: there was no room to follow them");
    file.covers(
        began_, from_ == begin::now ? std::chrono::steady_clock::now() - began_steadily_ : std::chrono::seconds(0));
    return std::move(file).write();
}

} // namespace plait::detail
