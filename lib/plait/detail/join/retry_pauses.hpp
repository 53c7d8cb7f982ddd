#pragma once

#include <plait/retry_options.hpp>

#include <exception>

namespace plait::detail {

/// Decides after each failure of one `retry` whether there is another attempt, and when.
class retry_pauses {
public:
    explicit retry_pauses(retry_options options);

    /// The pause before the next attempt. Throws the error again if there is no next attempt.
    [[nodiscard]] clock::duration next_or_rethrow(const std::exception_ptr& error);

private:
    [[nodiscard]] bool again(const std::exception_ptr& error) const;

    const retry_options options_;
    int failed_ = 0;
    clock::duration longest_now_;
};

} // namespace plait::detail
