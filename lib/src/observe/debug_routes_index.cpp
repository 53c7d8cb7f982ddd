#include "observe/debug_routes_index.hpp"

#include <plait/html/escape.hpp>

#include <vector>

namespace plait::detail {

namespace {

struct index_row {
    std::string_view link; // below /debug/pprof/
    std::string_view about;
    std::string_view file; // what is for `go tool pprof`, below /debug/pprof/; "": nothing is
    const profile_maker* needs = nullptr;
};

std::vector<index_row> rows(const profile_makers& makers)
{
    return {
        {"profile?seconds=10", "where the CPU time of the next 10 seconds goes (1 to 300).", "profile?seconds=10",
         &makers.cpu},
        {"heap", "which memory is in use, by where it was allocated.", "heap", &makers.heap},
        {"allocs", "which memory was allocated since the start.", "allocs", &makers.allocs},
        {"block?seconds=10", "where tasks wait for mutexes, semaphores, channels and threads of the pool.",
         "block?seconds=10", &makers.block},
        {"mutex?seconds=10", "where tasks wait for mutexes and guarded values.", "mutex?seconds=10", &makers.mutex},
        {"tasks?debug=1", "all tasks of all loops, equal ones as one.", "tasks", &makers.tasks},
        {"tasks?debug=2", "each task: its route, what it waits for, since when, and its lines.", "", &makers.tasks},
        {"cmdline", "the program and its arguments, with a NUL between them.", "", nullptr},
    };
}

/// The host for a command that is to be copied into a shell.
std::string_view copied_host(std::string_view host) noexcept
{
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
    return host.empty() || host.find_first_not_of(harmless) != std::string_view::npos ? "HOST" : host;
}

std::string with_token(std::string_view link, std::string_view token)
{
    std::string made(link);
    if (!token.empty())
        made.append(link.find('?') == std::string_view::npos ? "?" : "&").append("token=").append(token);
    return made;
}

} // namespace

std::string debug_index(const profile_makers& makers, const debug_page_place& at)
{
    const std::string folder = at.in_pprof ? "" : "pprof/";
    std::string url("http://");
    url.append(copied_host(at.host)).append(at.path).append(folder);
    std::string page = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>debug</title><link rel="icon" href="data:,"></head>
<body><h1>What this process does</h1>
<ul>
)";
    for (const index_row& each : rows(makers)) {
        const std::string why_not = each.needs ? each.needs->why_not() : std::string();
        page.append("<li><a href=\"").append(escape_html(folder + with_token(each.link, at.token))).append("\">");
        page.append(each.link).append("</a>: ").append(each.about);
        if (!why_not.empty())
            page.append(" Not here: ").append(escape_html(why_not)).append(".");
        else if (!each.file.empty())
            page.append(" <code>go tool pprof '")
                .append(escape_html(url + with_token(each.file, at.token)))
                .append("'</code>");
        page.append("</li>\n");
    }
    return page.append(R"(</ul>
<p>At pprof's prompt, <code>top</code> and <code>web</code> show the profile; with <code>-http=:</code> a browser does.
<code>-tagfocus='route=^/page$'</code> keeps the samples of one route.</p>
</body></html>
)");
}

} // namespace plait::detail
