#pragma once

// This header has what a file with HTTP handlers needs. It includes neither Beast nor a socket: they are compiled into
// the library.
#include <plait/http/background_tasks.hpp>
#include <plait/http/cookies.hpp>
#include <plait/http/current_route.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/method.hpp>
#include <plait/http/peer_address.hpp>
#include <plait/http/request.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/response.hpp>
#include <plait/http/route_options.hpp>
#include <plait/http/router.hpp>
#include <plait/http/safe_file_name.hpp>
#include <plait/http/serve.hpp>
#include <plait/http/server_options.hpp>
#include <plait/http/status.hpp>
#include <plait/http/trusted_proxies.hpp>
