#include <plait/http/request.hpp>

#include "http/connection/upgrade.hpp"
#include "http/parse/added_fields.hpp"
#include "http/parse/cut_text.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/json_place.hpp"
#include "http/parse/percent.hpp"
#include "http/parse/target.hpp"
#include "http/route/pattern.hpp"
#include <plait/http/background_tasks.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/trusted_proxies.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plait::http {

void detail::owned_upgrade::destroy(upgrade* last) noexcept
{
    delete last;
}

using detail::same_name;

namespace {

// HTML forms write a space as a plus sign.
std::string form_decoded(std::string_view text)
{
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    return percent_decoded(spaced);
}

// Calls use(value) for each parameter of that name until it returns true. The value is not decoded.
void for_each_pair(std::string_view query, std::string_view name, auto use)
{
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (form_decoded(pair.substr(0, equals)) == name && use(pair.substr(std::min(equals + 1, pair.size()))))
            return;
    }
}

} // namespace

request::request() = default;
request::~request() = default;

void request::add_to_answer(std::string_view name, std::string_view value)
{
    detail::added_fields::of(*this).add(name, value);
}

void request::take_to(response& answer)
{
    if (on_answer_)
        on_answer_->give_once(answer);
}

request::request(
    http::method method, std::string_view target, std::string_view body, std::initializer_list<http::field> fields)
    : method_(method)
{
    std::size_t size = target.size() + body.size();
    for (const http::field& each : fields)
        size += each.name.size() + each.value.size();
    body_storage_.reserve(size); // the views below point into it, so it must not move

    auto keep = [this](std::string_view text) {
        const std::size_t at = body_storage_.size();
        body_storage_ += text;
        return std::string_view(body_storage_).substr(at);
    };
    target_ = keep(target);
    detail::target_parts parts;
    if (!detail::split_target(method, target_, parts)) { // a test may use a target that no client can send
        parts.path = target_.substr(0, target_.find('?'));
        parts.query = target_.substr(std::min(parts.path.size() + 1, target_.size()));
    }
    path_ = parts.path;
    query_ = parts.query;
    body_ = keep(body);
    for (const http::field& each : fields) {
        const std::string_view name = keep(each.name);
        fields_.push_back({name, keep(each.value)});
    }
}

peer_address request::client() const
{
    return trusted_ ? trusted_->client(peer_, fields_) : peer_;
}

bool request::is_from_proxy() const noexcept
{
    return trusted_ && trusted_->contains(peer_);
}

bool request::is_secure() const
{
    return trusted_ && trusted_->is_secure(peer_, fields_);
}

background_tasks& request::background() const
{
    if (!background_)
        throw std::logic_error(
            "plait::http::request::background: no server has read this request; in a test, open a scope and give it "
            "background_tasks of that: background_tasks tasks(scope); request.background(tasks)");
    return *background_;
}

event& request::stopping() const
{
    return background().stopping();
}

std::optional<std::string_view> request::field(std::string_view name) const noexcept
{
    const auto found =
        std::ranges::find_if(fields_, [&](const http::field& each) { return same_name(each.name, name); });
    if (found == fields_.end())
        return std::nullopt;
    return found->value;
}

template <>
std::optional<std::string> request::query<std::string>(std::string_view name) const
{
    std::optional<std::string> found;
    for_each_pair(query_, name, [&](std::string_view value) {
        found = form_decoded(value);
        return true;
    });
    return found;
}

template <>
std::vector<std::string> request::query_all<std::string>(std::string_view name) const
{
    std::vector<std::string> found;
    for_each_pair(query_, name, [&](std::string_view value) {
        found.push_back(form_decoded(value));
        return false;
    });
    return found;
}

void request::refuse_query(std::string_view name, std::string expected, const std::string& got)
{
    const detail::json_place place{nullptr, name};
    throw http_error(
        status::bad_request, "the parameter " + detail::cut_text(name, 100) + " of the query is wrong",
        {wrong_value{detail::pointer_to(&place), std::move(expected), detail::cut_text(got)}});
}

std::string_view request::raw_parameter(std::string_view name) const
{
    const parameter_place* value = parameters_.data();
    if (parameter_count_ > 0)
        for (const detail::pattern_segment& each : pattern_->segments)
            if (each.is_parameter()) {
                if (each.text == name)
                    return path_.substr(value->at, value->size);
                ++value;
            }
    throw std::out_of_range("the route of " + std::string(path()) + " has no parameter {" + std::string(name) + "}");
}

void request::refuse_parameter(std::string_view name, const std::string& expected) const
{
    throw http_error(
        status::not_found, "the parameter {" + std::string(name) + "} is '"
                               + detail::cut_text(parameter<std::string>(name)) + "', not " + expected);
}

template <>
std::string request::parameter<std::string>(std::string_view name) const
{
    return percent_decoded(raw_parameter(name));
}

std::uint64_t request::integer_parameter(std::string_view name, unsigned bits, bool is_signed) const
{
    const std::string_view raw = raw_parameter(name);
    const std::string decoded = raw.find('%') == std::string_view::npos ? std::string() : percent_decoded(raw);
    const std::string_view text = decoded.empty() ? raw : decoded;
    if (const auto value = detail::read_integer(text, bits, is_signed))
        return *value;
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        throw std::out_of_range(
            "the parameter {" + std::string(name) + "} is '" + std::string(raw) + "', not an integer: write {"
            + std::string(name) + ":int} in the pattern");
    throw http_error(
        status::not_found, "the parameter {" + std::string(name) + "} is " + std::string(raw) + ", which an integer of "
                               + std::to_string(bits) + (is_signed ? " bits" : " bits without a sign")
                               + " cannot hold");
}

std::string percent_decoded(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty())
        plain += detail::take_decoded(text);
    return plain;
}

} // namespace plait::http
