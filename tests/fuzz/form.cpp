// A form, urlencoded or in parts, as the first byte says: it is read or refused, and what is read can be asked for.

#include "fuzz.hpp"

#include <plait/http/form.hpp>
#include <plait/http/http_error.hpp>

#include <string>

using namespace plait::http;
using fuzz::require;

namespace {

void check(const form_data& form, std::string_view body)
{
    std::size_t size = 0;
    for (const auto& [name, value] : form) {
        size += name.size() + value.size();
        require(form.contains(name) && !form.all(name).empty(), "a field is found");
        require(form[name] == form.all(name).front() && form.require(name) == form[name], "the first field counts");
        try {
            (void)form.get<int>(name);
        } catch (const http_error& error) {
            require(error.errors().size() == 1, "a field that is no number is named");
        }
    }
    for (const file_part& each : form.files()) {
        size += each.content.size();
        require(form.file(each.name) != nullptr, "a file is found");
        require(
            each.content.empty()
                || (each.content.data() >= body.data()
                    && each.content.data() + each.content.size() <= body.data() + body.size()),
            "the content of a file is within the body");
    }
    require(size <= body.size(), "a form is no longer than its body");
}

void read(const char* type, std::string_view body)
{
    const request request(method::post, "/", body, {{"Content-Type", type}});
    try {
        check(request.form(), request.body());
    } catch (const http_error& error) {
        require(
            error.status() == status::bad_request || error.status() == status::payload_too_large
                || error.status() == status::unsupported_media_type,
            "a form is refused with 400, 413 or 415");
        require(!error.detail().empty(), "a refusal says why");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text = fuzz::text(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        read("application/x-www-form-urlencoded", text);
        break;
    case 1:
        read("multipart/form-data; boundary=b", text);
        break;
    default:
        read(std::string(text).c_str(), "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--");
    }
    return 0;
}
