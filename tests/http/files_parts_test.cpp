// Conditional requests for files, and requests for parts of them.
#include <plait/http/files.hpp>

#include <support/served_files.hpp>

#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("files, parts");

TEST_CASE("a client that has the file is told so")
{
    const public_folder folder;
    folder.write("a.txt", "hello");
    const router app = mounted(folder, files_options().cache_control("max-age=60"));
    const taken_answer whole = asked(app, "/static/a.txt");
    const std::string etag = whole.field("ETag");
    const std::string date = whole.field("Last-Modified");

    for (const field& each : {field{"If-None-Match", etag}, field{"If-Modified-Since", date}})
        for (const method method : {method::get, method::head}) {
            const taken_answer answer = asked(app, method, "/static/a.txt", {each});
            CHECK(answer.code == status::not_modified);
            CHECK(answer.body.empty());
            CHECK(answer.field("ETag") == etag);
            CHECK(answer.field("Cache-Control") == "max-age=60");
            CHECK(answer.field("Vary") == "Accept-Encoding");
            CHECK(answer.field("Content-Type") == "-");
        }
    CHECK(asked(app, "/static/a.txt", {{"If-Match", "\"other\""}}).code == status::precondition_failed);
    CHECK(asked(app, "/static/a.txt", {{"If-Match", etag}}).body == "hello");
    CHECK(asked(app, "/static/none.txt", {{"If-Match", "\"other\""}}).code == status::not_found);
}

TEST_CASE("a part of a file is sent as it is asked for")
{
    const public_folder folder;
    for (const std::size_t size : {1000, 100'000}) {
        CAPTURE(size);
        const std::string content = large_text(size);
        folder.write("a.txt", content);
        const router app = mounted(folder);
        const std::string total = "/" + std::to_string(size);
        const taken_answer part = asked(app, "/static/a.txt", {{"Range", "bytes=500-"}});
        CHECK(part.code == status::partial_content);
        CHECK(part.body == content.substr(500));
        CHECK(part.is_file == (size > 20'000));
        CHECK(part.field("Content-Range") == "bytes 500-" + std::to_string(size - 1) + total);
        CHECK(part.field("Content-Type") == "text/plain; charset=utf-8");
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=-7"}}).body == content.substr(size - 7));

        const taken_answer none = asked(app, "/static/a.txt", {{"Range", "bytes=" + std::to_string(size) + "-"}});
        CHECK(none.code == status::range_not_satisfiable);
        CHECK(none.field("Content-Range") == "bytes */" + std::to_string(size));

        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=5-4"}}).body == content);
        CHECK(asked(app, method::head, "/static/a.txt", {{"Range", "bytes=0-4"}}).code == status::ok);
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"Range", "bytes=0-4"}}).code == status::ok);
        const std::string etag = part.field("ETag");
        const std::string date = part.field("Last-Modified");
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"If-Range", etag}}).body.size() == 5);
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"If-Range", date}}).body.size() == 5);
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"If-Range", "\"old\""}}).body == content);
        CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"If-Range", "W/" + etag}}).body == content);
        CHECK(
            asked(app, "/static/a.txt", {{"Range", "bytes=0-4"}, {"If-None-Match", etag}}).code
            == status::not_modified);
    }
}

TEST_CASE("several parts are sent with their places between boundaries")
{
    const public_folder folder;
    for (const std::size_t size : {1000, 100'000}) {
        CAPTURE(size);
        const std::string content = large_text(size);
        folder.write("a.css", content);
        const std::string total = "/" + std::to_string(size);
        const taken_answer answer =
            asked(mounted(folder), "/static/a.css", {{"Range", size == 1000 ? "bytes=0-99,-1" : "bytes=0-49999,-1"}});
        CHECK(answer.code == status::partial_content);
        CHECK(answer.is_file == (size > 20'000));
        CHECK(answer.field("Content-Range") == "-");
        constexpr std::string_view begin = "multipart/byteranges; boundary=";
        const std::string type = answer.field("Content-Type");
        REQUIRE(type.starts_with(begin));
        const std::string boundary = type.substr(begin.size());
        const std::size_t first = size == 1000 ? 100 : 50'000;
        const std::string last = std::to_string(size - 1);
        CHECK(
            answer.body
            == "--" + boundary + "\r\nContent-Type: text/css; charset=utf-8\r\nContent-Range: bytes 0-"
                   + std::to_string(first - 1) + total + "\r\n\r\n" + content.substr(0, first) + "\r\n--" + boundary
                   + "\r\nContent-Type: text/css; charset=utf-8\r\nContent-Range: bytes " + last + "-" + last + total
                   + "\r\n\r\n" + content.back() + "\r\n--" + boundary + "--\r\n");
    }
}

TEST_SUITE_END();
