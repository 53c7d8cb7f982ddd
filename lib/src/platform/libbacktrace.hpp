#pragma once

// What plait calls of gcc's libbacktrace. Its own header stands in a folder of gcc, where clang does not look.

#include <cstdint>

extern "C" {

struct backtrace_state;
using backtrace_error_callback = void (*)(void*, const char*, int);
using backtrace_full_callback = int (*)(void*, std::uintptr_t, const char*, int, const char*);
using backtrace_syminfo_callback = void (*)(void*, std::uintptr_t, const char*, std::uintptr_t, std::uintptr_t);

backtrace_state* backtrace_create_state(const char*, int, backtrace_error_callback, void*);
int backtrace_pcinfo(backtrace_state*, std::uintptr_t, backtrace_full_callback, backtrace_error_callback, void*);
int backtrace_syminfo(backtrace_state*, std::uintptr_t, backtrace_syminfo_callback, backtrace_error_callback, void*);
}
