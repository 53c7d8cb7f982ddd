#include <plait/shared_mutex.hpp>

#include <plait/detail/kernel/giving_way.hpp>

#include <cassert>

namespace plait {

class shared_mutex::place final : detail::wait_node {
public:
    place(shared_mutex& of, kind wanted) noexcept
        : wait_node(wait_), wanted_(wanted), of_(of),
          wait_(wanted == kind::alone ? "shared_mutex::lock" : "shared_mutex::lock_shared")
    {
    }
    // The loop may go away when the task has been given the lock, and has not run since. The lock is then given back.
    ~place()
    {
        detail::locked inside(of_.lock_);
        of_.waiting_.remove(*this);
        if (chosen() && !taken_)
            of_.exit(wanted_);
        of_.admit(); // this may have been a writer with readers behind it
    }

    auto begin()
    {
        return wait_.suspend([this] {
            detail::locked inside(of_.lock_);
            of_.waiting_.push(*this);
            of_.admit();
        });
    }

    void take() noexcept { taken_ = true; }

    [[nodiscard]] static kind wanted_by(const detail::wait_node& waiting) noexcept
    {
        return static_cast<const place&>(waiting).wanted_;
    }

private:
    const kind wanted_;
    shared_mutex& of_;
    detail::wait wait_;
    bool taken_ = false;
};

shared_mutex::~shared_mutex()
{
    assert(waiting_.empty());
}

bool shared_mutex::has_room(kind wanted) const noexcept
{
    return !writer_ && (wanted == kind::shared || readers_ == 0);
}

void shared_mutex::enter(kind entering) noexcept
{
    if (entering == kind::alone)
        writer_ = true;
    else
        ++readers_;
}

void shared_mutex::exit(kind leaving)
{
    if (leaving == kind::alone)
        writer_ = false;
    else
        --readers_;
}

void shared_mutex::admit()
{
    while (detail::wait_node* first = waiting_.first()) {
        const kind wanted = place::wanted_by(*first);
        if (!has_room(wanted))
            return;
        if (waiting_.claim_first()) {
            enter(wanted);
            first->waiting.wake();
        }
    }
}

bool shared_mutex::try_enter(kind wanted)
{
    detail::locked inside(lock_);
    if (!waiting_.empty() || !has_room(wanted))
        return false;
    enter(wanted);
    return true;
}

void shared_mutex::leave(kind leaving)
{
    detail::locked inside(lock_);
    exit(leaving);
    admit();
}

std::optional<shared_mutex::guard> shared_mutex::try_lock()
{
    if (!try_enter(kind::alone))
        return std::nullopt;
    return guard(*this);
}

std::optional<shared_mutex::shared_guard> shared_mutex::try_lock_shared()
{
    if (!try_enter(kind::shared))
        return std::nullopt;
    return shared_guard(*this);
}

awaitable<shared_mutex::guard> shared_mutex::lock()
{
    if (detail::gives_way() || !try_enter(kind::alone)) {
        place here(*this, kind::alone);
        co_await here.begin();
        here.take();
    }
    co_return guard(*this);
}

awaitable<shared_mutex::shared_guard> shared_mutex::lock_shared()
{
    if (detail::gives_way() || !try_enter(kind::shared)) {
        place here(*this, kind::shared);
        co_await here.begin();
        here.take();
    }
    co_return shared_guard(*this);
}

} // namespace plait
