// No path leaves the folder, also while files change.
#include <plait/http/files.hpp>

#include "platform/open_beneath.hpp"
#include "platform/open_by_segments.hpp"

#include <boost/system/errc.hpp>
#include <support/served_files.hpp>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace fs = std::filesystem;
namespace errc = boost::system::errc;
using namespace http_test;
using plait::platform::native_file;
using plait::platform::no_file;
using plait::platform::open_by_segments;
using plait::platform::open_file;
using plait::platform::opened_file;
using plait::platform::read_at;
using plait::platform::unique_file;

namespace {

std::string content_of(native_file of)
{
    char text[16];
    boost::system::error_code failed;
    return {text, read_at(of, 0, text, sizeof text, failed)};
}

/// Changes what a name stands for, again and again, while this lives.
class swapping {
public:
    explicit swapping(std::function<void()> swap)
        : thread_([this, swap = std::move(swap)] {
              while (!stops_)
                  swap();
          })
    {
    }
    ~swapping()
    {
        stops_ = true;
        thread_.join();
    }
    swapping(const swapping&) = delete;
    swapping& operator=(const swapping&) = delete;

private:
    std::atomic<bool> stops_ = false;
    std::thread thread_;
};

/// Lets "a" be a folder in the folder and a link that leads out of it, in turn.
std::function<void()> folder_or_link(const public_folder& of)
{
    of.write("a/name.txt", "inside");
    of.write("../outside/name.txt", "outside");
    of.link("link", "../outside");
    return [&of] {
        fs::rename(of.file("a"), of.file("folder"));
        fs::rename(of.file("link"), of.file("a"));
        fs::rename(of.file("a"), of.file("link"));
        fs::rename(of.file("folder"), of.file("a"));
    };
}

constexpr int tries = 20'000;

} // namespace

TEST_SUITE_BEGIN("files, escape");

TEST_CASE("no path leaves the folder, however it is encoded")
{
    const public_folder folder;
    folder.write("a.txt", "inside");
    folder.write("sub/b.txt", "inside");
    for (const bool follows : {false, true}) {
        const router app = mounted(folder, files_options().follow_links(follows).show_dot_files(true));
        for (const char* rest :
             {"../secret.txt",
              "%2e%2e/secret.txt",
              "..%2fsecret.txt",
              "%2e%2e%2fsecret.txt",
              "sub/../../secret.txt",
              "sub/%2e%2e/%2e%2e/secret.txt",
              "sub%2f..%2f..%2fsecret.txt",
              "..%5csecret.txt",
              "..\\secret.txt",
              "%252e%252e/secret.txt",
              "%c0%ae%c0%ae/secret.txt",
              "..%00/secret.txt",
              "..;/secret.txt",
              "./../secret.txt",
              "//../secret.txt",
              "/etc/passwd",
              "%2fetc%2fpasswd",
              "a.txt/../../secret.txt",
              "....//secret.txt",
              "sub/..%2f../secret.txt"}) {
            CAPTURE(rest);
            const taken_answer answer = asked(app, "/static/" + std::string(rest));
            CHECK(answer.code >= status::moved_permanently);
            CHECK(answer.body != "secret");
        }
        CHECK(asked(app, "/static/a.txt").body == "inside");
    }
}

TEST_CASE("an encoded slash is no slash")
{
    const public_folder folder;
    folder.write("sub/b.txt", "inside");
    CHECK(asked(mounted(folder), "/static/sub/b.txt").body == "inside");
    CHECK(asked(mounted(folder), "/static/sub%2fb.txt").code == status::not_found);
    CHECK(asked(mounted(folder), "/static/sub/b%2etxt").body == "inside");
    CHECK(asked(mounted(folder), "/static/sub/b%252etxt").code == status::not_found);
}

TEST_CASE("a name that begins with a dot is not served, unless it is asked for")
{
    const public_folder folder;
    folder.write(".env", "x");
    folder.write(".git/config", "x");
    for (const char* target :
         {"/static/.env", "/static/.git/config", "/static/%2eenv", "/static/.git", "/static/.git/"}) {
        CAPTURE(target);
        CHECK(asked(mounted(folder), target).code == status::not_found);
    }
    const router shown = mounted(folder, files_options().show_dot_files(true));
    CHECK(asked(shown, "/static/.env").body == "x");
    CHECK(asked(shown, "/static/.git/config").body == "x");
}

