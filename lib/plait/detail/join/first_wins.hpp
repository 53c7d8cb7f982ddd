#pragma once

#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/join/join.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <vector>

namespace plait::detail {

/// Decides which of several tasks wins, and cancels the others. It lives as long as the join of these tasks.
class first_wins {
public:
    /// The task that wins: the first to finish, or the first to finish without an error.
    enum class rule { first, first_success };

    first_wins(join& all, rule decides) noexcept : all_(all), rule_(decides) {}
    first_wins(const first_wins&) = delete;
    first_wins& operator=(const first_wins&) = delete;

    [[nodiscard]] bool decided() const noexcept { return winner_.has_value(); }
    [[nodiscard]] bool has_result() const noexcept { return decided() && !winner_failed_; }
    [[nodiscard]] std::size_t winner() const noexcept { return *winner_; }

    /// Throws what the caller gets if there is no result. It is called after the join.
    [[noreturn]] void rethrow_errors(const boost::asio::cancellation_state& caller);

    class contestant final : public child {
    public:
        /// Starts the task. A callable that throws in place of returning a task counts as a task that failed.
        template <class Stored>
        void start(first_wins& of, std::size_t index, Stored& task, auto& out)
        {
            of_ = &of;
            index_ = index;
            std::exception_ptr error;
            try {
                of.all_.start(to_awaitable(task), out, this);
            } catch (...) {
                error = std::current_exception();
            }
            if (error)
                finished(error);
        }

    private:
        void finished(std::exception_ptr& error) noexcept override { of_->finished(index_, error); }

        first_wins* of_ = nullptr;
        std::size_t index_ = 0;
    };

    ~first_wins() = default;

protected:
    [[nodiscard]] join& all() noexcept { return all_; }

private:
    virtual void lost() noexcept {} // called when a task has failed, and no task has won yet
    void finished(std::size_t index, std::exception_ptr& error) noexcept;

    join& all_;
    const rule rule_;
    std::optional<std::size_t> winner_;
    bool winner_failed_ = false;
    std::vector<std::exception_ptr> errors_;
};

/// A task that may win, with the variable for its result.
template <class T>
struct contender {
    first_wins::contestant contestant;
    result<T> value;

    void start(first_wins& of, std::size_t index, auto& task) { contestant.start(of, index, task, value); }
};

} // namespace plait::detail
