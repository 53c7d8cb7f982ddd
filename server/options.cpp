#include "options.hpp"

#include <plait/config.hpp>
#include <plait/http/serve.hpp>
#include <plait/observe/race_reports.hpp>
#include <plait/runtime.hpp>
#include <plait/version.hpp>

#include <CLI/CLI.hpp>
#include <boost/version.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

// Says for which platform, with which compiler and on which Boost the program was built, what plait knows of that Boost's
// Asio, which parts the program lacks, and whether it has sanitizers.
std::string version_text()
{
    std::string text = std::string("plait-server ") + plait::version;
    const std::string_view sanitizers = SERVER_SANITIZERS;
    if (!plait::race_reports::detector().empty())
        text.append(" (race detector: ").append(plait::race_reports::detector()).append(")");
    else if (sanitizers != "none")
        text.append(" (sanitizers: ").append(sanitizers).append(")");
    text.append("\nfor ").append(SERVER_TARGET).append(", compiled with ").append(SERVER_COMPILER);
    text.append(" on Boost ").append(BOOST_LIB_VERSION).append(" (known of Asio's inside: ");
    text.append(PLAIT_KNOWS_ASIO_FRAMES ? "frames" : "no frames");
    text.append(PLAIT_KNOWS_ASIO_REACTOR ? ", reactor)" : ", no reactor)");
    if (const std::string_view lacks = SERVER_LACKS; !lacks.empty())
        text.append(", without: ").append(lacks);
    return text;
}

// Numbers are checked here, because CLI11 takes too much: an empty text as 0, a text that begins with 0 as octal, and
// "nan" as a number within any range.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most)
{
    auto complaint = [least, most](const std::string& text) -> std::string {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [parsed, failed] = std::from_chars(text.data(), end, value);
        const bool plain = failed == std::errc() && parsed == end && (text.front() != '0' || text.size() == 1);
        if (plain && value >= least && value <= most)
            return {};
        return "'" + text + "' is not a number from " + std::to_string(least) + " to " + std::to_string(most);
    };
    return CLI::Validator(complaint, std::to_string(least) + " to " + std::to_string(most));
}

CLI::Validator factor(int most)
{
    auto complaint = [most](const std::string& text) -> std::string {
        const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos
                           && std::ranges::count(text, '.') <= 1 && text != ".";
        if (plain && text.size() <= 20 && std::strtod(text.c_str(), nullptr) <= most)
            return {};
        return "'" + text + "' is not a number from 0 to " + std::to_string(most) + ", as 0.5";
    };
    return CLI::Validator(complaint, "0 to " + std::to_string(most));
}

// Returns what is wrong with a token, in a few words; "" if nothing is.
std::string complaint_about_token(const std::string& text)
{
    try {
        plait::debug_options().token(text);
        return {};
    } catch (const std::invalid_argument& wrong) {
        return wrong.what();
    }
}

} // namespace

options::options() : threads(plait::runtime::cores()) {}

std::variant<options, int> parse_options(int argc, char** argv)
{
    options chosen;
    CLI::App parser("The example server of plait: a hit counter on /, pages of three blocks on /page.", "plait-server");
    parser.set_version_flag("--version", version_text());
    auto* address = parser.add_option("--address", chosen.address, "IP address to listen on")->capture_default_str();
    auto* port = parser.add_option("--port", chosen.port, "port to listen on; 0: any free one")
                     ->check(whole_number(0, 65'535))
                     ->capture_default_str();
    parser
        .add_option(
            "--listen", chosen.listen,
            "in place of these two, as often as you like: 127.0.0.1:7070, [::1]:7070, unix:PATH, systemd. Where "
            "systemd "
            "hands sockets over and nothing is chosen, those")
        ->allow_extra_args(false)
        ->excludes(address)
        ->excludes(port);
    parser.add_option("--threads", chosen.threads, "threads, with a loop each")
        ->check(whole_number(1, 1024))
        ->capture_default_str();
    parser.add_option("--latency-scale", chosen.latency_scale, "how slow the page's sources are; 0.01: 30 ms, not 3 s")
        ->check(factor(1000))
        ->capture_default_str();
    parser
        .add_option(
            "--templates", chosen.templates,
            "folder of page.html and the others, which are read at each request: server/pages, to edit them")
        ->check(CLI::ExistingDirectory);
    parser.add_option("--log-level", chosen.log_level, "what is logged to standard error")
        ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "critical", "off"}))
        ->capture_default_str();
    parser
        .add_option(
            "--stall-limit", chosen.stall_limit, "ms that a handler may hold its loop before that is logged; 0: never")
        ->check(whole_number(0, 60'000))
        ->capture_default_str();
    std::string debug_token;
    parser
        .add_option(
            "--debug-token", debug_token,
            "/debug/ answers this machine alone; with this text as ?token= or in 'Authorization: Bearer', any other, "
            "too")
        ->check(CLI::Validator(complaint_about_token, "letters, digits, -._~"));
    try {
        parser.parse(argc, argv);
        if (address->empty() && port->empty() && chosen.listen.empty() && plait::http::listener::handed_over() > 0)
            chosen.listen.emplace_back("systemd");
        if (!debug_token.empty())
            chosen.debug.token(debug_token);
    } catch (const CLI::Success& help) {
        return parser.exit(help);
    } catch (const CLI::ParseError& wrong) {
        std::fprintf(stderr, "plait-server: %s (see --help)\n", wrong.what());
        return 1;
    }
    return chosen;
}
