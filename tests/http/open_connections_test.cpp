#include "http/connection/open_connections.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using plait::http::detail::open_connection;
using plait::http::detail::open_connections;
using urgency = plait::detail::urgency;

namespace {

using missing = open_connection::missing;

/// A connection of some protocol, which writes down what it is told, and ends if it is one that does.
class recorded final : public open_connection {
public:
    struct how {
        std::string name;
        bool ends = false;
        missing waits_for = missing::nothing;
        plait::clock::duration until{};
    };

    recorded(open_connections& owner, std::vector<std::string>& log, how of, recorded* replaced = nullptr)
        : owner_(owner), log_(log), of_(std::move(of))
    {
        if (!replaced)
            owner.add(*this);
        else
            owner.replace(*replaced, *this);
        delete replaced;
    }
    ~recorded() override { log_.push_back(of_.name + " gone"); }

    void drain() noexcept override { told("drained"); }
    void cancel(urgency how) noexcept override { told(how == urgency::at_once ? "cut off" : "cancelled"); }
    std::string describe() const override { return of_.name; }
    missing waits_for() const noexcept override { return of_.waits_for; }
    plait::clock::time_point waits_until() const noexcept override { return plait::clock::time_point(of_.until); }
    void give_up_waiting() noexcept override { told("given up"); }

    /// Another one, which ends when this is told something, or which is replaced.
    recorded* takes_along = nullptr;
    bool replaces = false;

private:
    void told(const char* what)
    {
        log_.push_back(of_.name + " " + what);
        recorded* const other = std::exchange(takes_along, nullptr);
        if (other && replaces)
            new recorded(owner_, log_, {other->of_.name + "'"}, other);
        else if (other)
            owner_.remove(*other);
        if (of_.ends)
            owner_.remove(*this);
    }

    open_connections& owner_;
    std::vector<std::string>& log_;
    how of_;
};

} // namespace

TEST_SUITE_BEGIN("open_connections");

TEST_CASE("all are told, whatever their kind, and also if some of them end meanwhile")
{
    std::vector<std::string> log;
    open_connections open;
    auto* stays = new recorded(open, log, {"a"});
    auto* other = new recorded(open, log, {"b"});
    new recorded(open, log, {"c", true});
    open.drain(); // the latest first
    CHECK(log == std::vector<std::string>{"c drained", "c gone", "b drained", "a drained"});
    CHECK(open.size() == 2);

    log.clear();
    other->takes_along = stays; // which would be the next
    open.cancel(urgency::at_once);
    CHECK(log == std::vector<std::string>{"b cut off", "a gone"});
    CHECK(open.size() == 1);

    log.clear();
    open.destroy_all();
    CHECK(log == std::vector<std::string>{"b gone"});
    CHECK(open.size() == 0);
}

TEST_CASE("one that takes the place of another is told what is told to all, also if it has come meanwhile")
{
    std::vector<std::string> log;
    open_connections open;
    std::vector<recorded*> made;
    for (const char* name : {"a", "b", "c"})
        made.push_back(new recorded(open, log, {name}));
    for (int i = 0; i < 3; ++i) { // the last one, one in the middle, the first one
        new recorded(open, log, {std::string(1, static_cast<char>('x' + i))}, made[i]);
        CHECK(open.size() == 3);
    }
    CHECK(open.describe() == "3: z; y; x");
    log.clear();

    auto* last = new recorded(open, log, {"last"});
    auto* first = new recorded(open, log, {"first"});
    first->takes_along = last; // which would be the next
    first->replaces = true;
    open.drain();
    CHECK(
        log
        == std::vector<std::string>{
            "first drained", "last gone", "last' drained", "z drained", "y drained", "x drained"});
    open.destroy_all();
    CHECK(open.size() == 0);
}

TEST_CASE("those that wait longest for a request are given up first, and for the rest of a head only if no others wait")
{
    std::vector<std::string> log;
    open_connections open;
    new recorded(open, log, {"head", true, missing::rest_of_head, 1s});
    new recorded(open, log, {"busy", true, missing::nothing, 1s});
    new recorded(open, log, {"late", true, missing::request, 9s});
    new recorded(open, log, {"soon", true, missing::request, 2s});
    for (const std::string next : {"soon", "late", "head"}) {
        log.clear();
        CHECK(open.shed() == 1);
        CHECK(log == std::vector<std::string>{next + " given up", next + " gone"});
    }
    CHECK(open.shed() == 0);
    CHECK(open.size() == 1);
}

TEST_CASE("of those that wait equally long the oldest are given up, so that a new one is served")
{
    std::vector<std::string> log;
    open_connections open;
    for (const char* each : {"1", "2", "3", "4", "5", "6", "7"})
        new recorded(open, log, {each, true, missing::request, 9s});
    new recorded(open, log, {"8", true, missing::request, 2s});
    new recorded(open, log, {"9", true, missing::request, 10s});
    CHECK(open.shed() == 3);
    CHECK(log == std::vector<std::string>{"8 given up", "8 gone", "2 given up", "2 gone", "1 given up", "1 gone"});
    open.destroy_all();
}

TEST_CASE("they are described by their number and by what some of them do")
{
    std::vector<std::string> log;
    open_connections open;
    CHECK(open.describe() == "0");
    for (const char* name : {"a", "b", "c", "d", "e"})
        new recorded(open, log, {name});
    CHECK(open.describe() == "5: e; d; c; b; a");
    new recorded(open, log, {"f"});
    CHECK(open.describe() == "6: f; e; d; c; b; ...");
    open.destroy_all();
}

TEST_SUITE_END();
