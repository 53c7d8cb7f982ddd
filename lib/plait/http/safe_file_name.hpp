#pragma once

#include <string>

namespace plait::http {

/// The text, if it is the plain name of one file: what is opened by it in a folder is in that folder, on every platform.
///
///     std::ifstream file(folder / safe_file_name(request.parameter("name")));
///
/// Refused are the empty text, `.` and `..`, and what has `/`, `\`, `:` or a control character; and what Windows takes for
/// something else: a name that ends in a dot or a space, that has one of `< > " | ? *`, or that is of a device, as `nul`
/// and `com1.txt`. Not looked at is what the file is: a symbolic link may lead out of the folder.
///
/// Errors: `status_error` with 404, as there can be no such file.
///
/// Threads: any.
///
/// Cost: it looks at each byte once.
[[nodiscard]] std::string safe_file_name(std::string text);

} // namespace plait::http
