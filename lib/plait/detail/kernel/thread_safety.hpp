#pragma once

#include <plait/detail/kernel/build_flags.hpp>

// With these macros clang checks which code holds which lock (-Wthread-safety); for other compilers they are empty.
// They are macros because a function cannot stand for an attribute.
#ifdef __clang__
#define PLAIT_CAPABILITY(name) __attribute__((capability(name)))
#define PLAIT_SCOPED_CAPABILITY __attribute__((scoped_lockable))
#define PLAIT_GUARDED_BY(capability) __attribute__((guarded_by(capability)))
#define PLAIT_REQUIRES(capability) __attribute__((requires_capability(capability)))
#define PLAIT_ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define PLAIT_TRY_ACQUIRE(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define PLAIT_RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define PLAIT_UNCHECKED __attribute__((no_thread_safety_analysis))
#else
#define PLAIT_CAPABILITY(name)
#define PLAIT_SCOPED_CAPABILITY
#define PLAIT_GUARDED_BY(capability)
#define PLAIT_REQUIRES(capability)
#define PLAIT_ACQUIRE(...)
#define PLAIT_TRY_ACQUIRE(...)
#define PLAIT_RELEASE(...)
#define PLAIT_UNCHECKED
#endif
