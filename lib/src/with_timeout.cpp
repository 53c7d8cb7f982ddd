#include <plait/with_timeout.hpp>

#include <plait/detail/loop.hpp>
#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <string>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

// 1500 us is "1.5 ms", 80 ms is "80 ms", 2 s is "2 s".
std::string text(clock::duration time)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
    const bool in_seconds = milliseconds >= 1000;
    std::string digits = std::to_string(in_seconds ? milliseconds / 1000 : milliseconds);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.')
        digits.pop_back();
    return digits + (in_seconds ? " s" : " ms");
}

} // namespace

deadline::deadline(executor parent, clock::duration limit, std::source_location set_at) noexcept
    : timer(order::last), owner_(parent.owner()), limit_(limit), set_at_(set_at), only_(parent, "with_timeout")
{
}

deadline::~deadline()
{
    owner_.remove(*this);
}

void deadline::fire()
{
    fired_ = true;
    only_.cancel();
}

awaitable<void> deadline::run(awaitable<void> task)
{
    co_await only_.settle([&] {
        owner_.add(*this, later(clock::now(), limit_));
        only_.start(child_, std::move(task));
    });
    owner_.remove(*this);
    if (!only_.error())
        co_return;
    if (fired_ && is_cancellation(only_.error())) {
        const asio::cancellation_state caller = co_await asio::this_coro::cancellation_state;
        if (caller.cancelled() == asio::cancellation_type::none)
            throw boost::system::system_error(
                error::timed_out, "with_timeout(" + text(limit_) + ") set at " + set_at_.file_name() + ":"
                                      + std::to_string(set_at_.line()));
    }
    std::rethrow_exception(only_.error());
}

} // namespace plait::detail
