#pragma once

#include <plait/observe/debug_routes.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What the command line chose.
struct options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 7070;
    std::vector<std::string> listen; // if there are any, they take the place of `address` and `port`
    std::size_t threads;             // each has a loop
    double latency_scale = 1;
    std::string templates; // the folder that pages are read from at each request; "": those that were built in
    std::string log_level = "info";
    unsigned stall_limit = 20; // in milliseconds
    plait::debug_options debug;

    options(); // chooses as many threads as there are cores
};

/// Returns the options. Or it returns the program's exit status: 0 if the command line wants the help, and 1 if it is
/// wrong; then the help or the error has been printed.
[[nodiscard]] std::variant<options, int> parse_options(int argc, char** argv);
