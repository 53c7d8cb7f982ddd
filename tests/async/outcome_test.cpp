#include <plait/outcome.hpp>

#include <doctest/doctest.h>
#include <support/only_moved.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

using namespace std::string_literals;
using plait::outcome;

namespace {

template <class T>
outcome<T> failed()
{
    return outcome<T>(std::nullopt, std::make_exception_ptr(std::runtime_error("boom")));
}

} // namespace

TEST_SUITE_BEGIN("outcome");

TEST_CASE("one with a result gives it, and has no error")
{
    outcome<std::string> ended("page"s, nullptr);
    const outcome<std::string>& unchanged = ended;

    CHECK(ended);
    CHECK(ended.has_value());
    CHECK_FALSE(ended.error());
    ended.value() += "!";
    CHECK(unchanged.value() == "page!");
}

TEST_CASE("value rethrows the error if there is no result")
{
    outcome<int> ended = failed<int>();
    const outcome<int>& unchanged = ended;

    CHECK_FALSE(ended);
    CHECK_FALSE(ended.has_value());
    CHECK(ended.error());
    CHECK_THROWS_WITH_AS((void)ended.value(), "boom", std::runtime_error);
    CHECK_THROWS_WITH_AS((void)unchanged.value(), "boom", std::runtime_error);
    CHECK_THROWS_WITH_AS((void)std::move(ended).value(), "boom", std::runtime_error);
}

TEST_CASE("value_or gives the result, or what is given if there is none")
{
    const outcome<std::string> page("page"s, nullptr);
    const outcome<std::string> none = failed<std::string>();
    int variable = 1;
    int other = 2;

    CHECK(page.value_or("no page") == "page");
    CHECK(none.value_or("no page") == "no page");
    CHECK(failed<std::string>().value_or(std::string(3, 'x')) == "xxx");
    CHECK(outcome<only_moved>(only_moved(3), nullptr).value_or(only_moved(4)).number() == 3);
    CHECK(failed<only_moved>().value_or(only_moved(4)).number() == 4);
    CHECK(&outcome<int&>(std::ref(variable), nullptr).value_or(other) == &variable);
    CHECK(&failed<int&>().value_or(other) == &other);
}

TEST_CASE("a result that can only be moved is moved out")
{
    outcome<only_moved> ended(only_moved(3), nullptr);

    const only_moved taken = std::move(ended).value();

    CHECK(taken.number() == 3);
}

TEST_CASE("that of a task without result gives std::monostate, or the error")
{
    outcome<void> ended(std::monostate(), nullptr);

    CHECK(ended);
    CHECK(ended.value() == std::monostate());
    CHECK_THROWS_WITH((void)failed<void>().value(), "boom");
}

TEST_CASE("that of a task which returns a reference gives the reference")
{
    int variable = 1;
    outcome<int&> ended(std::ref(variable), nullptr);
    const outcome<int&>& unchanged = ended;

    static_assert(std::is_same_v<decltype(ended.value()), int&>);
    ended.value() = 5;

    CHECK(variable == 5);
    CHECK(&unchanged.value() == &variable);
    CHECK(&std::move(ended).value() == &variable);
}

TEST_SUITE_END();
