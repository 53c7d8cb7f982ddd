#pragma once

#include <plait/error.hpp>

#include <mutex>
#include <string>
#include <vector>

/// Collects what goes to `on_dropped_error` while it lives, as "where: message".
class dropped_errors {
public:
    dropped_errors() : before_(plait::on_dropped_error(&collect)) { all().clear(); }
    ~dropped_errors() { plait::on_dropped_error(before_); }
    dropped_errors(const dropped_errors&) = delete;
    dropped_errors& operator=(const dropped_errors&) = delete;

    [[nodiscard]] std::vector<std::string> texts() const
    {
        std::scoped_lock lock(mutex());
        return all();
    }

private:
    static void collect(std::string_view where, const std::exception_ptr& error) noexcept
    {
        std::scoped_lock lock(mutex());
        all().push_back(std::string(where) + ": " + plait::describe(error));
    }
    static std::vector<std::string>& all()
    {
        static std::vector<std::string> texts;
        return texts;
    }
    static std::mutex& mutex()
    {
        static std::mutex guards_texts;
        return guards_texts;
    }

    plait::dropped_error_handler before_;
};
