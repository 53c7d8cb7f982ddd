#pragma once

#include <plait/error.hpp> // describe

#include <exception>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace plait {

/// Several errors at once. It is thrown where no single error tells what went wrong.
///
///     catch (const plait::failures& all) {
///         for (const std::exception_ptr& each : all.errors()) log(describe(each));
///     }
///
/// Returns: `what()` counts the errors and has the text of each. It stops after 16 texts, or once it has 4,000
///   characters, and then ends with the number of further errors.
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
