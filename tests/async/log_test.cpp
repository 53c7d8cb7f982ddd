#include <plait/log.hpp>

#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/redirected_stderr.hpp>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using plait::log_level;
using plait::testing::virtual_clock;

namespace {

/// The text of a record of this message and one field.
std::string text_of(std::string_view message, std::string_view value = "v")
{
    const plait::log_field field{"k", value};
    return describe(plait::log_record{{}, log_level::info, message, {&field, 1}});
}

class kept_sink {
public:
    explicit kept_sink(plait::log_sink sink) : before_(plait::set_log_sink(std::move(sink))) {}
    ~kept_sink() { plait::set_log_sink(std::move(before_)); }
    kept_sink(const kept_sink&) = delete;
    kept_sink& operator=(const kept_sink&) = delete;

private:
    plait::log_sink before_;
};

plait::awaitable<> log_after_the_reader_has_gone(redirected_stderr& standard_error)
{
    standard_error.close_reader();
    plait::log(log_level::info, "nobody reads this");
    co_return;
}

} // namespace

TEST_SUITE_BEGIN("log");

TEST_CASE("a line is time, level, message and fields")
{
    std::string line;
    {
        redirected_stderr standard_error;
        plait::log(log_level::warning, "the cache is cold", {{"shard", "7"}, {"of", "main store"}});
        line = standard_error.read();
    }
    REQUIRE(line.size() > 24);
    CHECK(line.substr(24) == " warning the cache is cold shard=7 of=\"main store\"\n");
    const std::string shape = "0000-00-00T00:00:00.000Z";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const char c = line[i];
        CHECK((c >= '0' && c <= '9' ? '0' : c) == shape[i]);
    }
}

