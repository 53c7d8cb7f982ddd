// Fails, with g++ before 13, with: give the type of the items a constructor
#include <plait/channel.hpp>

#include <string>

struct order {
    std::string name;
#ifdef TWIN
    explicit order(std::string name) : name(std::move(name)) {}
#endif
};

plait::awaitable<void> use(plait::channel<order>& orders)
{
    co_await orders.send(order{"bread"});
}
