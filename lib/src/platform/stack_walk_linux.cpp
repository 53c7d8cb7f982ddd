#include "platform/stack_walk.hpp"

#if !defined(__x86_64__)
#include "stack_walk_any.cpp" // NOLINT(bugprone-suspicious-include): frames of other processors are not known here
#else

#include <link.h>
#include <sys/ucontext.h>

#include <array>
#include <atomic>
#include <mutex>

namespace plait::platform {

namespace {

struct code_range {
    std::uintptr_t begin;
    std::uintptr_t end;
};

// A signal handler reads the ranges while more are added, so they are added at the end, and never change.
constexpr std::size_t most_ranges = 256;
constinit std::array<code_range, most_ranges> ranges{}; // the first one is the program's own
constinit std::atomic<std::size_t> range_count{0};

bool is_in(const code_range& range, std::uintptr_t address) noexcept
{
    return range.begin <= address && address < range.end;
}

bool is_code(std::uintptr_t address) noexcept
{
    const std::size_t count = range_count.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < count; ++i)
        if (is_in(ranges[i], address))
            return true;
    return false;
}

int add_ranges(dl_phdr_info* object, std::size_t, void*)
{
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        const std::size_t count = range_count.load(std::memory_order_relaxed);
        if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0 || count == most_ranges)
            continue;
        const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
        if (is_code(begin))
            continue;
        ranges[count] = {begin, begin + part.p_memsz};
        range_count.store(count + 1, std::memory_order_release);
    }
    return 0;
}

const unsigned char* bytes_at(std::uintptr_t address) noexcept
{
    return reinterpret_cast<const unsigned char*>(address); // NOLINT(performance-no-int-to-ptr): it is one
}

std::uintptr_t word_at(std::uintptr_t address) noexcept
{
    return *reinterpret_cast<const std::uintptr_t*>(address); // NOLINT(performance-no-int-to-ptr): it is one
}

/// Whether a call may return to this address: there is code, and the instruction before it is a call. A call is E8 and
/// four bytes, or FF and two to seven bytes, of which the first has 2 in its middle bits.
bool follows_call(std::uintptr_t address) noexcept
{
    constexpr std::uintptr_t longest_call = 8;
    if (!is_code(address) || !is_code(address - longest_call))
        return false;
    if (*bytes_at(address - 5) == 0xe8)
        return true;
    for (std::uintptr_t length = 2; length < longest_call; ++length) {
        const unsigned char* const call = bytes_at(address - length);
        if (call[0] == 0xff && (call[1] >> 3 & 7) == 2)
            return true;
    }
    return false;
}

/// Finds the return address of a function that has no frame of its own, or none yet; 0 if there is none.
class frameless {
public:
    explicit frameless(const registers& at, std::uintptr_t end) noexcept : at_(at), end_(end) {}

    [[nodiscard]] std::uintptr_t return_address() const noexcept
    {
        if (!is_code(at_.instruction))
            return 0;
        const unsigned char* const next = bytes_at(at_.instruction);
        if (next[0] == 0x55 || next[0] == 0xc3) // push %rbp, the first instruction; ret, the last one
            return word(0);
        if (next[0] == 0x48 && next[1] == 0x89 && next[2] == 0xe5) // mov %rsp,%rbp, the second one
            return word(1);
        // Libraries are compiled without frame pointers. Their functions leave the caller's frame pointer alone, or push
        // it, so only the caller itself may be missing. It is looked for where a small function has its return address.
        if (is_in(ranges[0], at_.instruction))
            return 0;
        constexpr std::uintptr_t nearest_words = 24;
        for (std::uintptr_t i = 0; i < nearest_words; ++i)
            if (const std::uintptr_t found = word(i); found != 0 && is_in(ranges[0], found))
                return found;
        return 0;
    }

private:
    [[nodiscard]] std::uintptr_t word(std::uintptr_t index) const noexcept
    {
        const std::uintptr_t address = at_.stack + index * sizeof(std::uintptr_t);
        if (address + sizeof(std::uintptr_t) > end_)
            return 0;
        const std::uintptr_t found = word_at(address);
        return follows_call(found) ? found : 0;
    }

    const registers& at_;
    std::uintptr_t end_;
};

} // namespace

bool can_walk_stacks() noexcept
{
    return true;
}

void know_code()
{
    static constinit std::mutex adding;
    const std::lock_guard inside(adding);
    ::dl_iterate_phdr(add_ranges, nullptr);
}

[[gnu::noinline]] registers registers_here() noexcept
{
    const auto own = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const std::uintptr_t caller = word_at(own); // the frame of the function that calls this one
    return {word_at(caller + sizeof(std::uintptr_t)) - 1, caller + 2 * sizeof(std::uintptr_t), word_at(caller)};
}

registers interrupted_registers(const void* ucontext) noexcept
{
    const auto& machine = static_cast<const ucontext_t*>(ucontext)->uc_mcontext;
    return {
        static_cast<std::uintptr_t>(machine.gregs[REG_RIP]), static_cast<std::uintptr_t>(machine.gregs[REG_RSP]),
        static_cast<std::uintptr_t>(machine.gregs[REG_RBP])};
}

walked_stack walk_stack(const registers& from, const void* end, std::span<std::uintptr_t> to) noexcept
{
    constexpr std::uintptr_t largest_stack = std::uintptr_t{1} << 30;
    const auto last = reinterpret_cast<std::uintptr_t>(end);
    walked_stack walked;
    to[walked.frames++] = from.instruction;
    if (from.stack >= last || last - from.stack > largest_stack || from.stack % sizeof(std::uintptr_t) != 0)
        return walked; // the thread is on a stack that plait does not know
    if (const std::uintptr_t caller = frameless(from, last).return_address())
        to[walked.frames++] = caller;
    std::uintptr_t least = from.stack;
    for (std::uintptr_t frame = from.frame;;) {
        if (frame < least || frame % sizeof(std::uintptr_t) != 0 || frame + 2 * sizeof(std::uintptr_t) > last)
            return walked;
        const std::uintptr_t caller = word_at(frame + sizeof(std::uintptr_t));
        if (!follows_call(caller))
            return walked;
        if (walked.frames == to.size()) {
            walked.cut_off = true;
            return walked;
        }
        if (caller != to[walked.frames - 1]) // the frameless function's caller may have been found already
            to[walked.frames++] = caller;
        least = frame + 2 * sizeof(std::uintptr_t);
        frame = word_at(frame);
    }
}

} // namespace plait::platform

#endif
