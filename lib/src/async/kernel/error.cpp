#include <plait/error.hpp>

#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/log.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <new>
#include <string>

namespace plait {

namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "plait"; }

    std::string message(int value) const override
    {
        switch (static_cast<error>(value)) {
        case error::timed_out:
            return "timed out";
        case error::deadlock:
            return "deadlock: tasks are waiting, but no timer is set and nothing can run";
        case error::closed:
            return "closed: the channel takes no more items";
        case error::interrupted:
            return "interrupted: a signal ended the program before there was a result";
        case error::scope_cancelled:
            return "cancelled by scope::cancel before the body had a result";
        }
        return "unknown plait error " + std::to_string(value);
    }
};

void log_dropped(std::string_view where, const std::exception_ptr& dropped) noexcept
{
    std::string text;
    try {
        text = describe(dropped);
    } catch (...) {
        text = "?"; // there is no memory to describe the error
    }
    log(log_level::error, "a further error", {{"in", where}, {"error", text}});
}

// The text of the error without its end, in which Boost tells the code's number, and the line of Asio that made the
// code.
std::string text_of(const boost::system::system_error& known)
{
    std::string text = known.what();
    const std::string by_boost = known.code().what();
    if (text.ends_with(by_boost))
        text.replace(text.size() - by_boost.size(), by_boost.size(), known.code().message());
    return text;
}

constinit std::atomic<dropped_error_handler> dropped_errors{&log_dropped};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(error value) noexcept
{
    return {static_cast<int>(value), error_category()};
}

std::string describe(const std::exception_ptr& error)
{
    if (!error)
        return "no error";
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& known) {
        return text_of(known);
    } catch (const boost::asio::multiple_exceptions& several) {
        return describe(several.first_exception()) + ", and others";
    } catch (const std::bad_alloc&) {
        return "out of memory"; // a text that is short enough to need no memory
    } catch (const std::exception& known) {
        return known.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

dropped_error_handler on_dropped_error(dropped_error_handler handler) noexcept
{
    return dropped_errors.exchange(handler ? handler : &log_dropped);
}

namespace detail {

void report_unreported(std::string_view where, const std::exception_ptr& error) noexcept
{
    dropped_errors.load()(where, error);
}

bool is_cancellation(const std::exception_ptr& error) noexcept
{
    if (!error)
        return false;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& known) {
        return known.code() == boost::asio::error::operation_aborted;
    } catch (const boost::asio::multiple_exceptions& several) { // thrown by Asio's operators && and ||
        return is_cancellation(several.first_exception());
    } catch (...) {
        return false;
    }
}

} // namespace detail

} // namespace plait
