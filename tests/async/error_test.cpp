#include <plait/error.hpp>

#include <plait/detail/kernel/unreported_errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>

#include <stdexcept>
#include <string>

using boost::system::error_code;

namespace {

template <class Error>
std::string described(Error error)
{
    return plait::describe(std::make_exception_ptr(error));
}

} // namespace

TEST_SUITE_BEGIN("error");

TEST_CASE("the errors are error codes of the category plait")
{
    const error_code code = plait::error::timed_out;

    CHECK(code == plait::error::timed_out);
    CHECK(code.category() == plait::error_category());
    CHECK(std::string(code.category().name()) == "plait");
}

TEST_CASE("timed_out is never operation_aborted, nor Asio's own timed_out")
{
    const error_code code = plait::error::timed_out;

    CHECK(code.message() == "timed out");
    CHECK(code != boost::asio::error::operation_aborted);
    CHECK(code != boost::asio::error::timed_out);
}

TEST_CASE("deadlock says that tasks would wait for ever")
{
    const error_code code = plait::error::deadlock;

    CHECK(code.message() == "deadlock: tasks are waiting, but no timer is set and nothing can run");
}

TEST_CASE("closed says what takes no more items")
{
    const error_code code = plait::error::closed;

    CHECK(code.message() == "closed: the channel takes no more items");
}

TEST_CASE("interrupted says what is missing")
{
    const error_code code = plait::error::interrupted;

    CHECK(code.message() == "interrupted: a signal ended the program before there was a result");
}

TEST_CASE("a number that is no error has a message all the same")
{
    CHECK(plait::error_category().message(99) == "unknown plait error 99");
}

TEST_CASE("describe gives what(), or what is known of an exception that is not a std::exception")
{
    CHECK(plait::describe(std::make_exception_ptr(std::runtime_error("boom"))) == "boom");
    CHECK(plait::describe(std::make_exception_ptr(42)) == "an exception that is not a std::exception");
    CHECK(plait::describe(nullptr) == "no error");
    CHECK_FALSE(plait::detail::is_cancellation(nullptr));
}

TEST_CASE("describe has what a system_error says, without where in Asio it was made")
{
    static constexpr boost::source_location here = BOOST_CURRENT_LOCATION;
    const error_code aborted(boost::asio::error::operation_aborted);
    const error_code with_place(aborted, &here);
    REQUIRE(std::string(boost::system::system_error(with_place, "read").what()).find("error_test.cpp") != std::string::npos);

    for (const error_code& code : {aborted, with_place}) {
        CHECK(described(boost::system::system_error(code)) == "Operation canceled");
        CHECK(described(boost::system::system_error(code, "read")) == "read: Operation canceled");
    }
    CHECK(described(boost::system::system_error(plait::error::timed_out, "at [80:1]")) == "at [80:1]: timed out");
}

TEST_CASE("describe has the first of Asio's multiple exceptions")
{
    const auto several = [](auto first) { return boost::asio::multiple_exceptions(std::make_exception_ptr(first)); };

    CHECK(described(several(std::runtime_error("boom"))) == "boom, and others");
    CHECK(described(several(several(42))) == "an exception that is not a std::exception, and others, and others");
}

TEST_CASE("a cancellation is an operation_aborted, or the first of several exceptions is one")
{
    using boost::system::system_error;
    const auto cancels = [](auto error) { return plait::detail::is_cancellation(std::make_exception_ptr(error)); };
    const auto several = [](auto first) { return boost::asio::multiple_exceptions(std::make_exception_ptr(first)); };
    const system_error aborted(boost::asio::error::operation_aborted);
    const system_error timed_out(plait::error::timed_out);

    CHECK(cancels(aborted));
    CHECK(cancels(several(aborted)));
    CHECK(cancels(several(several(aborted))));
    CHECK_FALSE(cancels(timed_out));
    CHECK_FALSE(cancels(several(timed_out)));
    CHECK_FALSE(cancels(std::runtime_error("boom")));
}

TEST_CASE("on_dropped_error sets the function that is called, and returns the previous one")
{
    static std::string heard;
    const plait::dropped_error_handler listen = [](std::string_view where, const std::exception_ptr& error) noexcept {
        heard = std::string(where) + " dropped " + plait::describe(error);
    };
    const plait::dropped_error_handler before = plait::on_dropped_error(listen);

    plait::detail::report_unreported("a join", std::make_exception_ptr(std::runtime_error("boom")));
    CHECK(heard == "a join dropped boom");

    CHECK((plait::on_dropped_error(nullptr) == listen)); // back to the default
    CHECK((plait::on_dropped_error(before) == before));
}

TEST_SUITE_END();
