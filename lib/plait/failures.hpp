#pragma once

#include <exception>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace plait {

/// Several errors at once: thrown where no single one of them tells what went wrong.
///
///     catch (const plait::failures& all) {
///         for (const std::exception_ptr& each : all.errors()) log(describe(each));
///     }
///
/// Returns: `what()` counts them and has the text of each, but of no more than 16, nor of more once it has 4,000 characters:
///   then it ends with how many more there are.
///
/// Threads: a value.
///
/// Cost: one text and a vector.
class failures : public std::runtime_error {
public:
    failures(std::string_view where, std::vector<std::exception_ptr> errors);

    [[nodiscard]] const std::vector<std::exception_ptr>& errors() const noexcept { return errors_; }

private:
    std::vector<std::exception_ptr> errors_;
};

} // namespace plait
