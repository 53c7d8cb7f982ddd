#pragma once

#include <plait/awaitable.hpp>
#include <plait/bytes.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/form_limits.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http {

class request;

/// Reads a form of `multipart/form-data` part by part while it comes, so that files of any size take no memory:
///
///     multipart_reader form(request, body);
///     while (co_await form.next())
///         if (form.name() == "photo")
///             while (const auto piece = co_await form.read())
///                 size += piece->size();
///
/// `body_limit` limits the whole form, and `form_limits` its parts. For small forms there is `request.form()`.
///
/// Errors: `http_error`: the constructor throws one with 415 for a request that sends no such form. `next`, `read` and
///   `text` throw one with 400 for a malformed form, one with 413 for a form beyond its limits, and what
///   `body_reader::read` throws. A part that has been read to its end may be followed by such an error, so keep what is
///   worth nothing without the rest until `next` has returned false.
///
/// Lifetime: the request and the body must outlive the reader.
///
/// Threads: the connection's loop only. One task at a time may read.
///
/// Cost: the parser looks at each byte once, and copies only the heads of parts.
class multipart_reader {
public:
    multipart_reader(const request&, body_reader& body, const form_limits& limits = {});
    ~multipart_reader();
    multipart_reader(const multipart_reader&) = delete;
    multipart_reader& operator=(const multipart_reader&) = delete;

    /// Goes to the next part, and leaves out what is left of the present one.
    ///
    /// Returns: false behind the last part, when the whole body has come and is a form.
    [[nodiscard]] awaitable<bool> next();

    // What the form says of the present part: see `file_part`. The texts are valid until the next call of `next`.
    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] bool is_file() const noexcept; ///< Whether it has a file name, which is empty if no file was chosen.
    [[nodiscard]] const std::string& file_name() const noexcept;
    [[nodiscard]] const std::string& content_type() const noexcept;

    /// Returns more of the part's content, 1 to 65,536 bytes; nothing at its end. A piece is valid until the next call.
    [[nodiscard]] awaitable<std::optional<std::string_view>> read();

    // The default is not 64_KiB, as clang 19 would take a lambda that calls this for consteval.
    /// Returns the rest of the part's content: the value of a field. More bytes than `most` are answered 413.
    [[nodiscard]] awaitable<std::string> text(bytes most = 64 * 1024);

private:
    class state;
    std::unique_ptr<state> state_;
};

} // namespace plait::http
