#include "platform/symbols.hpp"

#include "platform/function_name.hpp"
#include "platform/libbacktrace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <span>
#include <sstream>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <dlfcn.h>
#include <link.h>

namespace plait::platform {

namespace {

std::string text(const char* known)
{
    return known ? known : "";
}

// libbacktrace says here that there is no debug information, or no table of symbols. What the caller then knows of the
// address is less, and it says so itself.
void leave_unknown(void*, const char*, int) {}

std::string module_and_offset(std::uintptr_t address)
{
    Dl_info found{};
    std::ostringstream name;
    if (dladdr(reinterpret_cast<const void*>(address), &found) != 0 && found.dli_fname != nullptr) {
        name << std::filesystem::path(found.dli_fname).filename().string() << '+';
        address -= reinterpret_cast<std::uintptr_t>(found.dli_fbase);
    }
    name << "0x" << std::hex << address;
    return name.str();
}

// The debug information names the part of a coroutine that is resumed, and all that clang's -g1 describes, without
// namespace and class.
bool qualified(const symbol& of)
{
    return of.linkage_name.starts_with("_Z") || of.function.find("::") != std::string::npos;
}

bool same_function(const symbol& unqualified, const symbol& other)
{
    return other.function == unqualified.function || other.function.ends_with("::" + unqualified.function);
}

std::vector<symbol> look_up(backtrace_state* state, std::uintptr_t address)
{
    std::vector<symbol> found;
    backtrace_pcinfo(
        state, address,
        [](void* to, std::uintptr_t, const char* file, int line, const char* function) {
            if (function != nullptr || file != nullptr)
                static_cast<std::vector<symbol>*>(to)->push_back(
                    {readable_name(text(function)), text(function),
                     std::filesystem::path(text(file)).lexically_normal().string(), line});
            return 0;
        },
        &leave_unknown, &found);

    // The function that was not inlined has an entry in the table of symbols.
    std::string linkage_name;
    backtrace_syminfo(
        state, address,
        [](void* to, std::uintptr_t, const char* name, std::uintptr_t, std::uintptr_t) {
            *static_cast<std::string*>(to) = text(name);
        },
        &leave_unknown, &linkage_name);
    if (found.empty())
        found.emplace_back();
    symbol& outermost = found.back();
    if (!linkage_name.empty() && !qualified(outermost)) {
        outermost.function = readable_name(linkage_name);
        outermost.linkage_name = std::move(linkage_name);
    }
    if (outermost.function.empty())
        outermost.function = module_and_offset(address);

    // The body of a coroutine may be inlined into the function that starts it. To the reader these are one.
    for (std::size_t i = 0; i + 1 < found.size(); ++i) {
        if (!qualified(found[i]) && same_function(found[i], found[i + 1])) {
            found[i].function = found[i + 1].function;
            found[i].linkage_name = found[i + 1].linkage_name;
            found.erase(found.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
    }
    // There are many operators and lambdas of one name, so the file tells them apart.
    for (symbol& each : found)
        if (!qualified(each) && each.function.starts_with("operator") && !each.file.empty())
            each.function += " (" + std::filesystem::path(each.file).filename().string() + ')';
    return found;
}

std::string build_id(const dl_phdr_info& of)
{
    for (const ElfW(Phdr) & segment : std::span(of.dlpi_phdr, of.dlpi_phnum)) {
        if (segment.p_type != PT_NOTE)
            continue;
        const auto* note = reinterpret_cast<const char*>(of.dlpi_addr + segment.p_vaddr);
        const char* const end = note + segment.p_memsz;
        while (note + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) head{};
            std::memcpy(&head, note, sizeof head);
            auto aligned = [](std::size_t size) { return (size + 3) / 4 * 4; };
            const char* const name = note + sizeof head;
            const char* const content = name + aligned(head.n_namesz);
            if (head.n_type == NT_GNU_BUILD_ID
                && std::string_view(name, head.n_namesz) == std::string_view("GNU\0", 4)) {
                std::string digits;
                for (const char each : std::span(content, head.n_descsz))
                    for (const int digit : {(each >> 4) & 15, each & 15})
                        digits += "0123456789abcdef"[digit];
                return digits;
            }
            note = content + aligned(head.n_descsz);
        }
    }
    return {};
}

std::string file_of(const dl_phdr_info& module, bool first)
{
    if (!first && *module.dlpi_name == '\0')
        return "[none]";
    if (!first)
        return std::string(module.dlpi_name).starts_with("linux-vdso") ? "[vdso]" : module.dlpi_name;
    std::error_code unknown;
    const std::string path = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
    return path.empty() ? "executable" : path;
}

} // namespace

const std::vector<symbol>& symbols_at(std::uintptr_t address)
{
    struct cache {
        std::mutex mutex;
        // Each call of this function takes memory that it never gives back.
        backtrace_state* state = backtrace_create_state(nullptr, 0, &leave_unknown, nullptr);
        std::unordered_map<std::uintptr_t, std::vector<symbol>> found;
    };
    static cache& known = *new cache; // never destroyed, as a profile may be written when the program ends

    const std::lock_guard lock(known.mutex);
    if (const auto at = known.found.find(address); at != known.found.end())
        return at->second;
    return known.found.emplace(address, look_up(known.state, address)).first->second;
}

std::vector<code_segment> code_segments()
{
    std::vector<code_segment> all;
    dl_iterate_phdr(
        [](dl_phdr_info* module, std::size_t, void* to) {
            auto& segments = *static_cast<std::vector<code_segment>*>(to);
            const std::string file = file_of(*module, segments.empty());
            for (const ElfW(Phdr) & each : std::span(module->dlpi_phdr, module->dlpi_phnum)) {
                if (each.p_type != PT_LOAD || (each.p_flags & PF_X) == 0)
                    continue;
                const std::uintptr_t begin = module->dlpi_addr + each.p_vaddr;
                segments.push_back({begin, begin + each.p_memsz, each.p_offset, file, build_id(*module)});
            }
            return 0;
        },
        &all);
    return all;
}

} // namespace plait::platform
