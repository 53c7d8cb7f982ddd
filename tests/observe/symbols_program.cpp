// Prints what is known of an instruction, for symbols_test.py, which builds this program in several ways: the functions
// inlined into each other, the innermost first; then how many instructions of a library have no name.

#include "platform/symbols.hpp"

#include <cstdint>
#include <iostream>

namespace shop {

[[gnu::noinline]] std::uintptr_t last_instruction()
{
    return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)) - 1;
}

[[gnu::always_inline]] inline std::uintptr_t weigh()
{
    return last_instruction();
}

struct parcel {
    template <class Of>
    [[gnu::always_inline]] std::uintptr_t pack(Of)
    {
        return weigh();
    }
};

// The address is not returned by the last call, as then that would be a jump.
[[gnu::noinline]] void send(volatile std::uintptr_t& to)
{
    to = parcel().pack('a');
}

} // namespace shop

int main()
{
    volatile std::uintptr_t address = 0;
    shop::send(address);
    for (const plait::platform::symbol& each : plait::platform::symbols_at(address))
        std::cout << each.function << ' ' << each.file << ':' << each.line << '\n';

    // std::cout's own code is in a library without a table of symbols but the one for the linker.
    const plait::platform::code_segment library = plait::platform::code_segments().back();
    int nameless = 0;
    for (std::uintptr_t each = library.begin; each < library.end; each += 4096)
        nameless += plait::platform::symbols_at(each).back().function.empty() ? 1 : 0;
    std::cout << nameless << " without a name\n";

    std::cout << plait::platform::code_segments().front().file << '\n';
}
