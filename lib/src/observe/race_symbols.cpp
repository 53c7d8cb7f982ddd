#include "observe/race_symbols.hpp"

#include <array>
#include <cstddef>
#include <string>

// A function of the runtime, from sanitizer/common_interface_defs.h.
// NOLINTNEXTLINE(bugprone-reserved-identifier): it is the runtime's name
extern "C" void __sanitizer_symbolize_pc(void* pc, const char* format, char* out, std::size_t size);

namespace plait::detail {

std::string_view race_detector_name()
{
#ifdef __clang__
    static const std::string name = "ThreadSanitizer, clang " + std::to_string(__clang_major__);
#else
    static const std::string name = "ThreadSanitizer, g++ " + std::to_string(__GNUC__);
#endif
    return name;
}

void append_frames(void* address, std::vector<race_frame>& to)
{
    // The runtime puts a zero between two functions. The last two bytes are left out, so that two zeros end the text.
    std::array<char, 16 * 1024> text{};
    __sanitizer_symbolize_pc(address, "%f\t%s\t%l\t%p", text.data(), text.size() - 2);
    for (const char* each = text.data(); *each != '\0'; each += std::string_view(each).size() + 1)
        to.push_back(parse_frame(each));
}

} // namespace plait::detail
