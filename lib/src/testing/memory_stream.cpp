#include <plait/testing/memory_stream.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace asio = boost::asio;

namespace plait::testing {

namespace detail {

memory_pipe::wait::~wait()
{
    owner.here_.owner().remove(*this);
}

void memory_pipe::wait::begin(handler added)
{
    waiting.swap(added); // the move assignment of any_completion_handler recurses without end in Boost 1.81
    owner.here_.owner().add(*this, clock::time_point::max());
}

void memory_pipe::wait::complete(error_code failed, std::size_t count)
{
    owner.here_.owner().remove(*this);
    owner.post(std::move(waiting), failed, count);
}

void memory_pipe::wait::abandon() noexcept
{
    handler destroyed = std::move(waiting); // and with it the coroutine, perhaps the pipe
}

void memory_pipe::post(handler completed, error_code failed, std::size_t count) const
{
    asio::post(here_, [completed = std::move(completed), failed, count]() mutable {
        std::move(completed)(failed, count);
    });
}

void memory_pipe::read(asio::mutable_buffer to, handler completed)
{
    if (auto slot = asio::get_associated_cancellation_slot(completed); slot.is_connected())
        slot.assign([this](asio::cancellation_type) { cancel_read(); });
    target_ = to;
    reading_.begin(std::move(completed));
    serve_reader();
}

void memory_pipe::write(std::string bytes, handler completed)
{
    if (auto slot = asio::get_associated_cancellation_slot(completed); slot.is_connected())
        slot.assign([this](asio::cancellation_type) { cancel_write(); });
    source_ = std::move(bytes);
    writing_.begin(std::move(completed));
    serve_writer();
}

std::size_t memory_pipe::write_some(std::string_view bytes, error_code& failed)
{
    const std::size_t count = append(bytes, failed);
    serve_reader();
    return count;
}

std::size_t memory_pipe::append(std::string_view bytes, error_code& failed)
{
    failed = {};
    if (dropped_ || ended_)
        failed = asio::error::broken_pipe;
    else if (size() >= capacity_ && !bytes.empty())
        failed = asio::error::would_block;
    if (failed)
        return 0;
    bytes_.erase(0, std::exchange(taken_, 0));
    const std::string_view fits = bytes.substr(0, capacity_ - bytes_.size());
    bytes_ += fits;
    return fits.size();
}

void memory_pipe::serve_reader()
{
    if (!reading_.pending())
        return;
    if (size() > 0) {
        const std::size_t count = bytes_.copy(static_cast<char*>(target_.data()), target_.size(), taken_);
        taken_ += count;
        reading_.complete({}, count);
        serve_writer();
    } else if (ended_) {
        reading_.complete(asio::error::eof, 0);
    }
}

void memory_pipe::serve_writer()
{
    if (!writing_.pending())
        return;
    error_code failed;
    const std::size_t count = append(source_, failed);
    if (failed == asio::error::would_block)
        return;
    writing_.complete(failed, count);
    serve_reader();
}

void memory_pipe::cancel_read()
{
    if (reading_.pending())
        reading_.complete(asio::error::operation_aborted, 0);
}

void memory_pipe::cancel_write()
{
    if (writing_.pending())
        writing_.complete(asio::error::operation_aborted, 0);
}

void memory_pipe::end() noexcept
{
    ended_ = true;
    serve_reader();
}

void memory_pipe::drop() noexcept
{
    dropped_ = true;
    serve_writer();
}

} // namespace detail

std::pair<memory_stream, memory_stream> memory_stream::connected(executor here)
{
    auto there = std::make_shared<detail::memory_pipe>(here);
    auto back = std::make_shared<detail::memory_pipe>(here);
    return {memory_stream(back, there), memory_stream(there, back)};
}

memory_stream::~memory_stream()
{
    if (!in_)
        return;
    cancel();
    out_->end();
    in_->drop();
}

void memory_stream::cancel()
{
    in_->cancel_read();
    out_->cancel_write();
}

std::size_t memory_stream::write_some(asio::const_buffer from, error_code& failed)
{
    return out_->write_some({static_cast<const char*>(from.data()), from.size()}, failed);
}

awaitable<void> memory_stream::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto writing = async_write_some(asio::buffer(bytes), asio::deferred);
        const std::size_t count = co_await std::move(writing);
        bytes.remove_prefix(count);
    }
}

awaitable<std::string> memory_stream::read()
{
    std::array<char, 4096> buffer;
    const auto [failed, count] = co_await async_read_some(asio::buffer(buffer), asio::as_tuple(asio::deferred));
    if (failed && failed != asio::error::eof)
        throw boost::system::system_error(failed, "memory_stream::read");
    co_return std::string(buffer.data(), count);
}

awaitable<std::string> memory_stream::read_to_end()
{
    std::string all;
    for (;;) {
        const std::string some = co_await read();
        if (some.empty())
            co_return all;
        all += some;
    }
}

} // namespace plait::testing
