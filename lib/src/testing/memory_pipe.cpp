#include <plait/testing/detail/memory_connection.hpp>

#include "testing/random.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace asio = boost::asio;

namespace plait::testing::detail {

memory_pipe::memory_pipe(memory_connection& of, int from) noexcept
    : of_(of), from_(from), capacity_(of.options().capacity_)
{
}

void memory_pipe::read_into(asio::mutable_buffer to)
{
    target_ = to;
    serve_reader();
}

void memory_pipe::wait_to_read()
{
    target_.reset();
    serve_reader();
}

void memory_pipe::write_from(std::string bytes)
{
    source_ = std::move(bytes);
    serve_writer();
}

std::size_t memory_pipe::write_some(std::string_view bytes, error_code& failed)
{
    const std::size_t count = append(bytes, failed);
    arrive_due();
    return count;
}

std::size_t memory_pipe::append(std::string_view bytes, error_code& failed)
{
    const std::size_t size = come() + flying_size_;
    failed = {};
    if (broken_ || shut_)
        failed = asio::error::broken_pipe;
    else if (size >= capacity_ && !bytes.empty())
        failed = asio::error::would_block;
    if (failed || bytes.empty())
        return 0;
    std::size_t count = std::min(bytes.size(), capacity_ - size);
    if (of_.options().short_writes_)
        count = between(1, count, writer_->owner().random());
    send(std::string(bytes.substr(0, count)), ending::none);
    return count;
}

/// The time at which a piece arrives that is sent now.
clock::time_point memory_pipe::arrival(const executor& chance_of) const
{
    const clock::duration time = of_.options().random_latency(chance_of.owner().random());
    return plait::detail::later(clock::now(), time);
}

void memory_pipe::send(std::string bytes, ending what)
{
    if (dropped_)
        return;
    flying_size_ += bytes.size();
    flying_.push_back({arrival(*writer_), std::move(bytes), what});
}

void memory_pipe::end(ending what)
{
    shut_ = true;
    send({}, what);
    serve_writer(); // a write that waits fails now
    arrive_due();
}

void memory_pipe::arrive(const piece& next)
{
    if (taken_ > 0)
        bytes_.erase(0, std::exchange(taken_, 0));
    bytes_ += next.bytes;
    if (next.what != ending::none)
        ended_ = true;
    if (next.what == ending::closed) {
        memory_pipe& back = of_.to_end(from_);
        back.broken_ = true;
        back.serve_writer();
    }
    serve_reader();
}

void memory_pipe::arrive_due()
{
    while (!flying_.empty() && !held() && flying_.front().due <= clock::now()) {
        const piece next = std::move(flying_.front());
        flying_.pop_front();
        flying_size_ -= next.bytes.size();
        arrive(next);
    }
    schedule();
}

void memory_pipe::serve_reader()
{
    if (!reading)
        return;
    const bool nothing = target_ && target_->size() == 0; // the reader asks for no bytes
    if (come() == 0 && !ended_ && !nothing)
        return;
    if (!target_ || come() == 0) {
        reading->finish(!target_ || nothing ? error_code() : asio::error::eof, 0);
        return;
    }
    const std::size_t count = take(*target_);
    reading->finish({}, count);
    of_.was_read(count);
    serve_writer();
}

std::size_t memory_pipe::take(asio::mutable_buffer to)
{
    std::size_t count = of_.left_of(std::min(come(), to.size()));
    if (of_.options().short_reads_)
        count = between(std::min<std::size_t>(count, 1), count, reader_->owner().random());
    bytes_.copy(static_cast<char*>(to.data()), count, taken_);
    taken_ += count;
    return count;
}

std::size_t memory_pipe::read_some(asio::mutable_buffer to, error_code& failed)
{
    failed = {};
    if (come() == 0 && to.size() > 0) {
        failed = ended_ ? error_code(asio::error::eof) : asio::error::would_block;
        return 0;
    }
    const std::size_t count = take(to);
    of_.was_read(count);
    serve_writer();
    return count;
}

void memory_pipe::serve_writer()
{
    if (!writing)
        return;
    error_code failed;
    const std::size_t count = append(source_, failed);
    if (failed == asio::error::would_block)
        return;
    writing->finish(failed, count); // comes first: an arrival may serve the writer again, or reset all
    arrive_due();
}

void memory_pipe::drop() noexcept
{
    dropped_ = true;
    clear();
}

void memory_pipe::clear() noexcept
{
    flying_.clear();
    flying_size_ = 0;
    bytes_.clear();
    taken_ = 0;
    stop_timer();
}

void memory_pipe::set_reader(executor here)
{
    reader_.emplace(here);
    arrive_due();
}

/// Holds the pieces that are on their way, or lets them go on. Pieces that were held are sent anew when they go on.
void memory_pipe::set_held(bool by_network, bool on)
{
    const bool before = held();
    (by_network ? held_by_network_ : held_by_test_) = on;
    if (before && !held()) {
        for (piece& each : flying_)
            each.due = std::max(each.due, arrival(*reader_)); // the reader's loop draws, as the writer may be gone
        arrive_due();
    }
    schedule();
}

void memory_pipe::schedule()
{
    clock::time_point next = of_.ends_at();
    if (!flying_.empty() && !held())
        next = std::min(next, flying_.front().due);
    if (pending() && due() == next)
        return;
    stop_timer();
    if (reader_ && !dropped_ && next != clock::time_point::max())
        reader_->owner().add(*this, next);
}

void memory_pipe::stop_timer() noexcept
{
    if (pending()) // otherwise the loop may be gone
        reader_->owner().remove(*this);
}

void memory_pipe::fire()
{
    if (of_.ends_at() <= clock::now())
        of_.reset();
    else
        arrive_due();
}

} // namespace plait::testing::detail
