#pragma once

#include "platform/files.hpp"

#include <utility>

namespace plait::platform {

/// An open file or folder, which is closed in the end.
class unique_file {
public:
    unique_file() noexcept = default;
    explicit unique_file(native_file owned) noexcept : owned_(owned) {}
    unique_file(unique_file&& other) noexcept : owned_(std::exchange(other.owned_, no_file)) {}
    unique_file& operator=(unique_file other) noexcept
    {
        std::swap(owned_, other.owned_);
        return *this;
    }
    ~unique_file()
    {
        if (owned_ != no_file)
            close_file(owned_);
    }

    [[nodiscard]] native_file get() const noexcept { return owned_; }
    [[nodiscard]] explicit operator bool() const noexcept { return owned_ != no_file; }

private:
    native_file owned_ = no_file;
};

} // namespace plait::platform
