#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <string>
#include <string_view>

namespace plait::http {

/// How `files` serves a folder. Each setter returns the options, so that calls can be chained.
///
///     app.mount("/static", files("public", files_options().cache_control("max-age=3600")));
///
/// Errors: `std::invalid_argument` for a text that is no value of a field, and for an index that is no plain name.
///
/// Threads: a value: one thread at a time.
///
/// Cost: none: they are a few values.
class files_options {
public:
    /// The field Cache-Control of each answer with a file. By default there is none, and browsers ask again after a time
    /// of their own. For names that change with their content, "max-age=31536000, immutable" is good.
    files_options& cache_control(std::string_view value);
    [[nodiscard]] const std::string& cache_control() const noexcept { return cache_control_; }

    /// The file that is served for a folder. The default is "index.html". With an empty name a folder is answered 404.
    files_options& index(std::string_view name);
    [[nodiscard]] const std::string& index() const noexcept { return index_; }

    /// Whether symbolic links may lead out of the folder. Then whoever can make a link in it can publish every file that
    /// the server may read. By default only links are followed that lead to what is in the folder, and are relative.
    files_options& follow_links(bool yes) noexcept
    {
        follow_links_ = yes;
        return *this;
    }
    [[nodiscard]] bool follow_links() const noexcept { return follow_links_; }

    /// Whether files and folders are served whose names begin with a dot, as ".git" and ".env" do. By default they are
    /// answered 404.
    files_options& show_dot_files(bool yes) noexcept
    {
        show_dot_files_ = yes;
        return *this;
    }
    [[nodiscard]] bool show_dot_files() const noexcept { return show_dot_files_; }

    /// Whether "app.js.br", "app.js.zst" or "app.js.gz" is sent in place of "app.js", to a client that accepts it. They are
    /// to be made again whenever the file changes: their times are not compared. The default is true.
    files_options& precompressed(bool yes) noexcept
    {
        precompressed_ = yes;
        return *this;
    }
    [[nodiscard]] bool precompressed() const noexcept { return precompressed_; }

private:
    std::string cache_control_;
    std::string index_ = "index.html";
    bool follow_links_ = false;
    bool show_dot_files_ = false;
    bool precompressed_ = true;
};

} // namespace plait::http
