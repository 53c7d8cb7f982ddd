// Links where gcc's libbacktrace gives the functions and lines of a program: see
// lib/src/platform/symbols_libbacktrace.cpp. Profiles need it. Its header is found by g++ only, so what plait calls is
// declared here as it is there.

#include <cstdint>
#include <cstdlib> // says which C library this is

#if !defined(__linux__) || !defined(__x86_64__) || !defined(__GLIBC__)
#error "profiles are made on Linux on x86-64, with glibc"
#endif

extern "C" {

struct backtrace_state;
using backtrace_error_callback = void (*)(void*, const char*, int);
using backtrace_full_callback = int (*)(void*, std::uintptr_t, const char*, int, const char*);
using backtrace_syminfo_callback = void (*)(void*, std::uintptr_t, const char*, std::uintptr_t, std::uintptr_t);

backtrace_state* backtrace_create_state(const char*, int, backtrace_error_callback, void*);
int backtrace_pcinfo(backtrace_state*, std::uintptr_t, backtrace_full_callback, backtrace_error_callback, void*);
int backtrace_syminfo(backtrace_state*, std::uintptr_t, backtrace_syminfo_callback, backtrace_error_callback, void*);

// A program with glibc linked in has none of this. Such programs are stripped, and built without frame pointers.
extern const char _DYNAMIC[]; // NOLINT(bugprone-reserved-identifier): it is the linker's name
}

int main()
{
    backtrace_state* state = backtrace_create_state(nullptr, 0, nullptr, nullptr);
    return backtrace_pcinfo(state, 0, nullptr, nullptr, nullptr)
           + backtrace_syminfo(state, 0, nullptr, nullptr, nullptr) + _DYNAMIC[0];
}
