// Measures what forms and cookies cost. The Cost lines of their headers have these figures.

#include "rows.hpp"

#include <plait/http.hpp>
#include <plait/http/form.hpp>
#include <plait/http/signed_cookie.hpp>
#include <plait/runtime.hpp>

#include <string>

using namespace bench;
using namespace plait::http;
using plait::awaitable;

namespace {

awaitable<void> forms_and_cookies()
{
    table all("Forms and cookies, for each call", {"ns", "blocks"});
    const request encoded(
        method::post, "/", "name=ada&password=love%20lace", {{"Content-Type", "application/x-www-form-urlencoded"}});
    std::string parts;
    for (const char* name : {"title", "photo"})
        parts.append("--b\r\nContent-Disposition: form-data; name=\"").append(name).append("\"\r\n\r\nx\r\n");
    const request in_parts(
        method::post, "/", parts + "--b--\r\n", {{"Content-Type", "multipart/form-data; boundary=b"}});
    const std::string megabyte(1 << 20, 'x');
    const request file(
        method::post, "/",
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n" + megabyte + "\r\n--b--\r\n",
        {{"Content-Type", "multipart/form-data; boundary=b"}});
    const request cookies(
        method::get, "/", "", {{"Host", "test"}, {"Cookie", "theme=dark; lang=en; session=0123456789abcdef"}});
    const signed_cookie sessions("session", std::string(32, 'k'));
    const std::string made = "session=" + sessions.cookie("ada").value();
    const request with_session(method::get, "/", "", {{"Host", "test"}, {"Cookie", made}});

    co_await plain_row(all, "request::form, 2 fields", [&] { return encoded.form().size(); });
    co_await plain_row(all, "request::form, 2 parts", [&] { return in_parts.form().size(); });
    co_await plain_row(
        all, "request::form, a file of 1 MiB",
        [&] {
            const form_data form = file.form();
            return form.files().size();
        },
        200);
    co_await plain_row(all, "request::cookie, the last of 3", [&] { return cookies.cookie("session")->size(); });
    co_await plain_row(all, "cookie, made and set", [] {
        return response().set_cookie(cookie("theme", "dark").http_only()).field_lines().size();
    });
    co_await plain_row(all, "signed_cookie::cookie", [&] { return sessions.cookie("ada").value().size(); });
    co_await plain_row(all, "signed_cookie::value", [&] { return sessions.value(with_session)->size(); });
    all.print();
}

} // namespace

int main()
{
    plait::runtime one(1);
    one.run(forms_and_cookies());
}
