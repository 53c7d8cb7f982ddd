#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// What the command line chose.
struct options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 7070;
    std::vector<std::string> listen; // in place of the two
    std::size_t threads; // one loop each
    double latency_scale = 1;
    std::string log_level = "info";

    options(); // threads: as many as there are cores
};

/// The options; or the exit status, when the command line asked for help (0) or was wrong (1). What there is to say has
/// been printed then.
[[nodiscard]] std::variant<options, int> parse_options(int argc, char** argv);
