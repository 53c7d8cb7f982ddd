#include <plait/http/file.hpp>

#include "http/file_answer.hpp"
#include "platform/open_beneath.hpp"
#include <plait/http/http_error.hpp>

#include <utility>

namespace plait::http {

response file(const std::string& path, const request& request)
{
    boost::system::error_code failed;
    if (path.find('\0') != std::string::npos) // the system would open what is named before it
        throw http_error(status::not_found);
    platform::opened_file opened = platform::open_file(path, failed);
    if (failed)
        detail::refuse_file(failed);
    if (opened.kind != platform::file_kind::regular)
        throw http_error(status::not_found);
    detail::file_account about;
    about.name = path;
    return *detail::answer_with_file(opened, about, request, platform::lookup::waits);
}

response file(const std::string& path)
{
    return file(path, request(method::get, "/"));
}

} // namespace plait::http
