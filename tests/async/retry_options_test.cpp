#include <plait/retry_options.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <stdexcept>

using namespace std::chrono_literals;
using plait::retry_budget;
using plait::retry_options;

TEST_SUITE_BEGIN("retry_options");

TEST_CASE("fewer than one attempt, and pauses that shrink or are negative, are refused")
{
    CHECK_THROWS_AS(retry_options().attempts(0), std::invalid_argument);
    CHECK_THROWS_AS(retry_options().backoff(2s, 1s), std::invalid_argument);
    CHECK_THROWS_AS(retry_options().backoff(-1s, 1s), std::invalid_argument);
    for (const double ratio : {-0.1, 1000.1, 1e300, HUGE_VAL, -HUGE_VAL, std::nan("")})
        CHECK_THROWS_AS(retry_budget{ratio}, std::invalid_argument);
    CHECK_THROWS_AS(retry_budget(0.1, -1), std::invalid_argument);
}

TEST_CASE("a budget holds no more than at first, but at least one retry")
{
    struct row {
        const char* name;
        int at_first;
        int most;
    };
    for (row r : {row{"three", 3, 3}, row{"none at first", 0, 1}}) {
        CAPTURE(r.name);
        retry_budget budget(0.5, r.at_first);
        for (int i = 0; i < 100; ++i)
            budget.earn();

        int spent = 0;
        while (budget.spend())
            ++spent;

        CHECK(spent == r.most);
    }
}

TEST_CASE("half a retry is none")
{
    retry_budget budget(0.5, 0);

    CHECK_FALSE(budget.spend());
    budget.earn();
    CHECK_FALSE(budget.spend());
    budget.earn();
    CHECK(budget.spend());
    CHECK_FALSE(budget.spend());
}

TEST_CASE("a budget loses no small parts")
{
    for (const double ratio : {0.9, 0.4, 1.0 / 3, 0.1, 0.01, 0.0019, 0.0015, 0.0005, 0.00005}) {
        CAPTURE(ratio);
        retry_budget budget(ratio, 0);
        const int calls = 200'000;
        int retries = 0;
        for (int i = 0; i < calls; ++i) {
            budget.earn();
            retries += budget.spend();
        }
        CHECK(retries == static_cast<int>(ratio * calls + 1e-6));
    }
}

TEST_SUITE_END();
