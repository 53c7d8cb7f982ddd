#include "async/join/folding.hpp"

#include <algorithm>
#include <array>

namespace plait::detail {

/// The GNU C library is compiled in its own folder, from where its debug information names the files:
/// "nptl/lowlevellock.c", "../sysdeps/unix/sysv/linux/x86_64/syscall.S".
static bool is_of_c_library(std::string_view file) noexcept
{
    return file.starts_with("../sysdeps/")
           || (!file.starts_with('/') && (file.ends_with(".c") || file.ends_with(".S")));
}

bool belongs_to_user(std::string_view name, std::string_view file) noexcept
{
    constexpr std::array<std::string_view, 4> namespaces{"plait::", "boost::", "std::", "__gnu_cxx::"};
    constexpr std::array<std::string_view, 11> folders{
        "/lib/src/async/",
        "/lib/src/http/",
        "/lib/src/html/",
        "/lib/src/observe/",
        "/lib/src/platform/",
        "/lib/src/testing/",
        "/lib/plait/",
        "/include/plait/",
        "/boost/",
        "/include/c++/",
        "/bits/"};
    constexpr std::array<std::string_view, 6> begin_of_thread{
        "_start", "__libc_start_main", "__libc_start_call_main", "start_thread", "clone3", "clone"};

    if (name.find("::") != std::string_view::npos)
        return std::ranges::none_of(namespaces, [&](auto each) { return name.starts_with(each); });
    if (name.starts_with("__libc_start") || std::ranges::find(begin_of_thread, name) != begin_of_thread.end())
        return false;
    return !is_of_c_library(file)
           && std::ranges::none_of(folders, [&](auto each) { return file.find(each) != std::string_view::npos; });
}

} // namespace plait::detail
