#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace plait {

/// A template that is read from a file while the program runs, so that an edit shows at the next rendering, without
/// compiling. It is for development.
///
///     plait::html_template<greeting> page(plait::template_file("pages/greeting.html"));
///
/// `{{> name}}` inserts files of the same folder. Files that changed are found by their times, at each rendering, and
/// read on the calling thread.
///
/// The same checks as while compiling are made whenever the file is read. If it is refused, rendering throws
/// `template_error`. `http::html` makes a page of that, with status 500.
///
/// Threads: a template from a file may be used on any threads at once. They take turns at looking for changes.
///
/// Cost: what the system takes to look at each file, at each rendering.
class template_file {
public:
    explicit template_file(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

/// A file is no template for its data: `what()` names the file, the line and the reason. Or data cannot be written as JSON.
class template_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace plait
