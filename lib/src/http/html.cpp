#include <plait/http/html.hpp>

#include <plait/html/escape.hpp>

namespace plait::http::detail {

response refused_template(const template_error& refused)
{
    return html(
               "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>A template is refused</title>\n"
               "<h1>A template is refused</h1>\n<p><code>"
                   + escape_html(refused.what()) + "</code></p></html>\n",
               status::internal_server_error)
        .set("Cache-Control", "no-store");
}

} // namespace plait::http::detail
