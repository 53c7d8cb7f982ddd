#include <plait/http/etag.hpp>

#include <plait/config.hpp>
#include <plait/http/compress.hpp>
#include <plait/http/stream.hpp>

#include <doctest/doctest.h>
#include <support/gzip_reader.hpp>
#include <support/http.hpp>

#include <initializer_list>
#include <string>

using namespace http_test;

namespace {

response etag_answer(const router& app, std::initializer_list<field> fields, method with = method::get)
{
    std::optional<response> answer;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(with, "/", "", fields);
        answer.emplace(co_await app(request));
    });
    return *answer;
}

router etag_app(response answer, middleware first = etag(), middleware second = {})
{
    router app;
    app.use(std::move(first), std::move(second));
    app.handle("/{$}", [answer = std::move(answer)](request&) { return answer; });
    return app;
}

response page()
{
    return html(large_text(2000)).set("Cache-Control", "no-cache").set("X-Kept", "1");
}

std::string tag_of(const response& answer)
{
    return std::string(answer.field("ETag").value_or(""));
}

} // namespace

TEST_SUITE_BEGIN("etag");

TEST_CASE("an answer gets an ETag of its body")
{
    const std::string tag = tag_of(etag_answer(etag_app(page()), {}));
    CHECK(tag.size() == 24);
    CHECK(tag.front() == '"');
    CHECK(tag.back() == '"');
    CHECK(tag_of(etag_answer(etag_app(page()), {}, method::head)) == tag);
    CHECK(tag_of(etag_answer(etag_app(text(large_text(2000))), {})) == tag); // it is made from the body alone
    CHECK(tag_of(etag_answer(etag_app(text(large_text(2001))), {})) != tag);
    CHECK(tag_of(etag_answer(etag_app(text("hello")), {})) == "\"Apu9QbOn2MsZHa5IapAeWw\""); // on each machine
}

TEST_CASE("an answer that no cache could use gets none")
{
    CHECK(tag_of(etag_answer(etag_app(page()), {}, method::post)).empty());
    CHECK(tag_of(etag_answer(etag_app(page().status(status::not_found)), {})).empty());
    CHECK(tag_of(etag_answer(etag_app(page().status(status::created)), {})).empty());
    CHECK(tag_of(etag_answer(etag_app(response()), {})).empty());
    CHECK(tag_of(etag_answer(etag_app(page().set("Cache-Control", "private, no-store")), {})).empty());
    CHECK(tag_of(etag_answer(etag_app(stream("text/plain", [](body_writer& out) { return out.write("x"); })), {})).empty());
}

TEST_CASE("a client that has the body already is told so")
{
    const std::string tag = tag_of(etag_answer(etag_app(page()), {}));
    for (const std::string& named : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        for (const method with : {method::get, method::head}) {
            CAPTURE(named);
            const response answer = etag_answer(etag_app(page()), {{"If-None-Match", named}}, with);
            CHECK(answer.status() == status::not_modified);
            CHECK(answer.body().empty());
            CHECK(answer.field("ETag") == tag);
            CHECK(answer.field("Cache-Control") == "no-cache");
            CHECK(answer.field("X-Kept") == "1");
            CHECK(!answer.field("Content-Type"));
        }
    }
    const response other = etag_answer(etag_app(page()), {{"If-None-Match", "\"other\""}});
    CHECK(other.status() == status::ok);
    CHECK(other.body() == large_text(2000));
    CHECK(etag_answer(etag_app(page()), {{"If-None-Match", tag}}, method::post).status() == status::ok);
}

