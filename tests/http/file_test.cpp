#include <plait/http/file.hpp>

#include <support/served_files.hpp>

#include <string>
#include <string_view>

using namespace http_test;

TEST_SUITE_BEGIN("file");

TEST_CASE("file serves one file that the program has chosen")
{
    const public_folder folder;
    folder.write(".hidden.csv", "a,b");
    folder.write("large.csv", large_text());
    folder.link("link", "../secret.txt");
    router app;
    for (const char* name : {".hidden.csv", "link", "large.csv", "none", "."})
        app.get(
            "/" + std::string(name == std::string_view(".") ? "folder" : name),
            [path = folder.file(name)](request& request) -> awaitable<response> { co_return file(path, request); });
    CHECK(asked(app, "/.hidden.csv").body == "a,b");
    CHECK(asked(app, "/.hidden.csv").field("Content-Type") == "text/csv; charset=utf-8");
    CHECK(asked(app, "/.hidden.csv").field("Vary") == "-");
    CHECK(asked(app, "/link").body == "secret");
    CHECK(asked(app, "/none").code == status::not_found);
    CHECK(asked(app, "/folder").code == status::not_found);
    CHECK(asked(app, "/large.csv").body == large_text());
    CHECK(asked(app, "/large.csv", {{"Range", "bytes=1-2"}}).body == large_text().substr(1, 2));
    CHECK(asked(app, method::head, "/large.csv").is_file);
}

TEST_CASE("a path with a NUL names no file, not the one whose name ends there")
{
    const public_folder folder;
    folder.write("a.txt", "a");
    router app;
    app.get(
        "/{name}", [&](request& request) { return file(folder.file(request.parameter("name")) + ".txt", request); });
    CHECK(asked(app, "/a").body == "a");
    CHECK(asked(app, "/a.txt%00").code == status::not_found);
    CHECK(asked(app, "/..%2fsecret.txt%00").code == status::not_found);
}

TEST_CASE("without the request, file is the whole file, whatever the client asks for: the page of an error")
{
    const public_folder folder;
    folder.write("error.html", "<p>Sorry</p>");
    router app;
    app.on_error([&](const request&, const http_error&) { return file(folder.file("error.html")); });
    for (const field& asks :
         {field{"Range", "bytes=0-3"}, field{"Range", "bytes=99-"}, field{"If-None-Match", "*"}, field{"If-Match", "x"},
          field{"If-Modified-Since", "Mon, 30 Nov 2099 00:00:00 GMT"}}) {
        const taken_answer answer = asked(app, "/none", {asks});
        CHECK(answer.code == status::not_found);
        CHECK(answer.body == "<p>Sorry</p>");
        CHECK(answer.field("Content-Type") == "text/html; charset=utf-8");
        CHECK(answer.field("Content-Range") == "-");
    }
}

TEST_SUITE_END();
