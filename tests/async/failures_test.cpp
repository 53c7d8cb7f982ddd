#include <plait/failures.hpp>

#include <plait/error.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

using plait::failures;

namespace {

std::exception_ptr error(const char* text)
{
    return std::make_exception_ptr(std::runtime_error(text));
}

} // namespace

TEST_SUITE_BEGIN("failures");

TEST_CASE("what() says where, counts the errors, and has the text of each")
{
    CHECK(
        failures("hedged", {error("down"), error("refused")}).what() == std::string("hedged: 2 errors: down; refused"));
    CHECK(failures("hedged", {error("down")}).what() == std::string("hedged: 1 error: down"));
}

TEST_CASE("errors() has them unchanged and in order")
{
    const std::exception_ptr first = error("down");
    const std::exception_ptr second = std::make_exception_ptr(2);

    const failures thrown("scope", {first, second});

    CHECK((thrown.errors() == std::vector{first, second}));
}

TEST_CASE("an error that is not a std::exception has what is known of it as its text")
{
    const std::exception_ptr number = std::make_exception_ptr(2);

    CHECK(failures("scope", {number}).what() == "scope: 1 error: " + plait::describe(number));
}

TEST_CASE("failures may be among the errors")
{
    const std::exception_ptr inner = std::make_exception_ptr(failures("inner", {error("down"), error("refused")}));

    CHECK(
        failures("outer", {inner, error("late")}).what()
        == std::string("outer: 2 errors: inner: 2 errors: down; refused; late"));
}

TEST_CASE("the text names 16 errors, fewer if they are long, and says how many more there are")
{
    const std::vector<std::exception_ptr> many(100'000, error("down"));
    const std::string text = failures("hedged", many).what();
    CHECK(text.starts_with("hedged: 100000 errors: down; down; "));
    CHECK(text.ends_with("; down; and 99984 more"));
    CHECK(text.size() < 200);

    const std::vector<std::exception_ptr> long_ones(10, error(std::string(3000, 'x').c_str()));
    const std::string long_text = failures("hedged", long_ones).what();
    CHECK(long_text.ends_with("x; and 8 more"));
    CHECK(long_text.size() < 6100);

    std::exception_ptr nested = error("down");
    for (int i = 0; i < 10; ++i)
        nested = std::make_exception_ptr(failures("level", std::vector(16, nested)));
    CHECK(plait::describe(nested).size() < 100'000);
}

TEST_CASE("it is caught as a std::exception")
{
    CHECK_THROWS_WITH_AS(throw failures("race", {error("down")}), "race: 1 error: down", std::exception);
}

TEST_SUITE_END();
