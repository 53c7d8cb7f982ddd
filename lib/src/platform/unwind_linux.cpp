#include "platform/unwind.hpp"

#include <unwind.h>

namespace plait::platform {

namespace {

struct unwinding {
    std::uintptr_t after;
    std::uintptr_t end;
    std::span<std::uintptr_t> to;
    walked_stack walked;
    bool begun = false;
};

_Unwind_Reason_Code on_frame(_Unwind_Context* frame, void* argument)
{
    unwinding& all = *static_cast<unwinding*>(argument);
    const std::uintptr_t address = ::_Unwind_GetIP(frame);
    if (address == 0 || (all.end != 0 && ::_Unwind_GetCFA(frame) >= all.end))
        return _URC_END_OF_STACK;
    all.begun = all.begun || address == all.after;
    if (!all.begun)
        return _URC_NO_REASON;
    if (all.walked.frames == all.to.size()) {
        all.walked.cut_off = true;
        return _URC_END_OF_STACK;
    }
    all.to[all.walked.frames] = all.walked.frames == 0 ? address - 1 : address;
    ++all.walked.frames;
    return _URC_NO_REASON;
}

} // namespace

walked_stack unwind_stack(const void* after, const void* end, std::span<std::uintptr_t> to) noexcept
{
    unwinding all{reinterpret_cast<std::uintptr_t>(after), reinterpret_cast<std::uintptr_t>(end), to, {}};
    ::_Unwind_Backtrace(on_frame, &all);
    return all.walked;
}

} // namespace plait::platform
