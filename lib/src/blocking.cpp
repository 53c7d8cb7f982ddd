#include <plait/blocking.hpp>

#include <plait/detail/loop.hpp>
#include <plait/detail/thread_pool.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace asio = boost::asio;

namespace plait {

namespace detail {

namespace {

// In virtual time nothing may happen behind the clock's back: the function is a step of the loop, as any other.
awaitable<void> call_on_loop(const plain_function& function)
{
    waiter step("blocking");
    co_await step.suspend([&] { step.post(); });
    if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    function(std::stop_token());
}

} // namespace

awaitable<void> call_on_thread(thread_pool* pool, const plain_function& function)
{
    if (current.virtual_now) {
        co_await call_on_loop(function);
    } else if (pool) {
        thread_pool::call here(*pool, function, "blocking_pool::run");
        co_await here.begin();
    } else {
        thread_pool* const shared = current.owner->threads();
        assert(shared);
        thread_pool::call here(*shared, function, "blocking");
        co_await here.begin();
    }
}

} // namespace detail

blocking_options::blocking_options() : threads_(detail::thread_pool::default_threads()) {}

blocking_options& blocking_options::threads(std::size_t most)
{
    if (most == 0)
        throw std::invalid_argument("blocking_options: 0 threads; give at least 1");
    threads_ = most;
    return *this;
}

blocking_options& blocking_options::queue(std::size_t places) noexcept
{
    queue_ = places;
    return *this;
}

blocking_pool::blocking_pool(const blocking_options& options)
    : places_(options.queue()), threads_(std::make_unique<detail::thread_pool>(options.threads()))
{
}

blocking_pool::~blocking_pool() = default;

std::size_t blocking_pool::queued() const noexcept
{
    return std::min(threads_->queued(), places_);
}

std::size_t blocking_pool::waiting() const noexcept
{
    const std::size_t all = threads_->queued();
    return all > places_ ? all - places_ : 0;
}

std::size_t blocking_pool::running() const noexcept
{
    return threads_->running();
}

std::size_t blocking_pool::threads() const noexcept
{
    return threads_->threads();
}

} // namespace plait
