#pragma once

#include "http/deflate.hpp"
#include <plait/awaitable.hpp>
#include <plait/http/response.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Returns an answer whose streamed body is compressed on its way, or by `read_body`. While the stream waits, it keeps 2 KiB
/// of what it has written, in place of a state of zlib.
[[nodiscard]] response coded_stream(response&&, std::shared_ptr<deflater>);

/// Returns the text compressed, or, where that becomes no smaller, a text that is as long. A long text is compressed in
/// pieces, each of which takes a millisecond. Between them the other tasks of the loop run.
///
/// Lifetime: the text must be there until the task has ended.
[[nodiscard]] awaitable<std::string> gzipped(std::string_view text, std::shared_ptr<deflater>);

} // namespace plait::http::detail
