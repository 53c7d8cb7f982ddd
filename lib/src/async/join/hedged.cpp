#include <plait/hedged.hpp>

#include <plait/detail/coroutine/loop.hpp>

#include <utility>

namespace plait::detail {

hedging::~hedging()
{
    if (gone_)
        *gone_ = true;
    all().parent().owner().remove(*this);
}

void hedging::next() noexcept
{
    more_ = true;
    if (std::exchange(starting_, true)) // a task has failed while `next` was starting it; that call of `next` goes on
        return;
    loop& owner = all().parent().owner();
    owner.remove(*this);
    bool gone = false; // true once this object is destroyed: a task may win at once while no other runs
    gone_ = &gone;
    while (may_start() && std::exchange(more_, false)) {
        try {
            start_(started_++);
            if (gone)
                return;
            if (!more_ && may_start())
                owner.add(*this, later(clock::now(), delay_));
        } catch (...) {
            all().fail(std::current_exception());
        }
    }
    gone_ = nullptr;
    starting_ = false;
}

bool hedging::may_start() noexcept
{
    return !decided() && !all().cancelled() && started_ < most_;
}

} // namespace plait::detail
