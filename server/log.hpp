#pragma once

#include <string>

/// From now on, spdlog writes the log of this program and of plait to standard error. It leaves out what is below
/// `least_level`. Like plait's own log, it never waits for the reader of standard error.
void start_log(const std::string& least_level);
