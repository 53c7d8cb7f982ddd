#include "http/parse/conditional.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <initializer_list>
#include <string_view>
#include <vector>

using namespace std::chrono;
using namespace plait::http::detail;
using plait::http::field;
using plait::http::method;

namespace {

constexpr sys_seconds changed = sys_days(1994y / 11 / 6) + 8h + 49min + 37s;
constexpr const char* before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr const char* then = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* after = "Sun, 06 Nov 1994 08:49:38 GMT";

constexpr validators strong{R"("a")", changed};
constexpr validators weak{R"(W/"a")", changed};
constexpr validators only_date{{}, changed};
constexpr validators only_etag{R"("a")", {}};

using fields = std::vector<field>;

constexpr auto met = precondition::met;
constexpr auto not_modified = precondition::not_modified;
constexpr auto failed = precondition::failed;

} // namespace

TEST_SUITE_BEGIN("conditional");

TEST_CASE("each precondition is evaluated as RFC 9110 says")
{
    struct row {
        const char* name;
        const validators& of;
        fields given;
        precondition read;    // of GET and HEAD
        precondition written; // of other methods
    };
    for (const row& r : std::initializer_list<row>{
             {"nothing is asked", strong, {}, met, met},
             {"If-Match has it", strong, {{"If-Match", R"("a")"}}, met, met},
             {"If-Match has others", strong, {{"if-match", R"("b", "c")"}}, failed, failed},
             {"If-Match has it among others", strong, {{"If-Match", R"(,"b" ,, "a")"}}, met, met},
             {"If-Match has it in a second field", strong, {{"If-Match", R"("b")"}, {"If-Match", R"("a")"}}, met, met},
             {"If-Match has everything", strong, {{"If-Match", "*"}}, met, met},
             {"If-Match has everything, and there is no ETag", only_date, {{"If-Match", "*"}}, met, met},
             {"If-Match, and there is no ETag", only_date, {{"If-Match", R"("a")"}}, failed, failed},
             {"If-Match compares strongly: weak there", strong, {{"If-Match", R"(W/"a")"}}, failed, failed},
             {"If-Match compares strongly: weak here", weak, {{"If-Match", R"(W/"a")"}}, failed, failed},
             {"If-Match is malformed", strong, {{"If-Match", "a"}}, failed, failed},
             {"If-Match is malformed before it", strong, {{"If-Match", R"("b" "a")"}}, failed, failed},

             {"If-Unmodified-Since is later", strong, {{"If-Unmodified-Since", after}}, met, met},
             {"If-Unmodified-Since is the same", strong, {{"If-Unmodified-Since", then}}, met, met},
             {"If-Unmodified-Since is earlier", strong, {{"If-Unmodified-Since", before}}, failed, failed},
             {"If-Unmodified-Since is no date", strong, {{"If-Unmodified-Since", "then"}}, met, met},
             {"If-Unmodified-Since, and there is no date", only_etag, {{"If-Unmodified-Since", before}}, met, met},
             {"If-Match goes before it", strong, {{"If-Unmodified-Since", before}, {"If-Match", R"("a")"}}, met, met},

             {"If-None-Match has it", strong, {{"If-None-Match", R"("a")"}}, not_modified, failed},
             {"If-None-Match has it weakly", strong, {{"If-None-Match", R"(W/"a")"}}, not_modified, failed},
             {"If-None-Match has it strongly", weak, {{"If-None-Match", R"("b","a")"}}, not_modified, failed},
             {"If-None-Match has everything", strong, {{"If-None-Match", "*"}}, not_modified, failed},
             {"If-None-Match has others", strong, {{"If-None-Match", R"("b", W/"c", "a,")"}}, met, met},
             {"If-None-Match has a comma in quotes", strong, {{"If-None-Match", R"("b,", "a")"}}, not_modified, failed},
             {"If-None-Match is malformed", strong, {{"If-None-Match", R"(a, "a")"}}, met, met},
             {"If-None-Match, and there is no ETag", only_date, {{"If-None-Match", R"("a")"}}, met, met},

             {"If-Modified-Since is later", strong, {{"If-Modified-Since", after}}, not_modified, met},
             {"If-Modified-Since is the same", strong, {{"If-Modified-Since", then}}, not_modified, met},
             {"If-Modified-Since is earlier", strong, {{"If-Modified-Since", before}}, met, met},
             {"If-Modified-Since is no date", strong, {{"If-Modified-Since", "1994"}}, met, met},
             {"If-Modified-Since is there twice",
              strong,
              {{"If-Modified-Since", then}, {"If-Modified-Since", then}},
              met,
              met},
             {"If-Modified-Since, and there is no date", only_etag, {{"If-Modified-Since", after}}, met, met},
             {"If-None-Match goes before it",
              strong,
              {{"If-Modified-Since", after}, {"If-None-Match", R"("b")"}},
              met,
              met},

             {"If-Match goes before all",
              strong,
              {{"If-None-Match", R"("a")"}, {"If-Match", R"("b")"}},
              failed,
              failed},
             {"If-Match, and then If-None-Match",
              strong,
              {{"If-Match", R"("a")"}, {"If-None-Match", R"("a")"}},
              not_modified,
              failed},
         }) {
        CAPTURE(r.name);
        CHECK(evaluate(method::get, r.given, r.of) == r.read);
        CHECK(evaluate(method::head, r.given, r.of) == r.read);
        CHECK(evaluate(method::put, r.given, r.of) == r.written);
    }
}

TEST_CASE("a range counts for the very state of which the client has a part")
{
    struct row {
        const char* name;
        const validators& of;
        fields given;
        bool counts;
    };
    for (const row& r : std::initializer_list<row>{
             {"no If-Range", strong, {}, true},
             {"the ETag", strong, {{"If-Range", R"("a")"}}, true},
             {"another ETag", strong, {{"If-Range", R"("b")"}}, false},
             {"a weak ETag there", strong, {{"If-Range", R"(W/"a")"}}, false},
             {"a weak ETag here", weak, {{"If-Range", R"(W/"a")"}}, false},
             {"several ETags", strong, {{"If-Range", R"("a", "b")"}}, false},
             {"everything", strong, {{"If-Range", "*"}}, false},
             {"the date", strong, {{"If-Range", then}}, true},
             {"an earlier date", strong, {{"If-Range", before}}, false},
             {"a later date", strong, {{"If-Range", after}}, false},
             {"no date", strong, {{"If-Range", "then"}}, false},
             {"no date here", only_etag, {{"If-Range", then}}, false},
             {"no date here nor there", only_etag, {{"If-Range", "then"}}, false},
         }) {
        CAPTURE(r.name);
        CHECK(range_counts(r.given, r.of) == r.counts);
    }
}

TEST_CASE("an ETag has quotes, and no white space")
{
    for (const std::string_view text : {R"("")", R"("a")", R"(W/"a")", R"("a,b\")", "\"\xc3\xa4\""})
        CHECK(is_etag(text));
    for (const std::string_view text : {"", "a", R"("a)", R"(a")", R"(w/"a")", R"("a b")", R"("a"b)", R"(W/a)", "W/"})
        CHECK_FALSE(is_etag(text));
}

TEST_SUITE_END();