TEST_CASE("the fields that describe a body do not stand in 304")
{
    const response answer = etag_answer(
        etag_app(page()
                   .set("Content-Type", "text/x")
                   .set("Content-Language", "de")
                   .set("Content-Location", "/a")
                   .set("Expires", "0")
                   .set("Vary", "Cookie")
                   .set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")),
        {{"If-None-Match", "*"}});
    CHECK(answer.status() == status::not_modified);
    for (const char* gone : {"Content-Type", "Content-Language", "Last-Modified"})
        CHECK(!answer.field(gone));
    for (const char* kept : {"Content-Location", "Expires", "Vary", "ETag", "Cache-Control"})
        CHECK(answer.field(kept));
}

TEST_CASE("an ETag of the handler's own counts, also for a body that is streamed")
{
    const auto streamed = [] {
        return stream("text/plain", [](body_writer& out) { return out.write("x"); }).set("ETag", "\"a\"");
    };
    for (const response& answer : {page().set("ETag", "\"a\""), response(streamed())}) {
        CHECK(tag_of(etag_answer(etag_app(answer), {{"If-None-Match", "\"b\""}})) == "\"a\"");
        const response unchanged = etag_answer(etag_app(answer), {{"If-None-Match", "\"a\""}});
        CHECK(unchanged.status() == status::not_modified);
        CHECK(!unchanged.is_streamed());
        CHECK(tag_of(unchanged) == "\"a\"");
    }
}

TEST_CASE("Last-Modified of the handler counts where no ETag is named")
{
    const char* const then = "Sun, 06 Nov 1994 08:49:37 GMT";
    const router app = etag_app(page().set("Last-Modified", then));
    CHECK(etag_answer(app, {{"If-Modified-Since", then}}).status() == status::not_modified);
    CHECK(etag_answer(app, {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status() == status::ok);
    CHECK(etag_answer(app, {{"If-Modified-Since", then}, {"If-None-Match", "\"b\""}}).status() == status::ok);
    const response dated = etag_answer(
        etag_app(stream("text/plain", [](body_writer& out) { return out.write("x"); }).set("Last-Modified", then)),
        {{"If-Modified-Since", then}});
    CHECK(dated.status() == status::not_modified);
    CHECK(dated.field("Last-Modified") == then); // there is no ETag
}

TEST_CASE("a condition that does not hold is answered 412")
{
    const std::string tag = tag_of(etag_answer(etag_app(page()), {}));
    CHECK(etag_answer(etag_app(page()), {{"If-Match", tag}}).status() == status::ok);
    CHECK(etag_answer(etag_app(page()), {{"If-Match", "\"other\""}}).status() == status::precondition_failed);
}

#if PLAIT_HAS_ZLIB

TEST_CASE("etag and compress go together in both orders")
{
    const router apps[] = {etag_app(page(), compress(), etag()), etag_app(page(), etag(), compress())};
    for (const router& app : apps) {
        const bool is_inside = &app == &apps[0];
        CAPTURE(is_inside);
        const response plain = etag_answer(app, {});
        const response coded = etag_answer(app, {{"Accept-Encoding", "gzip"}});
        CHECK(plain.body() == large_text(2000));
        CHECK(gzip_reader(coded.body()).text == large_text(2000));
        CHECK(tag_of(plain) != tag_of(coded)); // each stands for bytes of its own
        CHECK(tag_of(coded).starts_with(is_inside ? "W/" : "\""));

        for (const response* each : {&plain, &coded}) {
            const std::string tag = tag_of(*each);
            const auto accepted = each == &coded ? field{"Accept-Encoding", "gzip"} : field{"Accept", "*/*"};
            const response unchanged = etag_answer(app, {accepted, {"If-None-Match", tag}});
            CHECK(unchanged.status() == status::not_modified);
            CHECK(unchanged.body().empty());
            CHECK(tag_of(unchanged) == tag);
            CHECK(unchanged.field("Vary") == "Accept-Encoding");
            CHECK(unchanged.field("Cache-Control") == "no-cache");
            CHECK(!unchanged.field("Content-Encoding"));
            CHECK(!unchanged.field("Content-Type"));
        }
        CHECK(etag_answer(app, {{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"other\""}}).body() == coded.body());
    }
}

#endif

TEST_SUITE_END();
