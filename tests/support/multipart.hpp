#pragma once

#include <string>

/// Helps to test how forms in parts are read: their texts, whose boundary is "b".
namespace multipart_test {

/// The beginning of a field "a", as far as its content.
inline const std::string a = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";

/// A form with one part whose head is `head`.
inline std::string of_head(const std::string& head)
{
    return "--b\r\n" + head + "\r\n\r\nx\r\n--b--\r\n";
}

inline std::string of_disposition(const std::string& parameters)
{
    return of_head("Content-Disposition: form-data; " + parameters);
}

} // namespace multipart_test
