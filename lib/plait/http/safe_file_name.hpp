#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <string>

namespace plait::http {

/// Returns the text if it is the plain name of one file. A file that is opened by that name in a folder is in that
/// folder, on every platform.
///
///     std::ifstream file(folder / safe_file_name(request.parameter("name")));
///
/// It refuses the empty text, `.`, `..`, and a text that has `/`, `\`, `:`, a control character, or more than 200 bytes.
/// It also refuses a name that Windows takes for something else: one that ends in a dot or a space, that has one of
/// `< > " | ? *`, or that is the name of a device, such as `nul` and `com1.txt`. It does not look at the file itself: a
/// symbolic link may lead out of the folder.
///
/// Errors: `http_error` with 404, as there can be no such file.
///
/// Threads: any.
///
/// Cost: it looks at each byte once.
[[nodiscard]] std::string safe_file_name(std::string text);

} // namespace plait::http
