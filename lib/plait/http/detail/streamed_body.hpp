#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/http/detail/body_sink.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace plait::http {

class response;

namespace detail {

/// Turns a body into another while it is sent: compresses it.
class body_coding {
public:
    body_coding() = default;
    body_coding(const body_coding&) = delete;
    body_coding& operator=(const body_coding&) = delete;
    virtual ~body_coding() = default;

    /// Appends what stands for the piece. The client can read it all before it has what follows.
    virtual void add(std::string_view piece, bool last, std::string& to) = 0;
};

/// What writes the body of an answer while that is sent.
class streamed_body {
public:
    streamed_body() = default;
    streamed_body(const streamed_body&) = delete;
    streamed_body& operator=(const streamed_body&) = delete;
    virtual ~streamed_body() = default;

    [[nodiscard]] virtual awaitable<void> write(body_sink& to) = 0;
    /// What the body passes on its way to one client; null: nothing.
    [[nodiscard]] virtual std::unique_ptr<body_coding> coding() const { return nullptr; }

    clock::duration heartbeat{};   // how often a sign of life is sent when nothing else is; zero: never
    bool ends_with_server = false; // whether a server that stops ends it at once, and in order
};

template <class Writer, class Write, class... Arguments>
class streamed_body_of final : public streamed_body {
public:
    template <class F, class... Given>
    explicit streamed_body_of(F&& write, Given&&... given)
        : write_(std::forward<F>(write)), arguments_(std::forward<Given>(given)...)
    {
    }

    [[nodiscard]] awaitable<void> write(body_sink& to) override
    {
        return std::apply(
            [&](Arguments&... each) -> awaitable<void> { return write_(to.writer<Writer>(), each...); }, arguments_);
    }

private:
    Write write_;
    std::tuple<Arguments...> arguments_;
};

/// Gives an answer a body that is written while it is sent.
[[nodiscard]] response streamed(response&& head, std::shared_ptr<streamed_body> body);
[[nodiscard]] streamed_body* streamed_body_in(const response&) noexcept;             // null: it has none
[[nodiscard]] std::shared_ptr<streamed_body> take_streamed_body(response&) noexcept; // it must have one

} // namespace detail

} // namespace plait::http
