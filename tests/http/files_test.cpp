#include <plait/http/files.hpp>

#include <plait/http/compress.hpp>

#include <support/served_files.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#ifdef __linux__
#include <support/few_descriptors.hpp>

#include <sys/stat.h>
#endif

namespace fs = std::filesystem;
using namespace http_test;

TEST_SUITE_BEGIN("files");

TEST_CASE("a file is served with its type, an ETag and the date of its last change")
{
    const public_folder folder;
    folder.write("a.txt", "hello");
    folder.write("deep/er/b.css", "p {}");
    folder.date("a.txt", 1582'934'400);
    const router app = mounted(folder);

    const taken_answer answer = asked(app, "/static/a.txt");
    CHECK(answer.code == status::ok);
    CHECK(answer.body == "hello");
    CHECK(answer.field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(answer.field("Last-Modified") == "Sat, 29 Feb 2020 00:00:00 GMT");
    CHECK(answer.field("ETag") == "\"15f7b67336bf0000-5\"");
    CHECK(answer.field("Accept-Ranges") == "bytes");
    CHECK(answer.field("Vary") == "Accept-Encoding");
    CHECK(answer.field("Cache-Control") == "-");
    CHECK(asked(app, "/static/deep/er/b.css?v=3").body == "p {}");
    CHECK(asked(app, "/static/deep/er/b.css").field("Content-Type") == "text/css; charset=utf-8");
}

TEST_CASE("the ETag is another one when a file has changed")
{
    const public_folder folder;
    folder.write("a", "one");
    const router app = mounted(folder);
    const std::string first = asked(app, "/static/a").field("ETag");
    CHECK(asked(app, "/static/a").field("ETag") == first);

    folder.write("b", "two");
    fs::last_write_time(folder.file("b"), fs::last_write_time(folder.file("a")) + std::chrono::nanoseconds(1));
    fs::rename(folder.file("b"), folder.file("a"));
    CHECK(asked(app, "/static/a").body == "two");
    CHECK(asked(app, "/static/a").field("ETag") != first);
}

TEST_CASE("the type goes by the ending, whose case does not matter")
{
    const public_folder folder;
    const router app = mounted(folder);
    struct row {
        const char* name;
        std::string_view type;
    };
    for (const row& r :
         {row{"a.html", "text/html; charset=utf-8"}, row{"A.JPG", "image/jpeg"},
          row{"a.min.js", "text/javascript; charset=utf-8"}, row{"a.webmanifest", "application/manifest+json"},
          row{"a.7z", "application/x-7z-compressed"}, row{"a.zst", "application/zstd"},
          row{"a.json", "application/json"}, row{"a.svg", "image/svg+xml"}, row{"a.wasm", "application/wasm"},
          row{"a", "application/octet-stream"}, row{"a.", "application/octet-stream"},
          row{"a.html.unknown", "application/octet-stream"}, row{"html", "application/octet-stream"},
          row{"b.html/a", "application/octet-stream"}, row{"a.long-ending-of-a-name", "application/octet-stream"}}) {
        CAPTURE(r.name);
        folder.write(r.name, "x");
        CHECK(asked(app, "/static/" + std::string(r.name)).field("Content-Type") == r.type);
    }
}

TEST_CASE("HEAD says what GET would, also of a file that is compressed on its way")
{
    const public_folder folder;
    folder.write("a.txt", "hello");
    folder.write("b.txt", large_text(3000));
    folder.write("c.txt", large_text(100'000));
    router compressing;
    compressing.use(compress());
    compressing.mount("/static", files(folder.path()));
    for (const router& app : {mounted(folder), compressing})
        for (const char* const target : {"/static/a.txt", "/static/b.txt", "/static/c.txt"}) {
            CAPTURE(target);
            const taken_answer head = asked(app, method::head, target, {{"Accept-Encoding", "gzip"}});
            const taken_answer whole = asked(app, target, {{"Accept-Encoding", "gzip"}});
            CHECK(head.code == status::ok);
            CHECK(head.head.field_lines() == whole.head.field_lines());
            CHECK(head.body.size() == whole.body.size()); // which becomes Content-Length
        }
}

TEST_CASE("other methods are refused")
{
    const public_folder folder;
    folder.write("a.txt", "hello");
    const taken_answer answer = asked(mounted(folder), method::post, "/static/a.txt");
    CHECK(answer.code == status::method_not_allowed);
    CHECK(answer.field("Allow").find("GET, HEAD") != std::string::npos);
    CHECK(asked(mounted(folder), method::delete_, "/static/a.txt").code == status::method_not_allowed);
}

TEST_CASE("a folder is served with its index, and never listed")
{
    const public_folder folder;
    folder.write("index.html", "home");
    folder.write("sub/index.html", "below");
    folder.write("sub/start.htm", "begin");
    folder.write("bare/a.txt", "a");
    folder.write("odd/index.html/a", "a");
    const router app = mounted(folder);
    CHECK(asked(app, "/static/").body == "home");
    CHECK(asked(app, "/static/").field("Content-Type") == "text/html; charset=utf-8");
    CHECK(asked(app, "/static/sub/").body == "below");
    CHECK(asked(app, "/static/bare/").code == status::not_found);
    CHECK(asked(app, "/static/odd/").code == status::not_found);
    CHECK(asked(app, "/static/bare/a.txt/").code == status::not_found);
    CHECK(asked(mounted(folder, files_options().index("start.htm")), "/static/sub/").body == "begin");
    CHECK(asked(mounted(folder, files_options().index("")), "/static/sub/").code == status::not_found);
}

TEST_CASE("a folder's path without its slash is redirected to the one with it, on this host")
{
    const public_folder folder;
    folder.write("sub/index.html", "below");
    folder.write("evil.example/index.html", "below");
    folder.write("a b/index.html", "below");
    router root;
    root.mount("", files(folder.path()));
    struct row {
        const char* target;
        std::string_view location;
    };
    for (const row& r :
         {row{"/sub", "/sub/"}, row{"/sub?a=b&c=//d", "/sub/?a=b&c=//d"}, row{"/a%20b", "/a%20b/"},
          row{"http://evil.example/sub?x", "/sub/?x"}, row{"/sub?\"<\xc3\xa4>", "/sub/?%22%3C%C3%A4%3E"}}) {
        CAPTURE(r.target);
        const taken_answer answer = asked(root, r.target);
        CHECK(answer.code == status::moved_permanently);
        CHECK(answer.field("Location") == r.location);
    }
    for (const char* target :
         {"//evil.example", "/%2fevil.example", "/%5cevil.example", "/\\evil.example", "//evil.example/%2e%2e"}) {
        CAPTURE(target);
        const taken_answer answer = asked(root, target);
        CHECK_FALSE(answer.field("Location").starts_with("//"));
        CHECK_FALSE(answer.field("Location").starts_with("/\\"));
    }
    const taken_answer below = asked(mounted(folder), "/static/sub");
    CHECK(below.field("Location") == "/static/sub/");
}

TEST_CASE("a client that accepts it gets what was compressed before")
{
    const public_folder folder;
    folder.write("app.js", "plain");
    folder.write("app.js.br", "brotli");
    folder.write("app.js.zst", "zstd");
    folder.write("app.js.gz", "gzip");
    folder.write("b.js", "plain");
    folder.write("b.js.gz", "gzip");
    folder.write("c.js", "plain");
    folder.write("c.js.gz/a", "a folder");
    const router app = mounted(folder);
    struct row {
        const char* target;
        std::string_view accepted;
        std::string_view body;
        std::string_view coding;
    };
    for (const row& r : {
             row{"/static/app.js", "gzip, deflate, br, zstd", "brotli", "br"},
             row{"/static/app.js", "gzip, zstd", "zstd", "zstd"},
             row{"/static/app.js", "br;q=0.1, gzip", "gzip", "gzip"},
             row{"/static/app.js", "br;q=0, *", "zstd", "zstd"},
             row{"/static/app.js", "x-gzip", "gzip", "gzip"},
             row{"/static/app.js", "identity", "plain", "-"},
             row{"/static/app.js", "gzip;q=0.1, identity", "plain", "-"},
             row{"/static/app.js", "gzip, identity", "gzip", "gzip"},
             row{"/static/app.js", "gzip;q=0.1", "gzip", "gzip"},
             row{"/static/app.js", "", "plain", "-"},
             row{"/static/app.js", "deflate", "plain", "-"},
             row{"/static/b.js", "br, gzip;q=0.5", "gzip", "gzip"},
             row{"/static/b.js", "br", "plain", "-"},
             row{"/static/c.js", "gzip", "plain", "-"},
         }) {
        CAPTURE(r.target);
        CAPTURE(r.accepted);
        const taken_answer answer = asked(app, r.target, {{"Accept-Encoding", r.accepted}});
        CHECK(answer.body == r.body);
        CHECK(answer.field("Content-Encoding") == r.coding);
        CHECK(answer.field("Content-Type") == "text/javascript; charset=utf-8");
        CHECK(answer.field("Vary") == "Accept-Encoding");
    }
    const taken_answer plain = asked(app, "/static/app.js");
    CHECK(plain.body == "plain");
    const taken_answer small = asked(app, "/static/app.js", {{"Accept-Encoding", "br"}});
    CHECK(small.field("ETag") != plain.field("ETag"));
    CHECK(small.field("ETag").ends_with("-br\""));
    CHECK(
        asked(app, "/static/app.js", {{"Accept-Encoding", "br"}, {"If-None-Match", small.field("ETag")}}).code
        == status::not_modified);
    const taken_answer part = asked(app, "/static/app.js", {{"Accept-Encoding", "br"}, {"Range", "bytes=0-1"}});
    CHECK(part.body == "br");
    CHECK(part.field("Content-Encoding") == "br");

    const taken_answer never =
        asked(mounted(folder, files_options().precompressed(false)), "/static/app.js", {{"Accept-Encoding", "br"}});
    CHECK(never.body == "plain");
    CHECK(never.field("Vary") == "-");
}

TEST_CASE("an empty file is served")
{
    const public_folder folder;
    folder.write("a.txt", "");
    const router app = mounted(folder);
    CHECK(asked(app, "/static/a.txt").code == status::ok);
    CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=-5"}}).code == status::ok);
    CHECK(asked(app, "/static/a.txt", {{"Range", "bytes=0-"}}).field("Content-Range") == "bytes */0");
}

TEST_CASE("a middleware that sets the body replaces the file")
{
    const public_folder folder;
    folder.write("a.txt", large_text());
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        response answer = co_await next(request);
        CHECK(answer.is_file());
        CHECK_FALSE(answer.is_streamed());
        CHECK(answer.body().empty());
        co_return std::move(answer).body("short");
    });
    app.mount("/static", files(folder.path()));
    const taken_answer answer = asked(app, "/static/a.txt");
    CHECK(answer.body == "short");
    CHECK_FALSE(answer.is_file);
}

#ifdef __linux__

TEST_CASE("too many open files are answered 503")
{
    const public_folder folder;
    folder.write("a.txt", "hello");
    const router app = mounted(folder);
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(method::get, "/static/a.txt");
        status code{};
        {
            const few_descriptors none(0);
            code = (co_await app(request)).status();
        }
        CHECK(code == status::service_unavailable);
        CHECK((co_await app(request)).status() == status::ok);
    });
}

