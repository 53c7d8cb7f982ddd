// Measures what it costs to answer with a file: to find it, to open it, and to read it or to make it ready to be sent. The
// Cost lines of files.hpp and file.hpp have these figures.

#include "rows.hpp"

#include <plait/http.hpp>
#include <plait/http/file.hpp>
#include <plait/http/files.hpp>
#include <plait/runtime.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace bench;
using namespace plait::http;
using plait::awaitable;

namespace {

/// A folder with two files, which is removed in the end.
struct two_files {
    std::string path = (std::filesystem::temp_directory_path() / "plait_bench_files").string();

    two_files()
    {
        std::filesystem::create_directories(path);
        std::ofstream(path + "/4k.txt") << std::string(4096, 'x');
        std::ofstream(path + "/1m.txt") << std::string(1 << 20, 'x');
    }
    ~two_files() { std::filesystem::remove_all(path); }
    two_files(const two_files&) = delete;
    two_files& operator=(const two_files&) = delete;
};

// These are functions because g++ 12 does not compile lists in braces inside a coroutine.
request accepting_all()
{
    return {method::get, "/4k.txt", "", {{"Accept-Encoding", "gzip, deflate, br, zstd"}}};
}

request knowing(const std::string& etag)
{
    return {method::get, "/4k.txt", "", {{"If-None-Match", etag}}};
}

awaitable<void> rows(const two_files& folder)
{
    table all("A file as an answer, before it is sent", {"ns", "blocks"});
    router app;
    app.mount("", files(folder.path));
    const auto add = [&](std::string title, request& given, status expected) -> awaitable<void> {
        auto ask = [&]() -> awaitable<void> {
            const response answer = co_await app(given);
            if (answer.status() != expected)
                std::abort(); // the figure would be of something else
        };
        co_await row(all, std::move(title), ask);
    };
    request small(method::get, "/4k.txt");
    request large(method::get, "/1m.txt");
    request compressed = accepting_all();
    co_await add("files, 4 KiB", small, status::ok);
    co_await add("files, 4 KiB, that could be compressed", compressed, status::ok);
    co_await add("files, 1 MiB", large, status::ok);
    const response answer = co_await app(small);
    request known = knowing(std::string(answer.field("ETag").value()));
    co_await add("files, 304", known, status::not_modified);
    auto one = [&] { return file(folder.path + "/4k.txt", small).body().size(); };
    co_await plain_row(all, "file, 4 KiB", one);
    all.print();
}

} // namespace

int main()
{
    const two_files folder;
    plait::runtime one(1);
    one.run(rows(folder));
}
