#pragma once

#include <plait/http/detail/date.hpp>
#include <plait/http/detail/input_buffer.hpp>
#include <plait/http/detail/request_parser.hpp>
#include <plait/http/detail/watch.hpp>
#include <plait/http/detail/write_response.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What the connections of one loop share.
struct service {
    const router& app;
    const server_options& options;
    date_cache date;
    scope* background = nullptr; // while they are served
    bool draining = false;

    /// Logs an error as "what: its text". A log that fails is no reason to end other connections.
    void log(std::string_view what, const std::exception_ptr&) const noexcept;
};

/// One client's connection, from accept to close. `Stream` is `tcp_stream`, or `testing::memory_stream`.
///
/// Fast path: one read, one handler, one write, in one coroutine; what is rare is in coroutines of its own.
template <class Stream>
class connection final : private watch {
public:
    connection(Stream stream, executor here, service& of);

    [[nodiscard]] awaitable<void> run();

    /// Ends the connection if it waits for a request; else after the answer to the one it has. One that never had a request
    /// gets a little time for it: its client may have sent it already.
    void drain() noexcept;

private:
    using progress = request_parser::progress;
    enum class body { complete, refused, gone };

    void expire() override;

    awaitable<void> serve();
    progress parse();
    progress take_proxy_header();
    void wait_for_head();
    boost::asio::mutable_buffer room() noexcept { return {input_.room().data(), input_.room().size()}; }

    awaitable<body> read_body();
    awaitable<void> begin_body(); // may expire
    awaitable<body> read_sized_body();
    awaitable<body> read_chunked_body();
    body timed_out() noexcept;
    response failed(const std::exception_ptr& thrown, bool cancelled);

    bool write(const response&, const reply_frame&);
    awaitable<bool> write_rest(const response&);
    awaitable<void> refuse(status);
    awaitable<void> linger();

    Stream stream_;
    service& service_;
    input_buffer input_;
    request request_;
    std::optional<request_parser> parser_;
    std::string output_;
    std::size_t consumed_ = 0;    // of the input, by the present request
    std::size_t output_sent_ = 0; // of the output
    std::size_t body_sent_ = 0;   // of the answer's body, where that is not in the output
    status refusal_ = status::bad_request;
    bool body_apart_ = false;
    peer_address peer_;
    bool proxy_header_due_ = false;
    bool fresh_ = true; // it has never had a request
    bool waiting_ = false; // for the first byte of a request
    bool head_begun_ = false;
    bool expired_ = false;
};

} // namespace plait::http::detail
