#pragma once

#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace plait::testing {

/// Tasks wait, no timer is set and nothing can run: `error::deadlock`, with the tasks and what each waits in. Of many the
/// first 200, and of those inside each other 40: then `what()` says how many more there are.
///
/// Threads: an exception as any other, as are those below.
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

/// Two uses of the same data by different threads that nothing orders, one of them a write.
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
