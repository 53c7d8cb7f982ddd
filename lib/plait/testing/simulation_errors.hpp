#pragma once

#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace plait::testing {

/// Tasks wait, no timer is set and nothing can run. The error is `error::deadlock`, and its text has the tasks and what
/// each waits in. It has at most 200 tasks, and at most 40 inside each other, and then says how many more there are.
///
/// Threads: this is an exception as any other, and so are those below.
///
/// Cost: the text is made when it is thrown.
class deadlocked : public boost::system::system_error {
public:
    explicit deadlocked(std::string tasks)
        : system_error(error::deadlock), what_("deadlock: nothing can run, and no timer is set\n" + std::move(tasks))
    {
    }
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

private:
    std::string what_;
};

/// Two threads have used the same data, one of them to write, and nothing orders the two uses.
class data_race : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

/// The test has finished, and tasks that it did not wait for have not.
class leaked_tasks : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

/// Tasks go on and on, and time stands still.
class no_progress : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

} // namespace plait::testing
