#include <plait/semaphore.hpp>

#include <plait/detail/kernel/giving_way.hpp>

#include <cassert>
#include <stdexcept>

namespace plait {

class semaphore::place final : detail::wait_node {
public:
    explicit place(semaphore& of) noexcept : wait_node(wait_), of_(of), wait_(of.name_) {}
    // The loop may go away when the task has been given a place, and has not run since. The place is then given back.
    ~place()
    {
        detail::locked inside(of_.lock_);
        of_.waiting_.remove(*this);
        if (chosen() && !taken_) {
            ++of_.available_;
            of_.give();
        }
    }

    auto begin()
    {
        return wait_.suspend([this] {
            detail::locked inside(of_.lock_);
            of_.waiting_.push(*this);
            of_.give();
        });
    }

    permit take() noexcept
    {
        taken_ = true;
        return permit(of_);
    }

private:
    semaphore& of_;
    detail::wait wait_;
    bool taken_ = false;
};

semaphore::semaphore(std::size_t places) : semaphore(places, "semaphore::acquire")
{
    if (places == 0)
        throw std::invalid_argument("plait::semaphore: with 0 places every acquire would wait for ever");
}

semaphore::~semaphore()
{
    assert(waiting_.empty());
}

// Wakes tasks while places are free, so that afterwards a place is free only if nobody waits.
void semaphore::give()
{
    while (available_ > 0) {
        detail::wait_node* next = waiting_.claim();
        if (!next)
            return;
        --available_;
        next->waiting.wake();
    }
}

void semaphore::release()
{
    detail::locked inside(lock_);
    ++available_;
    give();
}

std::optional<semaphore::permit> semaphore::try_acquire()
{
    detail::locked inside(lock_);
    if (available_ == 0)
        return std::nullopt;
    --available_;
    return permit(*this);
}

awaitable<semaphore::permit> semaphore::acquire()
{
    if (!detail::gives_way())
        if (std::optional<permit> free = try_acquire())
            co_return *std::move(free);
    place here(*this);
    co_await here.begin();
    co_return here.take();
}

std::size_t semaphore::available() const noexcept
{
    detail::locked inside(lock_);
    return available_;
}

} // namespace plait
