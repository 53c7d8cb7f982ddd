// Compiles where Asio asks `result_of`, a class template, what a function that is awaited returns. There plait answers
// for coroutines of other executors, whatever the promise, so that the error says what to do: see
// the end of lib/plait/detail/coroutine/asio_frames.hpp. It is used only where asio_frames.cpp does not compile.

#include <boost/asio/awaitable.hpp>

#if !defined(BOOST_ASIO_HAS_STD_INVOKE_RESULT)
#error "result_of is derived from std::result_of"
#endif

namespace boost::asio {

struct probed {};

template <>
struct result_of<probed(int)> {
    using type = int;
};

} // namespace boost::asio

boost::asio::result_of<boost::asio::probed(int)>::type number = 0;
