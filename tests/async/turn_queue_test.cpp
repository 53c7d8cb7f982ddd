#include <plait/detail/sync/turn_queue.hpp>

#ifdef __clang__ // it does not see through CHECK what try_enter returned
#pragma clang diagnostic ignored "-Wthread-safety-analysis"
#endif

#include <doctest/doctest.h>

#include <functional>
#include <string>

using plait::detail::turn_queue;

namespace {

class calling final : public turn_queue::job {
public:
    explicit calling(std::function<void()> function) : function_(std::move(function)) {}

private:
    void run() noexcept override { function_(); }

    std::function<void()> function_;
};

} // namespace

TEST_SUITE_BEGIN("turn queue");

TEST_CASE("whoever finds the queue free enters it; it is taken until they leave")
{
    turn_queue one;
    CHECK(one.try_enter());
    CHECK_FALSE(one.try_enter());

    one.leave();
    CHECK(one.try_enter());
    one.leave();
}

TEST_CASE("who would queue and finds the queue free enters it instead")
{
    turn_queue one;
    calling job([] { FAIL_CHECK("the one inside does its own work"); });

    CHECK(one.enter_or_queue(job));
    CHECK_FALSE(one.try_enter());

    one.leave();
    CHECK(one.try_enter());
    one.leave();
}

TEST_CASE("the one inside runs the jobs that came meanwhile, in the order they came, and then leaves")
{
    turn_queue one;
    std::string order;
    calling a([&] { order += 'a'; }), b([&] { order += 'b'; }), c([&] { order += 'c'; });
    REQUIRE(one.try_enter());
    CHECK_FALSE(one.enter_or_queue(a));
    CHECK_FALSE(one.enter_or_queue(b));
    CHECK_FALSE(one.enter_or_queue(c));
    CHECK(order.empty());

    one.leave();

    CHECK(order == "abc");
    CHECK(one.try_enter());
    one.leave();
}

TEST_CASE("jobs that come while jobs are run are run as well, after those")
{
    turn_queue one;
    std::string order;
    calling late([&] { order += 'z'; });
    calling a([&] {
        order += 'a';
        CHECK_FALSE(one.try_enter());
        CHECK_FALSE(one.enter_or_queue(late));
    });
    calling b([&] { order += 'b'; });
    REQUIRE(one.try_enter());
    CHECK_FALSE(one.enter_or_queue(a));
    CHECK_FALSE(one.enter_or_queue(b));

    one.leave();

    CHECK(order == "abz");
    CHECK(one.try_enter());
    one.leave();
}

TEST_SUITE_END();
