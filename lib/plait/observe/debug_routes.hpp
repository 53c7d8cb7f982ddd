#pragma once

#include <plait/http/router.hpp>

#include <string>

namespace plait {

/// Who besides this machine may read what `debug_routes` shows. Each setter returns the options, so that calls can be
/// chained.
///
///     debug_routes(app, debug_options().token("secret"));
///
/// Threads: a value: one thread at a time.
class debug_options {
public:
    /// A secret that opens `/debug/` to whoever sends it, from any machine and through any proxy:
    ///
    ///     curl -H 'Authorization: Bearer secret' http://server:7070/debug/pprof/tasks?debug=2
    ///     go tool pprof 'http://server:7070/debug/pprof/profile?seconds=10&token=secret'
    ///
    /// As a part of the URL it stands in the logs of proxies. But `go tool pprof` sends no fields of its user. By default
    /// there is no token.
    ///
    /// Errors: `std::invalid_argument` for an empty text, and for one with other characters than letters, digits, `-`,
    ///   `.`, `_` and `~`, which stand for themselves in a field and in a URL.
    debug_options& token(std::string secret);
    [[nodiscard]] const std::string& token() const noexcept { return token_; } ///< Empty: there is none.

private:
    std::string token_;
};

/// Adds `/debug/`, which shows what the process does: profiles for Go's pprof, and all tasks. The page itself says what
/// there is.
///
///     debug_routes(app);
///
///     go tool pprof http://127.0.0.1:7070/debug/pprof/profile?seconds=10
///
/// - `/debug/` and `/debug/pprof/`: what is there, and how to use it;
/// - `/debug/pprof/profile?seconds=N`: where the next N seconds of CPU time go; 1 to 300, by default 30;
/// - `/debug/pprof/heap`, `allocs`: which memory is in use, and which was allocated since the start; with `seconds=N`, how
///   that changes in the next N seconds. It needs a library more at the link: see heap_profile.hpp;
/// - `/debug/pprof/block`, `mutex`: where tasks wait for each other;
/// - `/debug/pprof/tasks`: the tasks of all loops (some of 2,000 or more); as text with `debug=1`, by kind, or `debug=2`;
/// - `/debug/pprof/cmdline`: the program and its arguments.
///
/// A profile that cannot be had here is answered 501, one that only lacks a library at the link 404, and a second CPU
/// profile while one is taken 409. Each answer has one line that says why. A client that leaves ends its CPU profile.
///
/// Who may read it: programs on this machine, which connect over 127.0.0.0/8, ::1 or a unix socket, and all who send the
/// token of the options. A request from this machine is refused, too, with 403 and a line that says why, if it
///
/// - comes from an address that `server_options::trust_proxies` names, as it may be for another machine;
/// - has a field by which proxies say for whom they ask, such as Forwarded, X-Forwarded-For, X-Real-IP or Via;
/// - comes in HTTP/1.0, as older nginx by default sends requests on;
/// - has a Host that is no name of this machine: else a web page could read the answers (DNS rebinding);
/// - comes from a page of another site, or another port, as browsers say (Sec-Fetch-Site, Origin).
///
/// The address that counts is `request::peer`: `request::client` opens nothing. What cannot be told from a program on this
/// machine is a proxy on it that hands on bytes, or that speaks HTTP/1.1, renames Host and adds none of these fields, as
/// newer nginx does with a bare `proxy_pass`. Behind a proxy on the same machine, name it to `trust_proxies`, which closes
/// `/debug/` to all without the token, or make the proxy refuse `/debug/`.
///
/// Errors: `std::invalid_argument` if the router has a route that these conflict with.
///
/// Threads: one thread at a time, as the router.
///
/// Cost: nothing, until one of these paths is requested.
void debug_routes(http::router&, const debug_options& = debug_options());

} // namespace plait
