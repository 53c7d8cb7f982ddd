#include <plait/failures.hpp>

#include <plait/error.hpp>

#include <string>
#include <utility>

namespace plait {

namespace {

std::string text_of(std::string_view where, const std::vector<std::exception_ptr>& errors)
{
    std::string text =
        std::string(where) + ": " + std::to_string(errors.size()) + (errors.size() == 1 ? " error" : " errors");
    constexpr std::size_t most_told = 16;
    constexpr std::size_t long_enough = 4000;
    const char* separator = ": ";
    std::size_t told = 0;
    for (; told < errors.size() && told < most_told && text.size() < long_enough; ++told) {
        text += separator + describe(errors[told]);
        separator = "; ";
    }
    if (told < errors.size())
        text += "; and " + std::to_string(errors.size() - told) + " more";
    return text;
}

} // namespace

failures::failures(std::string_view where, std::vector<std::exception_ptr> errors)
    : std::runtime_error(text_of(where, errors)), errors_(std::move(errors))
{
}

} // namespace plait
