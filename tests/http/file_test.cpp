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

TEST_SUITE_END();
