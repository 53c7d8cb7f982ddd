#pragma once

#include "../pages/templates.hpp"
#include "../stores/sources.hpp"

#include <plait/guarded.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_load.hpp>
#include <plait/observe/debug_routes.hpp>
#include <plait/observe/race_reports.hpp>

#include <string>

/// The state that the routes share. It must outlive the server.
struct site {
    plait::guarded<int> hits{0};
    sources from;
    plait::http::server_load load;        // of the server
    plait::race_reports* races = nullptr; // null if the build has no race detector
    plait::debug_options debug;           // who may read "/debug/"

    page_templates pages;

    explicit site(double latency_scale, const std::string& templates = {}) : from(latency_scale), pages(templates) {}
};

/// Returns the whole site. A server serves this router, and a test calls it.
[[nodiscard]] plait::http::router make_app(site&);

void add_counter(plait::http::router&, site&); // "/", "/hits"
void add_page(plait::http::router&, const site&); // "/page", "/hello"
void add_basics(plait::http::router&); // "/plaintext", "/json", "/echo"
void add_equal_sums(plait::http::router&); // "/equal-sums"
void add_health(plait::http::router&, const site&); // "/healthz"