TEST_CASE("links are followed inside the folder only, unless others are asked for")
{
    const public_folder folder;
    folder.write("sub/b.txt", "inside");
    folder.link("inside.txt", "sub/b.txt");
    folder.link("sub/up.txt", "../sub/b.txt");
    folder.link("outside.txt", "../secret.txt");
    folder.link("sub/far.txt", "../../secret.txt");
    folder.link("absolute.txt", folder.file("../secret.txt"));
    folder.link("etc", "/etc");
    folder.link("parent", "..");
    folder.link("loop", "loop");
    const router app = mounted(folder);
#ifdef __linux__
    CHECK(asked(app, "/static/inside.txt").body == "inside");
    CHECK(asked(app, "/static/sub/up.txt").body == "inside");
#endif
    for (const char* target :
         {"/static/outside.txt", "/static/sub/far.txt", "/static/absolute.txt", "/static/etc/passwd",
          "/static/parent/secret.txt", "/static/parent/", "/static/parent", "/static/loop"}) {
        CAPTURE(target);
        CHECK(asked(app, target).code == status::not_found);
    }
    const router follows = mounted(folder, files_options().follow_links(true));
    CHECK(asked(follows, "/static/outside.txt").body == "secret");
    CHECK(asked(follows, "/static/absolute.txt").body == "secret");
    CHECK(asked(follows, "/static/parent/secret.txt").body == "secret");
    CHECK(asked(follows, "/static/loop").code == status::not_found);
}

TEST_CASE("a compressed file that is a link out of the folder is not sent")
{
    const public_folder folder;
    folder.write("a.js", "inside");
    folder.link("a.js.gz", "../secret.txt");
    CHECK(asked(mounted(folder), "/static/a.js", {{"Accept-Encoding", "gzip"}}).body == "inside");
}

TEST_CASE("the folder stays the one that was opened, whatever its name stands for later")
{
    const public_folder folder;
    folder.write("a.txt", "inside");
    folder.write("../other/a.txt", "other");
    const router app = mounted(folder);
    const fs::path above = fs::path(folder.path()).parent_path();
    fs::rename(folder.path(), above / "old");
    fs::rename(above / "other", folder.path());
    CHECK(asked(app, "/static/a.txt").body == "inside");
    CHECK(asked(mounted(folder), "/static/a.txt").body == "other");
}

TEST_CASE("while a folder is swapped for a link that leads out, no request gets out")
{
    const public_folder of;
    const router app = mounted(of);
    const swapping swaps(folder_or_link(of));
    int inside = 0;
    for (int i = 0; i < tries / 10; ++i) {
        const taken_answer answer = asked(app, "/static/a/name.txt");
        REQUIRE((answer.code == status::ok || answer.code == status::not_found));
        REQUIRE((answer.code != status::ok || answer.body == "inside"));
        inside += answer.code == status::ok;
    }
    CHECK(inside > 0);
}

TEST_CASE("the same holds for names that are opened one by one, where no link is followed")
{
    const public_folder of;
    const std::function<void()> swap = folder_or_link(of);
    of.link("b", "a");
    of.link("c.txt", "a/name.txt");
    boost::system::error_code failed;
    const opened_file opened = open_file(of.path(), failed);
    REQUIRE(opened.file);
    const native_file base = opened.file.get();
    CHECK(content_of(unique_file(open_by_segments(base, "a/name.txt")).get()) == "inside");
    for (const char* name : {"b/name.txt", "c.txt", "link/name.txt", "a/none", "a/name.txt/x"}) {
        CAPTURE(name);
        CHECK(open_by_segments(base, name) == no_file);
    }
    CHECK(unique_file(open_by_segments(base, "")));
    CHECK(open_by_segments(base, std::string(5000, 'a')) == no_file);
    CHECK(errno == ENAMETOOLONG);

    const swapping swaps(swap);
    for (int i = 0; i < tries; ++i) {
        const unique_file found(open_by_segments(base, "a/name.txt"));
        REQUIRE((!found || content_of(found.get()) == "inside"));
    }
}

TEST_SUITE_END();
