#include <plait/http/file_writer.hpp>

#include <plait/http/http_error.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/folder.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace fs = std::filesystem;
using plait::awaitable;
using plait::http::file_writer;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

std::size_t files_in(const folder& of)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(of.file("")), fs::directory_iterator()));
}

std::string content(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

#ifdef __linux__

std::string here_is; // the path of the file that a test commits

struct {
    std::vector<std::string> synced; // what was brought to the disk
    bool fails_files = false;
    bool fails_folders = false;
} disk;

/// As long as it lives, nothing of that kind comes to the disk.
class failing_disk {
public:
    enum class what { file, folder };
    explicit failing_disk(what of) : fails_(of == what::file ? disk.fails_files : disk.fails_folders) { fails_ = true; }
    ~failing_disk() { fails_ = false; }
    failing_disk(const failing_disk&) = delete;
    failing_disk& operator=(const failing_disk&) = delete;

private:
    bool& fails_;
};

/// As long as it lives, no file gets larger than that: a write beyond fails, as it does on a full disk.
class small_files {
public:
    explicit small_files(rlim_t most)
    {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit now{most, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    ~small_files()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, told_);
    }
    small_files(const small_files&) = delete;
    small_files& operator=(const small_files&) = delete;

private:
    rlimit before_{};
    void (*told_)(int) = std::signal(SIGXFSZ, SIG_IGN); // otherwise the write would end the program
};

#endif

} // namespace

#ifdef __linux__

// This takes the place of the C library's function, in the whole program. Each test waits for the thread that calls it.
extern "C" int fsync(int descriptor)
{
    struct stat about {};
    if (::fstat(descriptor, &about) != 0)
        return -1;
    const bool is_folder = S_ISDIR(about.st_mode);
    disk.synced.push_back(
        (is_folder ? "folder" : "file of " + std::to_string(about.st_size) + " bytes")
        + (fs::exists(here_is) ? ", named" : ", not named"));
    errno = EIO;
    return (is_folder ? disk.fails_folders : disk.fails_files) ? -1 : 0;
}

#endif

TEST_SUITE_BEGIN("file_writer");

TEST_CASE("a file has its name when it was committed, and replaces one of that name only then")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const std::string& text : {std::string("first"), std::string("the second")}) {
            const std::string before = content(here.file("a.txt"));
            file_writer to = co_await file_writer::create(here.file(""), "a.txt");
            co_await to.write(text.substr(0, 3));
            co_await to.write(text.substr(3));
            CHECK(content(here.file("a.txt")) == before);
            co_await to.commit();
            CHECK(content(here.file("a.txt")) == text);
            CHECK_THROWS_AS(co_await to.commit(), std::logic_error);
            CHECK_THROWS_AS(co_await to.write("more"), std::logic_error);
        }
    });
    CHECK(files_in(here) == 1);
}

TEST_CASE("without a commit nothing is left, also if the writer was moved")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("text");
        CHECK(files_in(here) == 1);
        file_writer other = std::move(to);
        CHECK(files_in(here) == 1);
        other = co_await file_writer::create(here.file(""), "b.txt");
    });
    CHECK(files_in(here) == 0);
}

TEST_CASE("an empty folder is the working folder, not the root")
{
    const std::string name = "plait-file-writer-" + std::to_string(::getpid());
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        auto to = co_await file_writer::create("", name);
        co_await to.commit();
    });
    CHECK(std::remove(name.c_str()) == 0);
}

TEST_CASE("a name that leads out of the folder is refused, and so is a folder that is not there")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        for (const char* const wrong : {"../a", "", ".", "a/b"}) {
            CAPTURE(wrong);
            CHECK_THROWS_AS(
                static_cast<void>(co_await file_writer::create(here.file(""), wrong)), plait::http::http_error);
        }
        CHECK_THROWS_AS(
            static_cast<void>(co_await file_writer::create(here.file("none"), "a")), boost::system::system_error);
    });
}

#ifdef __linux__
TEST_CASE("what a commit brings to the disk: the content, and then the name, in the folder")
{
    const folder here;
    here_is = here.file("a.txt");
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("text");
        disk.synced.clear();
        co_await to.commit();
    });
    CHECK(disk.synced == std::vector<std::string>{"file of 4 bytes, not named", "folder, named"});
}

TEST_CASE("a disk that fails at the commit is told, the old file stays, and no hidden one is left")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer old = co_await file_writer::create(here.file(""), "a.txt");
        co_await old.write("old");
        co_await old.commit();
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("new");
        const failing_disk fails(failing_disk::what::file);
        std::string said;
        try {
            co_await to.commit();
        } catch (const boost::system::system_error& error) {
            CHECK(error.code() == boost::system::errc::io_error);
            said = error.what();
        }
        CHECK(said.find("file_writer: " + here.file("") + "/a.txt") != said.npos);
        CHECK(content(here.file("a.txt")) == "old");
        CHECK(files_in(here) == 1);
        CHECK_THROWS_AS(co_await to.commit(), std::logic_error); // a second try could succeed without the lost part
        CHECK_THROWS_AS(co_await to.write("more"), std::logic_error);
    });
}

TEST_CASE("a disk that fails to keep the name is told; the file has it all the same")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("new");
        const failing_disk fails(failing_disk::what::folder);
        CHECK_THROWS_AS(co_await to.commit(), boost::system::system_error);
        CHECK(content(here.file("a.txt")) == "new");
        CHECK(files_in(here) == 1);
    });
}

TEST_CASE("a disk that is full at a write is told, the old file stays, and no hidden one is left")
{
    const folder here;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        file_writer old = co_await file_writer::create(here.file(""), "a.txt");
        co_await old.write("old");
        co_await old.commit();
        file_writer to = co_await file_writer::create(here.file(""), "a.txt");
        co_await to.write("new");
        {
            const small_files full(5);
            CHECK_THROWS_AS(co_await to.write(" and more"), boost::system::system_error);
        }
        CHECK(content(here.file("a.txt")) == "old");
        CHECK(files_in(here) == 1);
        CHECK_THROWS_AS(co_await to.commit(), std::logic_error);
    });
}

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
