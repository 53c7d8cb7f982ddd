#include <plait/http/request_id.hpp>

#include "http/base64url.hpp"
#include <plait/context_value.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

namespace plait::http {

namespace {

constinit const context_value<std::string> identity;

std::string drawn()
{
    std::random_device device;
    std::array<char, 6> bytes{};
    for (char& each : bytes)
        each = static_cast<char>(device() & 255U);
    return detail::base64url({bytes.data(), bytes.size()});
}

std::string next_identity()
{
    static const std::string process = drawn();
    static std::atomic<std::uint64_t> last{0};
    return process + "-" + std::to_string(last.fetch_add(1, std::memory_order_relaxed) + 1);
}

bool is_identity(std::string_view text) noexcept
{
    constexpr std::size_t longest = 128;
    constexpr std::string_view others = "-._:/+=";
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [&](char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z')
               || others.find(each) != std::string_view::npos;
    });
}

awaitable<response> identify(request& request, next_handler next)
{
    const std::optional<std::string_view> given = request.field("X-Request-Id");
    std::string id = given && is_identity(*given) && request.is_from_proxy() ? std::string(*given) : next_identity();
    request.add_to_answer("X-Request-Id", id);
    co_return co_await identity.with(std::move(id), detail::call_later(std::move(next), request));
}

} // namespace

middleware request_id(std::source_location where)
{
    return middleware(&identify, where).named("request_id");
}

std::string_view current_request_id() noexcept
{
    const std::string* const id = identity.get();
    return id ? std::string_view(*id) : std::string_view();
}

} // namespace plait::http
