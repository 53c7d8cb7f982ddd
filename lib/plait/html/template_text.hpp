#pragma once

#include <string_view>

namespace plait {

/// The text of a template's file. What a build function makes of a folder's files returns some of these, the template
/// itself first.
struct template_text {
    std::string_view name; // as `{{> name}}` inserts it
    std::string_view text;
};

} // namespace plait