TEST_CASE("in virtual time the time of a line is virtual")
{
    redirected_stderr standard_error;
    plait::testing::run_virtual([](virtual_clock&) -> plait::awaitable<> {
        co_await plait::sleep_for(std::chrono::milliseconds(61'234));
        plait::log(log_level::debug, "later");
    });
    CHECK(standard_error.read() == "2000-01-01T00:01:01.234Z debug later\n");
}

TEST_CASE("no text can add a line or a field")
{
    for (const auto& [given, expected] : std::vector<std::pair<std::string, std::string>>{
             {"plain text, as it is: 1/2", "plain text, as it is: 1/2 k=v"},
             {"", R"("" k=v)"},
             {"x user=root", R"("x user=root" k=v)"},
             {"x\" user=root", R"("x\" user=root" k=v)"},
             {"x\\", R"("x\\" k=v)"},
             {"x\r\n2026 error", R"("x\x0d\n2026 error" k=v)"},
             {" x", R"(" x" k=v)"},
             {std::string("nul\0", 4), R"("nul\x00" k=v)"},
             {"\x1b[2J\x7f", R"("\x1b[2J\x7f" k=v)"},
             {"Köln €  𝄞", "Köln €  𝄞 k=v"},
             {"\xc2\x9b"
              "2J",
              R"("\xc2\x9b2J" k=v)"}, // a terminal's control sequence
             {"a\xe2\x80\xae"
              "b",
              R"("a\xe2\x80\xaeb" k=v)"},                                                 // turns around what follows
             {"\xe2\x80\xa8", R"("\xe2\x80\xa8" k=v)"},                                   // ends a line, for some
             {"\xff\xc3(\xed\xa0\x80\xc0\xaf", R"("\xff\xc3(\xed\xa0\x80\xc0\xaf" k=v)"}, // no UTF-8
             {"\xf0\x80\x80\xaf\xf4\x90\x80\x80\xe2\x82", R"("\xf0\x80\x80\xaf\xf4\x90\x80\x80\xe2\x82" k=v)"},
         }) {
        CAPTURE(expected);
        CHECK(text_of(given) == expected);
    }
    CHECK(text_of("m", "a b") == R"(m k="a b")");
    CHECK(text_of("m", "a=b") == R"(m k="a=b")");
    CHECK(text_of("m", "") == R"(m k="")");
    CHECK(text_of("m", "Köln") == "m k=Köln");
}

TEST_CASE("a long line is cut, and still one line")
{
    redirected_stderr standard_error;
    plait::log(log_level::error, std::string(10'000, 'x'));
    plait::log(log_level::error, std::string(10'000, '"'), {{"not", "to be seen"}});
    plait::log(log_level::error, "next");
    const std::vector<std::string> lines = standard_error.read_lines();
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].size() > 4000);
    CHECK(lines[0].size() <= 4096);
    CHECK(lines[0].ends_with("xxx..."));
    CHECK(lines[1].ends_with(R"(\"\"...")"));
    CHECK(lines[2].ends_with(" error next"));
}

TEST_CASE("a line is cut at the same length wherever its quotes are")
{
    const std::string words = std::string(3000, 'b') + " and more";
    for (const std::string_view value : {std::string_view(words), std::string_view(), std::string_view("=")})
        for (std::size_t size = 3950; size < 4100; ++size) {
            CAPTURE(size);
            const std::array<plait::log_field, 3> fields{{{"error", value}, {"", value}, {"k", value}}};
            const std::string message = "GET /" + std::string(size, 'a');
            const std::string text = describe(plait::log_record{{}, log_level::error, message, fields});
            REQUIRE(text.size() <= 4096);
            const std::size_t end = text.find("...");
            REQUIRE((end != std::string::npos || value.size() < 2));
            REQUIRE(end > 4000);
        }
}

TEST_CASE("what a reader does not take is dropped, and the next line says how much")
{
    redirected_stderr standard_error;
    standard_error.fill();
    for (int i = 0; i < 3; ++i)
        plait::log(log_level::info, "not taken");
    CHECK(!plait::write_to_standard_error("not taken, too\n"));
    standard_error.read();
    plait::log(log_level::info, "taken");
    plait::log(log_level::info, "taken", {{"k", "v"}});
    const std::vector<std::string> lines = standard_error.read_lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with(" info taken dropped=3"));
    CHECK(lines[1].ends_with(" info taken k=v"));
}

TEST_CASE("a terminal whose reader has stopped stops nobody")
{
    redirected_stderr standard_error(redirected_stderr::terminal);
    for (int i = 0; i < 2'000; ++i) // more than it has room for
        plait::log(log_level::info, std::string(200, 'x'));
    const std::string taken = standard_error.read();
    CHECK(taken.size() > 1'000);
    CHECK(taken.size() < 400'000);
    plait::log(log_level::info, "the next");
    const std::vector<std::string> lines = standard_error.read_lines();
    REQUIRE(!lines.empty());
    CHECK(lines.back().find(" info the next dropped=") != std::string::npos); // a line of its own
    CHECK(lines.back().starts_with("2"));
}

TEST_CASE("an error output that is full, closed or broken is nobody's trouble")
{
    redirected_stderr standard_error;
    standard_error.to_file("/dev/full");
    plait::log(log_level::info, "no room");
    standard_error.to_nothing();
    plait::log(log_level::info, "no file");
    standard_error.to_pipe();
    plait::log(log_level::info, "there");
    CHECK(standard_error.read_lines().at(0).ends_with(" info there dropped=2"));
}

TEST_CASE("a reader that dies ends no program that a runtime runs in, and SIGPIPE is as before afterwards")
{
    struct sigaction before {};
    sigaction(SIGPIPE, nullptr, &before);
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    sigaction(SIGPIPE, &usual, nullptr);
    {
        redirected_stderr standard_error;
        plait::runtime one(1);
        one.run(log_after_the_reader_has_gone(standard_error));
        standard_error.to_pipe();
        plait::log(log_level::info, "again");
        CHECK(standard_error.read_lines().at(0).ends_with(" info again dropped=1"));
    }
    struct sigaction after {};
    sigaction(SIGPIPE, &before, &after);
    CHECK((after.sa_handler == SIG_DFL));
}

TEST_CASE("set_log_sink sets who is given all that is logged, and returns the one before")
{
    std::vector<std::string> heard;
    const kept_sink first([&](const plait::log_record& record) {
        heard.push_back(std::string(to_string(record.level)) + " " + describe(record));
    });
    plait::log(log_level::info, "one", {{"k", "v"}});
    const plait::log_sink before = plait::set_log_sink([](const plait::log_record&) {});
    plait::log(log_level::info, "not heard");
    plait::set_log_sink(before);
    plait::detail::report_unreported("scope", std::make_exception_ptr(std::runtime_error("boom")));
    CHECK(heard == std::vector<std::string>{"info one k=v", "error a further error in=scope error=boom"});
}

TEST_CASE("what a sink throws is logged by the default one, beside the line")
{
    redirected_stderr standard_error;
    {
        const kept_sink failing([](const plait::log_record&) { throw std::runtime_error("the disk is full"); });
        plait::log(log_level::info, "the line");
    }
    const std::vector<std::string> lines = standard_error.read_lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with(" info the line"));
    CHECK(lines[1].ends_with(R"( error the sink of the log failed error="the disk is full")"));
}

TEST_CASE("lines of several threads are whole, and none is lost uncounted")
{
    redirected_stderr standard_error;
    {
        std::vector<std::thread> all;
        for (int i = 0; i < 4; ++i)
            all.emplace_back([] {
                for (int line = 0; line < 50; ++line)
                    plait::log(log_level::info, "whole line");
            });
        for (std::thread& each : all)
            each.join();
    }
    const std::vector<std::string> lines = standard_error.read_lines(); // a pipe has room for all of them
    CHECK(lines.size() == 200);
    for (const std::string& each : lines)
        CHECK(each.ends_with(" info whole line"));
}

TEST_SUITE_END();