TEST_CASE("what is not in the kernel's memory is read from the disk")
{
    const public_folder folder;
    const router app = mounted(folder);
    for (int i = 0; i < 20; ++i) {
        const std::string name = "a" + std::to_string(i) + ".txt";
        folder.write(name, "hello");
        const int written = ::open(folder.file(name).c_str(), O_RDONLY);
        REQUIRE(::fsync(written) == 0);
        REQUIRE(::posix_fadvise(written, 0, 0, POSIX_FADV_DONTNEED) == 0);
        ::close(written);
        CHECK(asked(app, "/static/" + name).body == "hello");
        CHECK(asked(app, "/static/none" + name).code == status::not_found);
    }
}

TEST_CASE("pipes, sockets and files without permission are not served, and nobody waits for them")
{
    const public_folder folder;
    REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
    folder.link("device", "/dev/zero");
    folder.write("private.txt", "x");
    REQUIRE(::chmod(folder.file("private.txt").c_str(), 0) == 0);
    const router app = mounted(folder, files_options().follow_links(true));
    CHECK(asked(app, "/static/pipe").code == status::not_found);
    CHECK(asked(app, "/static/device").code == status::not_found);
    if (::geteuid() != 0)
        CHECK(asked(app, "/static/private.txt").code == status::forbidden);
}

#endif

TEST_SUITE_END();
