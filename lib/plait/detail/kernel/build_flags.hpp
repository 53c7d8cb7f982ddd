#pragma once

// A user's file must be compiled with the same flags as the library. With other flags Asio's and Beast's classes
// differ, and the program corrupts its memory without a word from the linker. Every header that includes Asio includes
// this one.

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "plait needs C++20: compile with -std=c++20"
#endif

#if !defined(BOOST_ASIO_SEPARATE_COMPILATION) || !defined(BOOST_BEAST_SEPARATE_COMPILATION) \
    || !defined(BOOST_ASIO_NO_DEPRECATED)
#error "what includes plait is compiled with the library's flags: those of `pkg-config --cflags plait` or of Meson's dependency('plait'), which are -DBOOST_ASIO_NO_DEPRECATED -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION"
#endif
