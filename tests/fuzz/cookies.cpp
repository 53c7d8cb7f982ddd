// Cookie fields, one a line: each cookie is within them and is found. And a cookie made of any texts is one line, which
// is read as it was made.

#include "fuzz.hpp"

#include <plait/http/cookie.hpp>
#include <plait/http/cookies.hpp>
#include <plait/http/response.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

using namespace plait::http;
using fuzz::require;

namespace {

void check_request(std::string_view text)
{
    const fuzz::exact_copy copy(text);
    const std::string_view all = copy.view();
    const std::string_view first = all.substr(0, all.find('\n'));
    const std::string_view second = all.substr(std::min(first.size() + 1, all.size()));
    const field fields[] = {{"Cookie", first}, {"X", "a=1"}, {"cookie", second}};
    const cookies sent(fields);
    std::size_t count = 0;
    for (const auto& [name, value] : sent) {
        ++count;
        require(name.find_first_of(";=") == std::string_view::npos, "a name ends before = and ;");
        require(value.find(';') == std::string_view::npos, "a value ends before ;");
        require(sent.contains(name), "a cookie is found");
    }
    require(
        count <= static_cast<std::size_t>(std::ranges::count(all, ';')) + 2,
        "there is a cookie between two semicolons");
}

/// The name, the value, the path and the domain are between line breaks.
void check_response(std::string_view text)
{
    std::string_view parts[4];
    for (std::string_view& each : parts) {
        each = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(each.size() + 1, text.size()));
    }
    std::string line;
    try {
        cookie made(parts[0], parts[1]);
        if (!parts[2].empty())
            made.path(parts[2]);
        if (!parts[3].empty())
            made.domain(parts[3]);
        line = response().set_cookie(made).field_lines();
    } catch (const std::invalid_argument&) {
        return;
    }
    require(line.find("\r\n") == line.size() - 2 && std::ranges::count(line, '\n') == 1, "a cookie is one line");
    require(
        std::ranges::count(line, ';') == (parts[3].empty() ? 1 : 2) + (line.find("; Secure\r") != std::string::npos),
        "a text makes no attribute");
    const std::string pair = line.substr(12, line.find(';') - 12);
    const field fields[] = {{"Cookie", pair}};
    require(cookies(fields)[parts[0]] == parts[1], "a cookie comes back as it was made");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    check_request(fuzz::text(data, size));
    check_response(fuzz::text(data, size));
    return 0;
}
