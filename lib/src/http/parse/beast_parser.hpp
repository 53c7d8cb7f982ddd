#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <limits>

namespace plait::http::detail {

/// Beast's parser, of which this server uses only what every version of Boost does alike:
///
/// - `put` takes the head of a request apart, from the front. It calls `on_request_impl` for a line of HTTP/1.0 or
///   HTTP/1.1, and `on_field_impl` for each field in its order. A method, a target and a name are views of the bytes
///   that `put` was given. So is a value, without the white space around it. Only a value that is folded over several
///   lines may lie elsewhere.
/// - `put` refuses a method or a name that is no token, a target or a value with a control character, and a line that
///   does not end with CRLF. It takes every other line, except for a Connection or Proxy-Connection that is no list of
///   tokens (`bad_value`), and for fields that do not agree on the body.
/// - `put` returns the size of the lines that it has taken. It stops at a line that it does not take, and at one for
///   which `on_request_impl` or `on_field_impl` sets an error.
/// - `need_more` means that the bytes may be the beginning of a head. They may be wrong already all the same.
/// - After any error, the next `put` goes on with the line at which the last one has stopped, or with another one in its
///   place. The bytes may be others. After `need_more` there must be an end of a head in them.
/// - `put` takes the empty line at the end of a head, and nothing behind it. It may refuse the head at that point, for
///   what the fields say of the body: Boost 1.92 does so.
///
/// All else is up to `request_parser` and `chunk_reader`. Beast's limits are switched off, as Boost 1.87 counts the size
/// of a head in another way than older versions. Nor is Beast asked for the length or the coding of a body, or whether
/// the connection stays open. It reads no chunked bodies: how it does that changed with Boost 1.87, 1.91 and 1.92.
///
/// tests/http/beast_parser_test.cpp checks these promises; request_splits_test.cpp and connection_splits_test.cpp check
/// what is built on them.
class beast_parser : public boost::beast::http::basic_parser<true> {
protected:
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

    beast_parser()
    {
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(boost::none);
    }

private:
    // Boost 1.90 and newer ask for this function, too. It is not marked `override`, as older versions do not know it.
    void on_trailer_field_impl(boost::beast::http::field, text, text, error_code&) {}
};

} // namespace plait::http::detail
