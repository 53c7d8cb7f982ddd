#pragma once

#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

#include <string>

namespace plait::http {

/// Answers with a file, as `files` does: with an ETag and Last-Modified, conditional requests, ranges and HEAD.
///
///     co_return file("report.pdf", request).attachment("March.pdf");
///
/// The path is the program's own: it may lead anywhere, and links are followed. For a name that a client has sent, use
/// `files`, or ask `safe_file_name`. A method other than GET and HEAD gets the whole file.
///
/// The second function looks at no request, and answers with the whole file. That is for a page that tells of an error,
/// as such an answer knows no ranges and no conditions:
///
///     app.on_error([](const request&, const http_error&) { return file("error.html"); });
///
/// Returns: an answer of which `body` has the whole file if that is small, up to 32 KiB; else see `response::is_file`.
///
/// Errors: `http_error` with 404 if there is no regular file of that name, 403 if this process may not read it, 503 if too
///   many files are open; 412 or 416 if the client asks for what is not there. `boost::system::system_error` if the disk
///   fails.
///
/// Threads: the file is opened on the caller's thread. For a disk that may be slow:
///   `co_await blocking([&] { return file(path, request); })`.
///
/// Cost: 10 us and 10 blocks of memory for a file of 4 KiB (`bench_files`).
///
/// See also: `files` for a folder.
[[nodiscard]] response file(const std::string& path, const request& request);
[[nodiscard]] response file(const std::string& path);

} // namespace plait::http
