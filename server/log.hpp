#pragma once

#include <string>

/// From now on spdlog writes what this program and plait have to log, from that level on. As plait's own sink, it never waits
/// for who reads.
void start_log(const std::string& least_level);
