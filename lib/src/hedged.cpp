#include <plait/hedged.hpp>

#include <plait/detail/loop.hpp>

#include <utility>

namespace plait::detail {

hedging::~hedging()
{
    all().parent().owner().remove(*this);
}

void hedging::next() noexcept
{
    more_ = true;
    if (std::exchange(starting_, true)) // one has failed while it was started: the call that did so starts the next
        return;
    loop& owner = all().parent().owner();
    owner.remove(*this);
    while (may_start() && std::exchange(more_, false)) {
        try {
            start_(started_++);
            if (!more_ && may_start())
                owner.add(*this, later(clock::now(), delay_));
        } catch (...) {
            all().fail(std::current_exception());
        }
    }
    starting_ = false;
}

bool hedging::may_start() noexcept
{
    return !decided() && !all().cancelled() && started_ < most_;
}

} // namespace plait::detail
