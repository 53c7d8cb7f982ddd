#include <plait/http/file_writer.hpp>

#include <plait/http/http_error.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;
using plait::awaitable;
using plait::http::file_writer;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// A folder of its own for a test.
class new_folder {
public:
    new_folder() : path_(fs::temp_directory_path() / ("plait_file_writer_" + std::to_string(std::random_device()())))
    {
        fs::create_directory(path_);
    }
    new_folder(const new_folder&) = delete;
    new_folder& operator=(const new_folder&) = delete;
    ~new_folder() { fs::remove_all(path_); }

    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }
    [[nodiscard]] std::string content(const std::string& name) const
    {
        std::ifstream file(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    fs::path path_;
};

} // namespace

TEST_SUITE_BEGIN("file_writer");

TEST_CASE("a file has its name when it was committed, and replaces one of that name only then")
{
    const new_folder folder;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const std::string& text : {std::string("first"), std::string("the second")}) {
            const std::string before = folder.content("a.txt");
            file_writer to = co_await file_writer::create(folder.path(), "a.txt");
            co_await to.write(text.substr(0, 3));
            co_await to.write(text.substr(3));
            CHECK(folder.content("a.txt") == before);
            co_await to.commit();
            CHECK(folder.content("a.txt") == text);
            CHECK_THROWS_AS(co_await to.commit(), std::logic_error);
            CHECK_THROWS_AS(co_await to.write("more"), std::logic_error);
        }
    });
    CHECK(folder.files() == 1);
}

TEST_CASE("without a commit nothing is left, also if the writer was moved")
{
    const new_folder folder;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer to = co_await file_writer::create(folder.path(), "a.txt");
        co_await to.write("text");
        CHECK(folder.files() == 1);
        file_writer other = std::move(to);
        CHECK(folder.files() == 1);
        other = co_await file_writer::create(folder.path(), "b.txt");
    });
    CHECK(folder.files() == 0);
}

TEST_CASE("a name that leads out of the folder is refused, and so is a folder that is not there")
{
    const new_folder folder;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const char* const wrong : {"../a", "", ".", "a/b"}) {
            CAPTURE(wrong);
            CHECK_THROWS_AS(
                static_cast<void>(co_await file_writer::create(folder.path(), wrong)), plait::http::http_error);
        }
        CHECK_THROWS_AS(
            static_cast<void>(co_await file_writer::create(folder.path() + "/none", "a")), boost::system::system_error);
    });
}

#ifdef __linux__
TEST_CASE("a file that cannot be made is told, with its path")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        std::string said;
        try {
            file_writer to = co_await file_writer::create("/proc/self", "a");
        } catch (const boost::system::system_error& error) {
            said = error.what();
        }
        CHECK(said.find("file_writer: /proc/self/.a.") != said.npos);
    });
}
#endif

TEST_SUITE_END();
