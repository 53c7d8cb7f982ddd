#include <plait/testing/detail/memory_wait.hpp>

#include <boost/asio/execution_context.hpp>

#include <utility>

namespace asio = boost::asio;

namespace plait::testing::detail {

/// The reads and writes that wait on one loop.
class memory_waits final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit memory_waits(asio::execution_context& context) : service(context) {}

private:
    friend class memory_wait;

    void shutdown() noexcept override
    {
        while (memory_wait* destroyed = first_) {
            destroyed->leave(); // this comes first, as the connection may be destroyed with the handler
            delete destroyed;
        }
    }

    memory_wait* first_ = nullptr;
};

memory_wait::memory_wait(executor here, memory_wait*& place) : place_(&place)
{
    memory_wait*& first = asio::use_service<memory_waits>(here.query(asio::execution::context)).first_;
    before_ = &first;
    next_ = std::exchange(first, this);
    if (next_)
        next_->before_ = &next_;
    place = this;
}

void memory_wait::leave() noexcept
{
    if (!place_)
        return;
    *std::exchange(place_, nullptr) = nullptr;
    *before_ = next_;
    if (next_)
        next_->before_ = before_;
}

void memory_wait::finish(error_code failed, std::size_t count)
{
    leave();
    post(failed, count);
}

} // namespace plait::testing::detail
