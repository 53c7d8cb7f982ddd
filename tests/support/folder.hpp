#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <stdlib.h>

/// A new folder for unix sockets, which must have short paths. It is removed at the end.
class folder {
public:
    folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "plaitXXXXXX").string();
        REQUIRE(::mkdtemp(name.data()));
        path_ = name;
    }
    ~folder() { std::filesystem::remove_all(path_); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};
