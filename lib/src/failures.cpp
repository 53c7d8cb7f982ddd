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
    const char* separator = ": ";
    for (const std::exception_ptr& each : errors) {
        text += separator + describe(each);
        separator = "; ";
    }
    return text;
}

} // namespace

failures::failures(std::string_view where, std::vector<std::exception_ptr> errors)
    : std::runtime_error(text_of(where, errors)), errors_(std::move(errors))
{
}

} // namespace plait
