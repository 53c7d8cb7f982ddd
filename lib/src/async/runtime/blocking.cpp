#include <plait/blocking.hpp>

#include "async/coroutine/own_task.hpp"
#include "async/runtime/thread_pool.hpp"
#include <plait/detail/coroutine/loop.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cassert>
#include <stdexcept>

namespace asio = boost::asio;

namespace plait {

namespace detail {

namespace {

// In virtual time nothing may happen beside the simulation. So the function is one of its steps, on a thread that
// belongs to none of its loops.
class simulated_call final : queued {
public:
    explicit simulated_call(const plain_function& function) noexcept : queued{nullptr, &act}, function_(function) {}
    ~simulated_call()
    {
        if (queued_)
            current.simulated->withdraw(*this);
    }
    simulated_call(const simulated_call&) = delete;
    simulated_call& operator=(const simulated_call&) = delete;

    auto begin()
    {
        return waiting_.suspend([this] { queue(); }, [this] { stop_.request_stop(); });
    }

private:
    void queue()
    {
        current.simulated->post_to_thread(*this);
        queued_ = true;
    }
    static void act(queued* base, bool run)
    {
        auto& self = *static_cast<simulated_call*>(base);
        self.queued_ = false;
        if (!run)
            return;
        if (self.stop_.stop_requested()) {
            self.waiting_.post(asio::error::operation_aborted);
        } else {
            self.function_(self.stop_.get_token());
            self.waiting_.post();
        }
    }

    const plain_function& function_;
    std::stop_source stop_;
    waiter waiting_{"blocking"};
    bool queued_ = false;
};

} // namespace

awaitable<void> call_on_thread(thread_pool* pool, const plain_function& function)
{
    const task* own = nullptr;
    co_await find_own_task(&own);
    if (current.simulated) {
        simulated_call here(function);
        co_await here.begin();
    } else if (pool) {
        thread_pool::call here(*pool, function, own, "blocking_pool::run");
        co_await here.begin();
    } else {
        thread_pool* const shared = current.owner->threads();
        assert(shared);
        thread_pool::call here(*shared, function, own, "blocking");
        co_await here.begin();
    }
}

} // namespace detail

blocking_options::blocking_options() : threads_(detail::thread_pool::default_threads()) {}

blocking_options& blocking_options::threads(detail::count_argument most)
{
    const std::size_t count = most.of("blocking_options: threads");
    if (count == 0)
        throw std::invalid_argument("blocking_options: 0 threads; give at least 1");
    threads_ = count;
    return *this;
}

blocking_options& blocking_options::queue(detail::count_argument places)
{
    queue_ = places.of("blocking_options: queue");
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
