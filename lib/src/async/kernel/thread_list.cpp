#include "async/kernel/thread_list.hpp"

#include <mutex>
#include <utility>

namespace plait::detail {

namespace {

// Threads come and go seldom, and may wait for each other here. Not every library has a mutex that needs no initialiser.
std::mutex& changing_threads()
{
    static std::mutex kept;
    return kept;
}

constinit registered_thread* first_thread = nullptr;
constinit thread_watcher* first_watcher = nullptr;

constinit thread_local registered_thread* registered = nullptr;

} // namespace

registered_thread::registered_thread(int number, detail::loop* running) noexcept
    : loop(number), runs(running), pulse(detail::pulse), outer_(std::exchange(registered, this))
{
    const std::lock_guard inside(changing_threads());
    next_ = std::exchange(first_thread, this);
    if (next_)
        next_->previous_ = this;
    for (thread_watcher* each = first_watcher; each; each = each->next_)
        each->comes(*this);
}

registered_thread::~registered_thread()
{
    {
        const std::lock_guard inside(changing_threads());
        for (thread_watcher* each = first_watcher; each; each = each->next_)
            each->goes(*this);
        (previous_ ? previous_->next_ : first_thread) = next_;
        if (next_)
            next_->previous_ = previous_;
    }
    registered = outer_;
}

registered_thread* registered_thread::here() noexcept
{
    return registered;
}

void thread_watcher::enter()
{
    const std::lock_guard inside(changing_threads());
    next_ = std::exchange(first_watcher, this);
    for (registered_thread* each = first_thread; each; each = each->next_)
        comes(*each);
}

void thread_watcher::leave()
{
    const std::lock_guard inside(changing_threads());
    thread_watcher** place = &first_watcher;
    while (*place != this)
        place = &(*place)->next_;
    *place = next_;
    for (registered_thread* each = first_thread; each; each = each->next_)
        goes(*each);
}

void visit_threads(const std::function<void(registered_thread&)>& visit)
{
    const std::lock_guard inside(changing_threads());
    for (registered_thread* each = first_thread; each; each = each->next_)
        visit(*each);
}

} // namespace plait::detail
