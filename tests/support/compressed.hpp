#pragma once

#include <plait/http/compress.hpp>

#include <support/http.hpp>

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

/// Helps to test `compress`: apps that give one answer behind it, and calls of these.
namespace http_test {

inline response called(const router& app, std::initializer_list<field> fields, method with = method::get)
{
    std::optional<response> answer;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(with, "/", "", fields);
        answer.emplace(co_await app(request));
    });
    return *answer;
}

/// An app that gives that answer behind `compress`.
inline router giving(response answer, compress_options options = {})
{
    router app;
    app.use(compress(std::move(options)));
    app.get("/{$}", [answer = std::move(answer)](request&) { return answer; });
    return app;
}

inline response asked(const router& app)
{
    return called(app, {{"Accept-Encoding", "gzip"}});
}

inline bool is_compressed(const response& answer)
{
    return answer.field("Content-Encoding").has_value();
}

inline response typed(std::string_view type, std::size_t size = 2000)
{
    return response().set("Content-Type", type).body(large_text(size));
}

} // namespace http_test
