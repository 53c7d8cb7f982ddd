#pragma once

#include <string>

/// Returns the page that browsers get for "/": how often it was opened, and links to the other pages.
[[nodiscard]] std::string hits_html(int count);
