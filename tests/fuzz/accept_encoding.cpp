// The field Accept-Encoding, against a reading of it that makes texts of everything. Each line of the input is the value
// of one field.

#include "fuzz.hpp"

#include "http/parse/accept_encoding.hpp"

#include <map>
#include <string>
#include <vector>

using namespace plait::http;
using fuzz::require;

namespace {

std::vector<std::string> parts(const std::string& text, char delimiter)
{
    std::vector<std::string> all(1);
    for (const char each : text)
        if (each == delimiter)
            all.emplace_back();
        else
            all.back() += each;
    return all;
}

std::string stripped(const std::string& text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string small(std::string text)
{
    for (char& each : text)
        if (each >= 'A' && each <= 'Z')
            each = static_cast<char>(each - 'A' + 'a');
    return text;
}

bool only_of(const std::string& text, const char* characters)
{
    return text.find_first_not_of(characters) == std::string::npos;
}

/// Returns -1 for what is no weight.
int weight(const std::string& text)
{
    const std::vector<std::string> sides = parts(text, '.');
    if (text.empty() || sides.size() > 2 || (sides[0] != "" && sides[0] != "0" && sides[0] != "1"))
        return -1;
    std::string digits = sides.size() == 2 ? sides[1] : "";
    if (!only_of(digits, "0123456789"))
        return -1;
    digits = (digits + "000").substr(0, 3);
    const int all = (sides[0] == "1" ? 1000 : 0) + std::stoi(digits);
    return all <= 1000 ? all : -1;
}

std::map<std::string, int> weights(const std::vector<std::string>& lines)
{
    std::map<std::string, int> all;
    for (const std::string& line : lines)
        for (const std::string& element : parts(line, ',')) {
            const std::size_t semicolon = element.find(';');
            std::string coding = small(stripped(element.substr(0, semicolon)));
            if (coding.empty()
                || !only_of(coding, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~")) // letters are small
                continue;
            int liked = 1000;
            if (semicolon != std::string::npos) {
                const std::string parameter = small(stripped(element.substr(semicolon + 1)));
                liked = parameter.starts_with("q=") ? weight(parameter.substr(2)) : -1;
            }
            coding = coding == "x-gzip" ? "gzip" : coding;
            if (liked >= 0)
                all[coding] = std::max(all[coding], liked);
        }
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::vector<std::string> lines = parts(std::string(fuzz::text(data, size)), '\n');
    const std::map<std::string, int> all = weights(lines);
    std::vector<fuzz::exact_copy> values;
    values.reserve(lines.size());
    std::vector<field> fields{{"Accept", "text/html"}};
    for (const std::string& line : lines)
        fields.push_back({"accept-Encoding", values.emplace_back(line).view()});

    for (const char* coding : {"gzip", "br", "zstd", "identity"}) {
        int expected = std::string(coding) == "identity" ? 1 : 0;
        if (all.contains(coding))
            expected = all.at(coding);
        else if (all.contains("*"))
            expected = all.at("*");
        require(detail::accepted_coding(fields, coding) == expected, coding);
    }
    require(
        detail::accepted_coding(fields, "X-GZIP") == detail::accepted_coding(fields, "gzip"),
        "two names of one coding");
    return 0;
}
