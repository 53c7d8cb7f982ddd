// Fails with: what includes plait is compiled with the library's flags: those of `pkg-config --cflags plait`
#ifndef TWIN
#undef BOOST_ASIO_SEPARATE_COMPILATION
#endif
#include <plait/http.hpp>

plait::awaitable<int> load();
