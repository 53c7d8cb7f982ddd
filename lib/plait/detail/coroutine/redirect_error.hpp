#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/version.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <utility>

#if BOOST_ASIO_VERSION < 102800 // before Boost 1.82 redirect_error(deferred, error) does not compile: asio#1114

namespace boost::asio {
class deferred_t;
template <class Token>
class redirect_error_t;
} // namespace boost::asio

namespace plait::detail {

template <class Deferred>
struct redirected {
    boost::system::error_code& to;

    template <class... Results>
    auto operator()(const boost::system::error_code& error, Results&&... results) const
    {
        to = error;
        return Deferred::values(std::forward<Results>(results)...);
    }
};

} // namespace plait::detail

namespace boost::asio {

/// Does what Asio's own specialisation should do, with a function that `deferred` calls with the results.
template <class Deferred, class R, class... Results>
    requires std::same_as<Deferred, deferred_t>
class async_result<redirect_error_t<Deferred>, R(boost::system::error_code, Results...)> {
public:
    template <class Initiation, class Token, class... Arguments>
    static auto initiate(Initiation&& initiation, Token&& token, Arguments&&... arguments)
    {
        auto then = token.token_(plait::detail::redirected<Deferred>{token.ec_});
        return async_initiate<decltype(then), R(boost::system::error_code, Results...)>(
            std::forward<Initiation>(initiation), then, std::forward<Arguments>(arguments)...);
    }
};

} // namespace boost::asio

#endif
