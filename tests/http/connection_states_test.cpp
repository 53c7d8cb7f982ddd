#include "http/connection/handler_run.hpp"
#include "http/connection/life.hpp"
#include "http/connection/reader.hpp"
#include "http/connection/writer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

using plait::http::detail::byte_stream;
using plait::http::detail::handler_run;
using plait::http::detail::life;
using plait::http::detail::outgoing;
using plait::http::detail::reader;

namespace {

handler_run cut_off(handler_run::cut first, handler_run::state how)
{
    handler_run made;
    made.begins();
    if (first != handler_run::cut::none)
        made.cut_off(first);
    made.ends(how);
    return made;
}

std::string joined(const byte_stream::pieces& all)
{
    std::string text;
    for (const auto& each : all)
        text.append(static_cast<const char*>(each.data()), each.size());
    return text;
}

} // namespace

TEST_SUITE_BEGIN("what a connection is made of");

TEST_CASE("a reader reads once for each time that something may have come")
{
    reader made;
    CHECK(made.may_read()); // a request may have come with the connection
    made.has_read(reader::outcome::open);
    CHECK(!made.may_read());
    made.wait_begins();
    CHECK(made.waits());
    made.wait_ends(false);
    CHECK(made.may_read());
    CHECK(!made.waits());
    CHECK(!made.ended());

    made.has_read(reader::outcome::open);
    made.time_is_up();
    CHECK(made.late());
    CHECK(made.may_read()); // what is missing may have come in the same moment
    made.in_time();
    CHECK(!made.late());
}

TEST_CASE("a reader tells a client that sends no more from one that has gone")
{
    reader finished;
    finished.has_read(reader::outcome::end);
    CHECK(finished.ended());
    CHECK(!finished.gone());

    reader failed;
    failed.has_read(reader::outcome::failure);
    CHECK(failed.gone());

    reader not_told;
    not_told.wait_begins();
    not_told.wait_ends(true);
    CHECK(not_told.gone());
    CHECK(not_told.may_read()); // there may be a request before the end
}

TEST_CASE("a reader is in a head until the head is here, whether its time runs or not")
{
    using stage = reader::stage;
    reader made;
    CHECK(made.at() == stage::idle);
    for (const auto& [at, in_head] :
         {std::pair(stage::idle, true), std::pair(stage::head, true), std::pair(stage::timed_head, true),
          std::pair(stage::body, false), std::pair(stage::whole, false)}) {
        made.goes_to(at);
        CHECK(made.in_head() == in_head);
    }
}

TEST_CASE("what a handler's end means depends on why it was cancelled first, and on whether it obeyed")
{
    using cut = handler_run::cut;
    using state = handler_run::state;
    using verdict = handler_run::verdict;
    struct row {
        cut why;
        state how;
        bool obeyed;
        verdict expected;
    };
    for (const row& r : {
             row{cut::none, state::answered, false, verdict::answer},
             row{cut::deadline, state::answered, false, verdict::answer}, // late, but before it was given up
             row{cut::server, state::answered, false, verdict::answer},
             row{cut::client, state::answered, false, verdict::close},
             row{cut::none, state::failed, false, verdict::answer_failure},
             row{cut::none, state::failed, true, verdict::answer_failure}, // of its own accord
             row{cut::deadline, state::failed, true, verdict::unavailable},
             row{cut::deadline, state::failed, false, verdict::answer_failure},
             row{cut::client, state::failed, true, verdict::close},
             row{cut::server, state::failed, true, verdict::close},
             row{cut::server, state::failed, false, verdict::answer_failure},
             row{cut::none, state::destroyed, false, verdict::vanish},
             row{cut::server, state::destroyed, false, verdict::vanish},
         }) {
        handler_run made = cut_off(r.why, r.how);
        CHECK(!made.runs());
        CHECK(made.judged(r.obeyed) == r.expected);
        if (r.why != cut::none) {
            made.cut_off(r.why == cut::client ? cut::server : cut::client); // the first reason counts
            CHECK(made.judged(r.obeyed) == r.expected);
        }
    }
}

