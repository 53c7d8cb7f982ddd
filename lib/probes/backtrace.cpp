// Links where gcc's libbacktrace gives the functions and lines of a program: see
// lib/src/platform/symbols_libbacktrace.cpp. Profiles need it.

#include "../src/platform/libbacktrace.hpp"

#include <cstdlib> // says which C library this is

#if !defined(__linux__) || !defined(__x86_64__) || !defined(__GLIBC__)
#error "profiles are made on Linux on x86-64, with glibc"
#endif

// A program with glibc linked in has none of this. Such programs are stripped, and built without frame pointers.
extern "C" const char _DYNAMIC[]; // NOLINT(bugprone-reserved-identifier): it is the linker's name

int main()
{
    backtrace_state* state = backtrace_create_state(nullptr, 0, nullptr, nullptr);
    return backtrace_pcinfo(state, 0, nullptr, nullptr, nullptr)
           + backtrace_syminfo(state, 0, nullptr, nullptr, nullptr) + _DYNAMIC[0];
}
