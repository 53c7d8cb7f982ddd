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
    if (std::exchange(starting_, true)) // one has failed while it was started: the call that did so starts the next
        return;
    loop& owner = all().parent().owner();
    owner.remove(*this);
    bool gone = false; // with the caller, who goes on if a call wins at once and no other runs
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
