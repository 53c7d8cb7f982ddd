#pragma once

#include <plait/http/detail/token.hpp>
#include <plait/http/status.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http {

class response;

namespace detail {

class streamed_body;
struct file_body;
[[nodiscard]] const file_body* file_body_in(const response&) noexcept; // null: it has none
void set_file_body(response&, std::shared_ptr<const file_body>);
[[nodiscard]] std::shared_ptr<const file_body> shared_file_body(const response&) noexcept;
response streamed(response&&, std::shared_ptr<streamed_body>);
streamed_body* streamed_body_in(const response&) noexcept;
std::shared_ptr<streamed_body> take_streamed_body(response&) noexcept;

[[nodiscard]] std::string& lines_of(response&); // as `response::field_lines` has them, for who has checked what it adds

struct response_more;

/// Owns what few answers have. An answer is moved a few times on its way to the client, and this is one pointer.
class owned_more {
public:
    owned_more() noexcept = default;
    owned_more(owned_more&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
    owned_more(const owned_more& other) : owned_(other.owned_ ? copy(*other.owned_) : nullptr) {}
    owned_more& operator=(owned_more other) noexcept
    {
        std::swap(owned_, other.owned_);
        return *this;
    }
    ~owned_more()
    {
        if (owned_) [[unlikely]]
            destroy(owned_);
    }

    [[nodiscard]] explicit operator bool() const noexcept { return owned_ != nullptr; }
    [[nodiscard]] response_more& operator*() const noexcept { return *owned_; }
    [[nodiscard]] response_more& made();                         // makes it if it is not there
    [[nodiscard]] std::string_view field_lines() const noexcept; // it must be there

private:
    [[nodiscard]] static response_more* copy(const response_more&);
    static void destroy(response_more*) noexcept;

    response_more* owned_ = nullptr;
};

void a_field_has_no_control_characters(); // not constexpr, so that the compiler's error names it

/// A literal that may be the value of a field. The compiler checks it.
class constant_text {
public:
    consteval constant_text(const char* text) : text_(text)
    {
        for (const char each : text_)
            if (is_control(each))
                a_field_has_no_control_characters();
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return text_; }

private:
    std::string_view text_;
};

} // namespace detail

class cookie;

/// An answer. It is a value that a handler returns and a test reads.
///
///     co_return text("Hello, World!");
///     co_return html(page).set("Cache-Control", "no-store");
///     co_return response(status::no_content);
///
/// The server adds Date, Content-Length and Connection. It leaves the body out where HTTP says so (HEAD, 204, 205,
/// 304). In place of an answer whose status is not from 200 to 599 it sends 500, and logs that.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 5 ns to make an answer with `text`, which takes the body's memory over; 50 ns and two blocks of memory for the
///   first field that is set (`bench_http`).
class [[nodiscard]] response {
public:
    explicit response(http::status status = http::status::ok) noexcept : status_(status) {}

    [[nodiscard]] http::status status() const noexcept { return status_; }
    response& status(http::status value) & noexcept;
    response&& status(http::status value) && noexcept;
    [[nodiscard]] const std::string& body() const noexcept { return body_; }
    /// The value of the first field of that name. The case of letters does not matter.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept;

    /// Sets the body, in place of a file or a stream. The fields stay, such as those of a file.
    response& body(std::string content) & noexcept;
    response&& body(std::string content) && noexcept;

    /// Adds a field, or replaces the fields of that name. It throws `std::invalid_argument` if the name is not a token,
    /// if the value has a control character, and for Content-Length, Transfer-Encoding, Connection and Date, which only
    /// the server sets.
    response& set(std::string_view name, std::string_view value) &;
    response&& set(std::string_view name, std::string_view value) &&;

    /// Adds a field beside others of that name (Set-Cookie). It throws what `set` throws.
    response& add(std::string_view name, std::string_view value) &;
    response&& add(std::string_view name, std::string_view value) &&;

    /// Sets a cookie (http/cookie.hpp). An earlier one of that name in this answer is replaced.
    ///
    ///     co_return redirect("/").set_cookie(cookie("theme", "dark"));
    response& set_cookie(const cookie& given) &;
    response&& set_cookie(const cookie& given) &&;

    /// Makes browsers save the body as a file of that name, which is UTF-8 (Content-Disposition). It throws
    /// `std::invalid_argument` if the name is empty, or has a slash, a backslash or a control character.
    ///
    ///     co_return text(table).attachment("prices.csv");
    response& attachment(std::string_view file_name) &;
    response&& attachment(std::string_view file_name) &&;

    /// Makes `type` the Content-Type if no field of that name is set. `type` is a literal: the compiler checks it, and
    /// it is not copied. Use `set` for a text that is only known while the program runs.
    response& content_type(detail::constant_text type) & noexcept;
    response&& content_type(detail::constant_text type) && noexcept;
    [[nodiscard]] std::string_view content_type() const noexcept { return type_; }

    /// All fields except that Content-Type, as the server writes them: lines of "Name: value\r\n".
    [[nodiscard]] std::string_view field_lines() const noexcept
    {
        return more_ ? more_.field_lines() : std::string_view();
    }
    /// Whether the body is written while it is sent: see `stream`. Then `body` is empty.
    [[nodiscard]] bool is_streamed() const noexcept { return more_ && detail::streamed_body_in(*this); }
    /// Whether the body is a file, or parts of one, which is sent from where it is: see `file`. Then `body` is empty. A
    /// file that is small is in `body`, and this is false.
    [[nodiscard]] bool is_file() const noexcept { return more_ && detail::file_body_in(*this); }

private:
    friend response text(std::string, http::status);
    friend response html(std::string, http::status);
    friend response json_text(std::string, http::status);
    friend response detail::streamed(response&&, std::shared_ptr<detail::streamed_body>);
    friend detail::streamed_body* detail::streamed_body_in(const response&) noexcept;
    friend std::shared_ptr<detail::streamed_body> detail::take_streamed_body(response&) noexcept;
    friend std::string& detail::lines_of(response&);
    friend const detail::file_body* detail::file_body_in(const response&) noexcept;
    friend void detail::set_file_body(response&, std::shared_ptr<const detail::file_body>);
    friend std::shared_ptr<const detail::file_body> detail::shared_file_body(const response&) noexcept;

    response(http::status status, std::string_view type, std::string&& body) noexcept
        : status_(status), type_(type), body_(std::move(body))
    {
    }
    std::string& lines();
    void erase(std::string_view name, std::string_view beginning = {}) noexcept;

    http::status status_;
    std::string_view type_;
    detail::owned_more more_;
    std::string body_;
};

/// These return answers with the usual Content-Type. Text and HTML are UTF-8.
response text(std::string body, status = status::ok);
response html(std::string body, status = status::ok);
/// Returns an answer with JSON that is text already. For JSON values there is `json` in http/json.hpp.
response json_text(std::string body, status = status::ok);
/// Returns an answer with Location and without a body. What no URL has, such as blanks, is percent-encoded; for control
/// characters see `response::set`. Do not send users where a client says: "//evil.example" is another site.
response redirect(std::string_view location, status = status::see_other);
/// Returns an answer whose body names its status: "404 Not Found\n".
response status_text(status);

} // namespace plait::http
