#pragma once

#include <boost/system/system_error.hpp>
#include <support/tasks.hpp>

#include <utility>

namespace tasks {

/// The code of the `system_error` that a task throws; none if it throws nothing.
template <class T>
awaitable<boost::system::error_code> code_of(awaitable<T> task)
{
    const std::exception_ptr thrown = co_await thrown_by(std::move(task));
    if (!thrown)
        co_return boost::system::error_code();
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& known) {
        co_return known.code();
    }
}

} // namespace tasks
