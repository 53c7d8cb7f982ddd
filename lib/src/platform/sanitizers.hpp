#pragma once

namespace plait::platform {

/// Whether this build has a sanitizer: AddressSanitizer, ThreadSanitizer or MemorySanitizer. All is slower in such a build,
/// and the sanitizer watches what functions of the C library do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool has_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool has_sanitizer =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer);
#else
inline constexpr bool has_sanitizer = false;
#endif

} // namespace plait::platform