TEST_CASE("a run that begins knows nothing of the one before")
{
    handler_run made = cut_off(handler_run::cut::client, handler_run::state::failed);
    made.begins();
    CHECK(made.runs());
    CHECK(made.cut_by() == handler_run::cut::none);
}

TEST_CASE("a handler whose timer fires is cut off once its time is over, and then given up")
{
    using step = handler_run::step;
    handler_run made;
    made.begins();
    CHECK(made.timer_fired(false) == step::look_for_client);
    CHECK(made.timer_fired(true) == step::cut_off);
    made.cut_off(handler_run::cut::deadline);
    CHECK(made.timer_fired(true) == step::give_up);

    for (const auto why : {handler_run::cut::client, handler_run::cut::server}) {
        handler_run cancelled;
        cancelled.begins();
        cancelled.cut_off(why);
        CHECK(cancelled.timer_fired(true) == step::none);
    }
}

TEST_CASE("a life goes from serving to its end, and lingers where a client may not have read its answer")
{
    using state = life::state;
    struct row {
        bool keeps_alive;
        bool unread;
        bool waited;
        bool cancelled;
        bool client_sends;
        bool lingers;
    };
    for (const row& r : {
             row{false, true, false, false, true, true},
             row{true, true, false, false, true, true}, // no request followed
             row{false, false, false, false, true, false},
             row{true, true, true, false, true, false},
             row{false, true, false, true, true, false},
             row{false, true, false, false, false, false},
         }) {
        life made;
        CHECK(made.serves());
        made.answered(r.keeps_alive, r.unread);
        CHECK(made.serves() == r.keeps_alive);
        if (r.keeps_alive)
            made.ends(r.waited);
        CHECK(made.at() == state::ending);
        if (r.cancelled)
            made.cancelled();
        CHECK(made.lingers_after_all(r.client_sends) == r.lingers);
        CHECK(made.at() == (r.lingers ? state::lingering : state::ending));
        CHECK(made.closes());
        CHECK(made.at() == state::closed);
        CHECK(!made.closes());
    }
}

TEST_CASE("a life that refuses lingers, unless the client has had its time")
{
    for (const bool waited : {false, true}) {
        life made;
        made.refused();
        if (waited)
            made.ends(true);
        CHECK(made.at() == life::state::ending);
        CHECK(made.lingers_after_all(true) == !waited);
    }
}

TEST_CASE("a life is upgraded once its answer has gone out, unless it was cancelled, or the client is gone")
{
    for (const bool cancelled : {false, true})
        for (const bool gone : {false, true}) {
            life made;
            made.upgrades();
            CHECK(made.at() == life::state::ending);
            CHECK(!made.serves());
            if (cancelled)
                made.cancelled();
            const bool upgraded = !cancelled && !gone;
            CHECK(made.is_upgraded_after_all(gone) == upgraded);
            CHECK(made.at() == (upgraded ? life::state::upgraded : life::state::ending));
            CHECK(!made.lingers_after_all(true));
            CHECK(made.closes()); // also if nobody has taken the stream over
        }
    life other;
    other.answered(false, true);
    CHECK(!other.is_upgraded_after_all(false));
}

TEST_CASE("what goes out goes in order, however little is sent at a time")
{
    const std::string body(50, 'b');
    for (std::size_t piece = 1; piece < 70; ++piece) {
        outgoing out;
        CHECK(out.empty());
        out.text.reserve(20);
        out.text.append(std::string(20, 'h'));
        out.follow_with(body);
        CHECK(out.has_body_apart());
        std::string sent;
        while (!out.empty()) {
            const std::string left = joined(out.pieces());
            const std::size_t count = std::min(piece, left.size());
            sent.append(left, 0, count);
            out.sent(count);
        }
        CHECK(sent == std::string(20, 'h') + body);
    }
}

TEST_SUITE_END();
