#include <plait/http/cors.hpp>

#include "http/parse/origin.hpp"
#include "http/parse/request_line.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plait::http {

namespace {

std::string list_of(std::initializer_list<std::string_view> names, const char* of)
{
    std::string list;
    for (const std::string_view each : names) {
        if (!detail::is_token(each) || each == "*")
            throw std::invalid_argument(
                "cors_options: " + std::string(of) + ": '" + std::string(each) + "' is no name");
        list.append(list.empty() ? "" : ", ").append(each);
    }
    return list;
}

} // namespace

cors_options::cors_options(std::initializer_list<std::string_view> origins)
{
    for (const std::string_view each : origins) {
        if (each == "*")
            all_ = true;
        else
            origins_.push_back(detail::checked_origin("cors_options", each));
    }
    if (!all_ && origins_.empty())
        throw std::invalid_argument("cors_options: no origin is named, so no page could read anything");
    if (all_ && !origins_.empty())
        throw std::invalid_argument("cors_options: \"*\" are all origins: name it alone");
}

cors_options& cors_options::methods(std::initializer_list<std::string_view> names)
{
    methods_ = list_of(names, "methods");
    for (const std::string_view each : names)
        if (detail::method_of(each) == method::unknown)
            throw std::invalid_argument(
                "cors_options: methods: '" + std::string(each) + "' is none that the server knows, such as PUT");
    return *this;
}

cors_options& cors_options::fields(std::initializer_list<std::string_view> names)
{
    fields_ = list_of(names, "fields");
    return *this;
}

cors_options& cors_options::exposed_fields(std::initializer_list<std::string_view> names)
{
    exposed_ = list_of(names, "exposed_fields");
    return *this;
}

cors_options& cors_options::credentials(bool value)
{
    if (value && all_)
        throw std::invalid_argument("cors_options: credentials need origins that are named, not \"*\"");
    credentials_ = value;
    return *this;
}

cors_options& cors_options::max_age(std::chrono::seconds time)
{
    if (time < std::chrono::seconds::zero())
        throw std::invalid_argument("cors_options: max_age is negative");
    max_age_ = time;
    return *this;
}

class cors_check {
public:
    explicit cors_check(cors_options options) : options_(std::move(options)) {}

    awaitable<response> operator()(request& request, next_handler next) const
    {
        const std::optional<std::string_view> origin = request.field("Origin");
        const bool asks_ahead =
            origin && request.method() == method::options && request.field("Access-Control-Request-Method");
        // A cache may give the answer to a request without Origin to one with it. So it keeps them apart, or all have the
        // same fields.
        if (!options_.all_)
            request.add_to_answer("Vary", "Origin");
        if (options_.all_ || (origin && allows(*origin))) {
            request.add_to_answer("Access-Control-Allow-Origin", options_.all_ ? "*" : *origin);
            if (options_.credentials_)
                request.add_to_answer("Access-Control-Allow-Credentials", "true");
            if (!options_.exposed_.empty() && !asks_ahead)
                request.add_to_answer("Access-Control-Expose-Headers", options_.exposed_);
        }
        return asks_ahead ? answer_ahead(allows(*origin)) : next(request);
    }

private:
    [[nodiscard]] bool allows(std::string_view origin) const noexcept
    {
        return options_.all_ || std::ranges::find(options_.origins_, origin) != options_.origins_.end();
    }

    [[nodiscard]] awaitable<response> answer_ahead(bool allowed) const
    {
        response answer(status::no_content);
        if (allowed) {
            answer.set("Access-Control-Max-Age", std::to_string(options_.max_age_.count()));
            if (!options_.methods_.empty())
                answer.set("Access-Control-Allow-Methods", options_.methods_);
            if (!options_.fields_.empty())
                answer.set("Access-Control-Allow-Headers", options_.fields_);
        }
        co_return answer;
    }

    const cors_options options_;
};

middleware cors(cors_options options, std::source_location where)
{
    return middleware(cors_check(std::move(options)), where).named("cors");
}

} // namespace plait::http
