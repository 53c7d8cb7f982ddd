#include "http/connection/open_connections.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace plait::http::detail {

void open_connections::add(open_connection& added) noexcept
{
    added.next_ = std::exchange(first_, &added);
    if (added.next_)
        added.next_->previous_ = &added;
    ++size_;
}

void open_connections::remove(open_connection& gone) noexcept
{
    unlink(gone);
    if (--size_ > 0)
        return;
    for (plait::detail::waiter* each : {&drained, &ended})
        if (each->suspended())
            each->post();
}

void open_connections::replace(open_connection& gone, open_connection& next) noexcept
{
    next.next_ = std::exchange(gone.next_, nullptr);
    next.previous_ = std::exchange(gone.previous_, nullptr);
    (next.previous_ ? next.previous_->next_ : first_) = &next;
    if (next.next_)
        next.next_->previous_ = &next;
    if (next_visited_ == &gone)
        next_visited_ = &next;
}

void open_connections::destroy_all() noexcept
{
    while (first_)
        unlink(*first_);
    size_ = 0;
}

void open_connections::unlink(open_connection& gone) noexcept
{
    if (next_visited_ == &gone)
        next_visited_ = gone.next_;
    (gone.previous_ ? gone.previous_->next_ : first_) = gone.next_;
    if (gone.next_)
        gone.next_->previous_ = gone.previous_;
    delete &gone;
}

void open_connections::for_each(auto use)
{
    for (open_connection* each = first_; each; each = next_visited_) {
        next_visited_ = each->next_;
        use(*each);
    }
}

void open_connections::drain() noexcept
{
    for_each([](open_connection& each) { each.drain(); });
}

void open_connections::cancel(plait::detail::urgency how) noexcept
{
    for_each([how](open_connection& each) { each.cancel(how); });
}

std::size_t open_connections::shed()
{
    const std::size_t count = shed(open_connection::missing::request);
    return count > 0 ? count : shed(open_connection::missing::rest_of_head);
}

std::size_t open_connections::shed(open_connection::missing waits_for)
{
    std::vector<clock::time_point> until;
    for (const open_connection* each = first_; each; each = each->next_)
        if (each->waits_for() == waits_for)
            until.push_back(each->waits_until());
    if (until.empty())
        return 0;
    const std::size_t count = std::min(until.size() / 4 + 1, most_shed);
    const auto last = until.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::ranges::nth_element(until, last);
    // Many may have come at one moment. Of those that wait until `*last`, the newer ones stay: they are the first here.
    std::size_t stay = static_cast<std::size_t>(std::ranges::count(last + 1, until.end(), *last));
    std::size_t left = count;
    for_each([&](open_connection& each) {
        if (left == 0 || each.waits_for() != waits_for || each.waits_until() > *last)
            return;
        if (each.waits_until() == *last && stay > 0) {
            --stay;
            return;
        }
        --left;
        each.give_up_waiting();
    });
    return count - left;
}

std::string open_connections::describe() const
{
    constexpr int most_named = 5;
    std::string named;
    int count = 0;
    for (const open_connection* each = first_; each; each = each->next_)
        if (++count <= most_named)
            named.append(count == 1 ? ": " : "; ").append(each->describe());
    return std::to_string(count) + named + (count > most_named ? "; ..." : "");
}

} // namespace plait::http::detail
