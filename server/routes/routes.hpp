#pragma once

#include "../race/findings.hpp"
#include "../stores/sources.hpp"

#include <plait/guarded.hpp>
#include <plait/http/router.hpp>

/// What the routes share. Must outlive the server.
struct site {
    plait::guarded<int> hits{0};
    sources from;
    race_findings* races = nullptr; // null: the build has no race detector

    explicit site(double latency_scale) : from(latency_scale) {}
};

/// The whole site: a value that a server serves, and a test calls.
[[nodiscard]] plait::http::router make_app(site&);

void add_counter(plait::http::router&, site&); // "/", "/hits"
void add_page(plait::http::router&, const site&); // "/page"
void add_basics(plait::http::router&); // "/plaintext", "/json", "/echo"
void add_health(plait::http::router&, const site&); // "/healthz"
