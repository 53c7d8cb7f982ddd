#pragma once

#include <string>

/// The front door for browsers: how often it was opened, and links to what else there is.
[[nodiscard]] std::string hits_html(int count);
