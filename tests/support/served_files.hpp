#pragma once

#include <plait/http/file.hpp>
#include <plait/http/files.hpp>
#include <plait/http/stream.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <support/folder.hpp>
#include <support/http.hpp>

#include <cstddef>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <sys/stat.h>

/// Helps to test what serves files.
namespace http_test {

/// A folder "public" in a new folder, with a file beside it that nobody may have.
class public_folder {
public:
    public_folder()
    {
        std::filesystem::create_directory(all_.file("public"));
        write("../secret.txt", "secret");
    }
    [[nodiscard]] std::string path() const { return all_.file("public"); }
    [[nodiscard]] std::string file(const std::string& name) const { return all_.file("public/" + name); }
    void write(const std::string& name, std::string_view content) const
    {
        std::filesystem::create_directories(std::filesystem::path(file(name)).parent_path());
        std::ofstream to(file(name), std::ios::binary);
        to << content;
        REQUIRE(to.flush());
    }
    /// Sets when a file was changed, in seconds since 1970.
    void date(const std::string& name, std::time_t at) const
    {
        const timespec times[2]{{at, 0}, {at, 0}};
        REQUIRE(::utimensat(AT_FDCWD, file(name).c_str(), times, 0) == 0);
    }
    void link(const std::string& name, const std::string& to) const { std::filesystem::create_symlink(to, file(name)); }

private:
    folder all_;
};

inline constexpr std::size_t very_large = 3'000'000;

/// A folder with files of several sizes.
struct some_files : public_folder {
    some_files()
    {
        write("small.txt", "hello");
        write("large.txt", large_text());
        write("very-large.txt", large_text(very_large));
    }
};

inline router mounted(const public_folder& of, const files_options& options = files_options())
{
    router app;
    app.mount("/static", files(of.path(), options));
    return app;
}

/// What is left of an answer when its request has gone.
struct taken_answer {
    status code{};
    std::string body;
    bool is_file = false;
    response head;

    [[nodiscard]] std::string field(std::string_view name) const { return std::string(head.field(name).value_or("-")); }
};

/// Calls a router that waits for nobody.
inline taken_answer
asked(const router& app, method method, std::string_view target, std::initializer_list<field> fields = {})
{
    taken_answer taken;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(method, target, "", fields);
        response answer = co_await app(request);
        taken.code = answer.status();
        taken.is_file = answer.is_file();
        taken.body = co_await read_body(answer);
        taken.head = std::move(answer);
    });
    return taken;
}

inline taken_answer asked(const router& app, std::string_view target, std::initializer_list<field> fields = {})
{
    return asked(app, method::get, target, fields);
}

} // namespace http_test
