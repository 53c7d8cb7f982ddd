#pragma once

#include <plait/http/http_error.hpp>
#include <plait/http/json.hpp>

#include <string>
#include <string_view>

/// What is wrong with a text, as lines that tests compare: the status and the detail of a malformed one, or of one that
/// does not fit `T`, each error as "POINTER: EXPECTED, not GOT". Empty for a text that is right.
template <class T>
std::string json_errors(std::string_view text, const plait::http::json_options& options = {})
{
    try {
        (void)plait::http::from_json<T>(text, options);
        return "";
    } catch (const plait::http::http_error& error) {
        if (error.status() != plait::http::status::unprocessable_content)
            return std::to_string(static_cast<int>(error.status())) + " " + error.detail();
        std::string all;
        for (const plait::http::wrong_value& each : error.errors())
            all += (all.empty() ? "" : "\n") + each.pointer + ": " + each.expected + ", not " + each.got;
        return all;
    }
}
