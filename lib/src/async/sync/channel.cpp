#include <plait/detail/sync/channel_core.hpp>
#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <cassert>

namespace plait::detail {

channel_core::~channel_core()
{
    assert(senders_.empty() && receivers_.empty());
}

void channel_core::append(void* item) noexcept
{
    const std::size_t to_end = capacity_ - first_;
    put(item, size_ < to_end ? first_ + size_ : size_ - to_end);
    ++size_;
}

channel_core::outcome channel_core::send(void* item, wait_node* own)
{
    if (closed_)
        return outcome::closed;
    if (wait_node* receiving = own ? receivers_.claim_with(*own) : receivers_.claim()) {
        pass(item, static_cast<receiver*>(receiving)->out_);
        receiving->waiting.wake();
        return outcome::done;
    }
    if (size_ == capacity_ || (own && !own->claim()))
        return outcome::not_now;
    append(item);
    return outcome::done;
}

channel_core::outcome channel_core::receive(void* out, wait_node* own)
{
    if (size_ > 0) {
        if (own && !own->claim())
            return outcome::not_now;
        take(first_, out);
        first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
        --size_;
        if (wait_node* sending = senders_.claim()) {
            append(static_cast<sender*>(sending)->item_);
            sending->waiting.wake();
        }
        return outcome::done;
    }
    if (wait_node* sending = own ? senders_.claim_with(*own) : senders_.claim()) {
        pass(static_cast<sender*>(sending)->item_, out);
        sending->waiting.wake();
        return outcome::done;
    }
    return closed_ ? outcome::closed : outcome::not_now;
}

bool channel_core::try_send(void* item)
{
    outcome result;
    {
        locked inside(lock_);
        result = send(item, nullptr);
    }
    if (result == outcome::closed)
        throw boost::system::system_error(make_error_code(error::closed));
    return result == outcome::done;
}

bool channel_core::try_receive(void* out)
{
    locked inside(lock_);
    return receive(out, nullptr) != outcome::not_now;
}

void channel_core::close()
{
    locked inside(lock_);
    closed_ = true;
    while (wait_node* receiving = receivers_.claim())
        receiving->waiting.wake();
    while (wait_node* sending = senders_.claim())
        sending->waiting.wake(make_error_code(error::closed));
}

bool channel_core::is_closed() const noexcept
{
    locked inside(lock_);
    return closed_;
}

std::size_t channel_core::size() const noexcept
{
    locked inside(lock_);
    return size_;
}

void channel_core::sender::enqueue()
{
    locked inside(to_.lock_);
    switch (to_.send(item_, this)) {
    case outcome::not_now:
        stand_in(to_.senders_, to_.lock_);
        break;
    case outcome::done:
        waiting.wake();
        break;
    case outcome::closed:
        if (claim())
            waiting.wake(make_error_code(error::closed));
        break;
    }
}

void channel_core::receiver::enqueue()
{
    locked inside(from_.lock_);
    switch (from_.receive(out_, this)) {
    case outcome::not_now:
        stand_in(from_.receivers_, from_.lock_);
        break;
    case outcome::done:
        waiting.wake();
        break;
    case outcome::closed:
        if (claim())
            waiting.wake();
        break;
    }
}

} // namespace plait::detail
