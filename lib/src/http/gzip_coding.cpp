#include "http/gzip_coding.hpp"

#include "http/gzip_file.hpp"
#include <plait/http/detail/streamed_body.hpp>
#include <plait/sleep.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace plait::http::detail {

namespace {

class gzip_coding final : public body_coding {
public:
    explicit gzip_coding(std::shared_ptr<deflater> with) noexcept : file_(std::move(with)) {}

    void add(std::string_view piece, bool last, std::string& to) override
    {
        file_.add(before_, piece, last, to);
        if (!last)
            remember(piece);
    }

private:
    // Of events of 200 bytes of JSON each, 2 KiB leave 33 %, 4 KiB 32 %, all 32 KiB 30 %, and none 69 %.
    static constexpr std::size_t remembered = 2 * 1024;

    void remember(std::string_view piece)
    {
        piece = piece.substr(piece.size() - std::min(piece.size(), remembered));
        before_.reserve(remembered);
        if (before_.size() + piece.size() > remembered)
            before_.erase(0, before_.size() + piece.size() - remembered);
        before_ += piece;
    }

    gzip_file file_;
    std::string before_; // the end of what was written
};

class coded_body final : public streamed_body {
public:
    coded_body(std::shared_ptr<streamed_body> of, std::shared_ptr<deflater> with) noexcept
        : of_(std::move(of)), with_(std::move(with))
    {
        heartbeat = of_->heartbeat;
        ends_with_server = of_->ends_with_server;
    }

    [[nodiscard]] awaitable<void> write(body_sink& to) override { return of_->write(to); }
    [[nodiscard]] std::unique_ptr<body_coding> coding() const override { return std::make_unique<gzip_coding>(with_); }

private:
    const std::shared_ptr<streamed_body> of_;
    const std::shared_ptr<deflater> with_;
};

} // namespace

response coded_stream(response&& answer, std::shared_ptr<deflater> with)
{
    auto body = std::make_shared<coded_body>(take_streamed_body(answer), std::move(with));
    return streamed(std::move(answer), std::move(body));
}

awaitable<std::string> gzipped(std::string_view text, std::shared_ptr<deflater> with)
{
    constexpr std::size_t at_once = 64 * 1024;
    constexpr std::size_t looked_back = 8 * 1024;
    gzip_file file(std::move(with));
    std::string made;
    for (std::size_t at = 0; at < text.size() && made.size() < text.size(); at += at_once) {
        if (at > 0)
            co_await plait::sleep_for(clock::duration::zero());
        const std::size_t before = std::min(at, looked_back);
        file.add(text.substr(at - before, before), text.substr(at, at_once), text.size() - at <= at_once, made);
    }
    co_return made;
}

} // namespace plait::http::detail
