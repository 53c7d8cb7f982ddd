// Fails with: their move constructor must be noexcept
#include <plait/channel.hpp>

struct order {
    order() = default;
#ifdef TWIN
    order(order&&) noexcept;
#else
    order(order&&);
#endif
};

plait::awaitable<void> use(plait::channel<order>& orders)
{
    co_await orders.receive();
}
