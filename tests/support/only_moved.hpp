#pragma once

#include <memory>

/// A value that can be moved, and can be neither copied nor default-constructed.
class only_moved {
public:
    explicit only_moved(int number) : number_(std::make_unique<int>(number)) {}
    [[nodiscard]] int number() const { return *number_; }

private:
    std::unique_ptr<int> number_;
};
