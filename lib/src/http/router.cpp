#include <plait/http/router.hpp>

#include <stdexcept>
#include <string>

namespace plait::http {

namespace {

awaitable<response> answer(response ready)
{
    co_return ready;
}

} // namespace

router& router::add_handler(method method, std::string_view pattern, handler added)
{
    if (!added)
        throw std::invalid_argument("route '" + std::string(pattern) + "': the handler is empty");
    table_.add(method, pattern);
    handlers_.push_back(std::move(added));
    return *this;
}

awaitable<response> router::operator()(request& asked) const
{
    using kind = detail::route_table::found::kind;
    if (asked.method() == method::unknown)
        return answer(status_text(status::not_implemented));
    const detail::route_table::found found = table_.find(asked);
    switch (found.what) {
    case kind::route:
        return handlers_[found.route](asked); // the handler's own coroutine: none of ours around it
    case kind::wrong_method:
        return answer(status_text(status::method_not_allowed).set("Allow", detail::allow_list(found.allowed)));
    case kind::nothing:
        break;
    }
    return answer(status_text(status::not_found));
}

} // namespace plait::http
