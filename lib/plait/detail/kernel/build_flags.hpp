#pragma once

// A user's file must be compiled with the same flags as the library. With other flags Asio's and Beast's classes
// differ, and the program corrupts its memory without a word from the linker. Every header that includes none of
// plait's other headers includes this one first, so it comes before any code and before Asio, which depends on the
// flags. After its error it includes a file that does not exist: that ends the compilation, where hundreds of other
// errors would hide the one that says what to do.

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "plait needs C++20: compile with -std=c++20"
#include <see_the_error_above>
#endif

#if !__has_include(<boost/version.hpp>)
#error "plait needs the headers of Boost, 1.81 or newer: install them (Debian: libboost-dev), or say where they are with -isystem FOLDER"
#include <see_the_error_above>
#endif

#include <boost/version.hpp>

#if BOOST_VERSION < 108100
#error "plait needs Boost 1.81 or newer: these headers are older (boost/version.hpp); say where newer ones are with -isystem FOLDER"
#include <see_the_error_above>
#endif

#include <version>

// libc++ 17 has no __cpp_lib_jthread.
#if defined(_LIBCPP_HAS_NO_EXPERIMENTAL_STOP_TOKEN)
#error "plait needs std::stop_token, which libc++ before 20 has with -fexperimental-library only"
#include <see_the_error_above>
#endif

#if !defined(BOOST_ASIO_SEPARATE_COMPILATION) || !defined(BOOST_BEAST_SEPARATE_COMPILATION) \
    || !defined(BOOST_ASIO_NO_DEPRECATED)
#error "what includes plait is compiled with the library's flags: those of `pkg-config --cflags plait`, of CMake's plait::plait or of Meson's dependency('plait'), which are -DBOOST_ASIO_NO_DEPRECATED -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION"
#include <see_the_error_above>
#endif

#if !__has_include(<plait/config.hpp>)
#error "plait/config.hpp is missing: it is written when plait is configured, so include plait from where it is installed, or use CMake's plait::plait or Meson's dependency('plait')"
#include <see_the_error_above>
#endif

#include <plait/config.hpp>

// A macro is the only way to make a name out of a number.
#define PLAIT_LIBRARY_OF(boost, frames) a_plait_library_built_for_boost_##boost##_with_asio_frames_##frames
#define PLAIT_LIBRARY_WITH(boost, frames) PLAIT_LIBRARY_OF(boost, frames)
#define PLAIT_LIBRARY PLAIT_LIBRARY_WITH(BOOST_VERSION, PLAIT_KNOWS_ASIO_FRAMES)

namespace plait::detail {

/// A variable that only a library has that was built for the same Boost, with the same plait/config.hpp. A program and a
/// library that differ do not link, and the name says why. Linked, they would corrupt memory.
extern const char PLAIT_LIBRARY;
#if defined(__ELF__) && __has_cpp_attribute(gnu::retain) // else a linker that is told to drop what nobody uses drops this
[[gnu::used, gnu::retain]] inline const char* const library = &PLAIT_LIBRARY;
#else
[[gnu::used]] inline const char* const library = &PLAIT_LIBRARY;
#endif

} // namespace plait::detail
