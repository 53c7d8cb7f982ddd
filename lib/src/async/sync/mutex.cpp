#include <plait/mutex.hpp>

namespace plait {

awaitable<mutex::guard> mutex::lock()
{
    co_return guard(co_await only_.acquire());
}

std::optional<mutex::guard> mutex::try_lock()
{
    if (std::optional<semaphore::permit> held = only_.try_acquire())
        return guard(*std::move(held));
    return std::nullopt;
}

} // namespace plait
