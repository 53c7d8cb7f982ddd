#pragma once

#include <plait/http/files_options.hpp>
#include <plait/http/router.hpp>

#include <source_location>
#include <string>

namespace plait::http {

/// Serves the files of a folder: returns a router to mount.
///
///     app.mount("/static", files("public"));
///
/// It answers GET and HEAD, for any file in the folder and in folders in there. There are no listings: a folder is answered
/// with its index.html, or 404; a path without its slash is redirected to the one with it (301; that of the mount itself by
/// the router, 307).
///
/// - The ETag is strong, and made of the size of the file and the nanosecond of its last change; Last-Modified is there too.
///   A file that is replaced by one of the same size and time is taken for the old one: do not keep times when you put new
///   files in place (`cp -p`, `rsync -t`, archives whose times are all the same).
///   If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since and If-Range are obeyed (RFC 9110 section 13).
/// - Ranges are sent as 206, several of them as multipart/byteranges; for more than 16, or such that are together larger
///   than the file, the whole file is sent.
/// - Content-Type goes by the ending of the name; texts are said to be UTF-8, and unknown endings to be
///   application/octet-stream.
/// - A file with ".br", ".zst" or ".gz" behind its name is sent in place of it to clients that accept that coding.
///
/// No path leaves the folder, however it is encoded, and while files change: names are looked up relative to the folder,
/// which is opened once, here. So if another folder is given its name later, this still serves the one that was opened. A
/// link that leads out of the folder, or is absolute, is not followed. Where there is no `openat2` (Linux before 5.6, other
/// systems), no link is. Only regular files are served: no pipes, no devices. Names are not served that begin with a dot,
/// have a backslash or a control character, or are no UTF-8; a link may lead to such a file. `files_options` changes some
/// of that.
///
/// Middlewares stand around it if it is mounted in a router that has them:
///
///     router site;
///     site.use(compress());
///     site.mount("/", files("public"));
///
/// Replace a file by renaming another one over it, as `file_writer` does. If a file is overwritten while it is sent, the
/// client may get a mixture; if it becomes shorter, the connection is closed, so that the client can tell.
///
/// Errors: `boost::system::system_error` if there is no such folder. Requests are answered 404, 403 for a file that this
///   process may not read, or 503 if too many files are open.
///
/// Threads: any number of loops.
///
/// Cost: 10 us and 8 blocks of memory for a file of 4 KiB, 8 us for a large one and for 304; 3 us more for each compressed
///   file that the client would accept and that is not there (`bench_files`). Four system calls are most of it. A file of
///   up to 32 KiB is read, and goes out with the head in one write; of a larger one the kernel sends pages of its cache
///   (`sendfile`). Names and small files that are in the kernel's cache are read on the loop, others on the threads of
///   `blocking`; a large file that is not in the cache makes its loop wait for the disk.
///
/// See also: `file` for a single file.
[[nodiscard]] router files(
    const std::string& folder, const files_options& options = files_options(),
    std::source_location where = std::source_location::current());

} // namespace plait::http
