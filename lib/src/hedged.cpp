#include <plait/hedged.hpp>

#include <plait/detail/loop.hpp>

namespace plait::detail {

hedging::~hedging()
{
    all().parent().owner().remove(*this);
}

void hedging::next() noexcept
{
    loop& owner = all().parent().owner();
    owner.remove(*this);
    if (decided() || all().cancelled() || started_ == most_)
        return;
    const std::size_t index = started_++;
    try {
        start_(index);
        const bool has_failed = started_ > index + 1; // at once: the next has been started in there
        if (!decided() && !has_failed && started_ < most_)
            owner.add(*this, later(clock::now(), delay_));
    } catch (...) {
        all().fail(std::current_exception());
    }
}

} // namespace plait::detail
