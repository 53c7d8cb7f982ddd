// Compiles Asio once, for all of plait and its users (BOOST_ASIO_SEPARATE_COMPILATION).
#include <plait/detail/kernel/build_flags.hpp>

#include <boost/asio/impl/src.hpp>

const char plait::detail::PLAIT_LIBRARY = 0;
