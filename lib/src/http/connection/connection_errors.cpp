// The answers to what goes wrong with a request. All errors are shaped here: what handlers throw, and what the server
// refuses itself.
#include "http/connection/connection.hpp"

#include "http/answer/error_answer.hpp"
#include "http/parse/added_fields.hpp"
#include "http/socket/counted_stream.hpp"
#include <plait/http/http_error.hpp>

#include <string>
#include <utility>

namespace plait::http::detail {

namespace {

/// As long as it lives, the running code works for the request, as a handler does. It has labels of its own, since those
/// of the request may be those of a handler that has not ended.
class works_for {
public:
    explicit works_for(const request_state& current) noexcept
    {
        current.label(labels_, around_);
        labels_.request = &current.request;
        values_ = &labels_;
    }
    ~works_for() { values_ = around_; }
    works_for(const works_for&) = delete;
    works_for& operator=(const works_for&) = delete;

private:
    plait::detail::task* const serves_ = plait::detail::current.running;
    const plait::detail::binding*& values_ = serves_ ? serves_->inherited.values : plait::detail::current.values;
    const plait::detail::binding* const around_ = values_;
    plait::detail::labels labels_;
};

} // namespace

response connection::shaped(const http_error& error)
{
    response answer = shaped_by_hook(error);
    current_->request.take_to(answer);
    return answer;
}

response connection::shaped_by_hook(const http_error& error)
{
    const request& request = current_->request;
    // A request that was not parsed has no endpoint; what is there is that of an earlier one.
    error_hook* const hook = loop_.app.hook_for(request.target().empty() ? nullptr : current_->to);
    if (hook) {
        try {
            const works_for labelled(*current_);
            if (response made; hook->shape(request, error, made))
                return completed(std::move(made), error);
        } catch (...) {
            loop_.log([this] { return request_line() + ": the function of on_error"; }, std::current_exception());
        }
    }
    return answer_of(error, request);
}

/// Answers a request that cannot be served, and ends: where the end of a request is not known, the start of the next
/// one is not known either.
[[gnu::cold, gnu::noinline]] bool connection::refuse(const response& given)
{
    reader_.in_time();
    append(given, false);
    const bool handled = handling(); // then the handler's time is up
    life_.refused();
    if (loop_.ends.are_told()) {
        const std::size_t unread = handled ? current_->input.size() - current_->consumed : 0;
        ends(given.status(), handled ? ending::handler_timeout : ending::refused, unread);
    }
    return true;
}

[[gnu::cold, gnu::noinline]] bool connection::refuse(http::status why, std::string detail)
{
    return refuse(shaped(http_error(why, std::move(detail))));
}

/// Refuses a request whose head is wrong, or has not come as a whole. What has come of it is forgotten, except what the
/// answer's own form depends on: its texts are not checked, and may be views of a buffer that has moved.
[[gnu::cold, gnu::noinline]] bool connection::refuse_head(http::status why)
{
    request_parser::forget_texts(current_->request);
    return refuse(why);
}

/// Shapes the answer to a request that has no handler, if that is an error.
void connection::shape_otherwise()
{
    if (current_->answer->status() >= status::bad_request)
        current_->answer.emplace(shaped(router::error_of(*current_->answer)));
}

[[gnu::cold, gnu::noinline]] bool connection::answer_otherwise()
{
    shape_otherwise();
    return answer(*current_->answer);
}

bool connection::answer_failure(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const http_error& error) { // not copied, as it may be of a class of the program, which the hook knows
        // A 501 is the client's doing, who could fill the log with it. A 503 with Retry-After is meant: there is too much to
        // do.
        const bool is_meant = error.status() == status::service_unavailable && error.head().field("Retry-After");
        if (error.status() >= status::internal_server_error && error.status() != status::not_implemented && !is_meant)
            loop_.log([this] { return request_line(); }, thrown);
        return answer(shaped(error));
    } catch (...) {
        loop_.log([this] { return request_line(); }, thrown);
    }
    return answer_broken();
}

[[gnu::cold, gnu::noinline]] bool connection::answer_wrong_status()
{
    loop_.log([this] {
        return request_line() + ": the handler"
               + (current_->request.route_ ? " of " + std::string(current_->request.route_) : std::string())
               + " answered with the status " + std::to_string(static_cast<unsigned>(current_->answer->status()))
               + ", which is none of 200 to 599";
    });
    return answer_broken();
}

bool connection::answer_broken()
{
    if (loop_.ends.are_told())
        counted().fails();
    return answer(shaped(http_error(status::internal_server_error)));
}

void connection::log_late_failure()
{
    if (const std::exception_ptr thrown = std::exchange(current_->thrown, nullptr);
        thrown && !plait::detail::is_cancellation(thrown))
        loop_.log([this] { return request_line(); }, thrown);
}

std::string connection::request_line() const
{
    std::string line(to_string(current_->request.method()));
    line.append(" ").append(current_->request.path());
    if (const auto id = added_fields::field_of(current_->request, "X-Request-Id"))
        line.append(" (").append(*id).append(")");
    return line;
}

} // namespace plait::http::detail
