#include <plait/testing/detail/memory_connection.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace asio = boost::asio;

namespace plait::testing::detail {

memory_connection::memory_connection(const link_options& options, std::string first_name, std::string second_name)
    : options_(options), ends_at_(plait::detail::later(clock::now(), options.most_age_)),
      reset_(options.most_bytes_ == 0), names_{std::move(first_name), std::move(second_name)},
      ways_{memory_pipe(*this, 0), memory_pipe(*this, 1)}
{
}

void memory_connection::bind(int end, executor here)
{
    ends_[end].emplace(here);
    from_end(end).set_writer(here);
    to_end(end).set_reader(here);
}

void memory_connection::close(int end)
{
    if (std::exchange(closed_[end], true))
        return;
    cancel(end);
    if (!ends_[end])
        reset(); // nobody has accepted the connection
    to_end(end).drop();
    if (!reset_)
        from_end(end).end(memory_pipe::ending::closed);
}

void memory_connection::cancel(int end)
{
    for (memory_wait* each : {to_end(end).reading, from_end(end).writing})
        if (each)
            each->finish(asio::error::operation_aborted, 0);
}

void memory_connection::reset()
{
    if (std::exchange(reset_, true))
        return;
    for (memory_pipe& each : ways_) {
        each.clear();
        for (memory_wait* waiting : {each.reading, each.writing})
            if (waiting)
                waiting->finish(asio::error::connection_reset, 0);
    }
}

memory_connection::error_code memory_connection::strike(int end)
{
    if (closed_[end])
        return asio::error::bad_descriptor;
    error_code failed = options_.fuse_ ? options_.fuse_->strike() : error_code();
    if (!failed && reset_)
        failed = asio::error::connection_reset;
    return failed;
}

bool memory_connection::may_begin(int end, memory_wait* operation)
{
    const error_code failed = strike(end);
    if (failed)
        operation->finish(failed, 0);
    return !failed;
}

std::size_t memory_connection::read_some(int end, asio::mutable_buffer to, error_code& failed)
{
    failed = strike(end);
    return failed ? 0 : to_end(end).read_some(to, failed);
}

std::size_t memory_connection::write_some(int end, std::string_view bytes, error_code& failed)
{
    failed = strike(end);
    return failed ? 0 : from_end(end).write_some(bytes, failed);
}

std::size_t memory_connection::left_of(std::size_t count) const noexcept
{
    return std::min(count, options_.most_bytes_ - read_);
}

void memory_connection::was_read(std::size_t count)
{
    read_ += count;
    if (read_ == options_.most_bytes_)
        reset();
}

} // namespace plait::testing::detail
