#include "http/connection/waiting_line.hpp"

#include <plait/detail/kernel/timer_queue.hpp>

namespace plait::http::detail {

waiting_line::~waiting_line()
{
    for (waiting_request* each : {&line_, &new_})
        while (each->waits())
            each->next_->leave();
}

void waiting_line::came(clock::time_point from, clock::time_point to) noexcept
{
    clock::rep count = 0;
    for (const waiting_request* each = new_.next_; each != &new_; each = each->next_)
        ++count;
    const clock::duration step = count > 0 ? plait::detail::between(from, to) / (count + 1) : clock::duration();
    for (clock::time_point time = from; new_.waits();) {
        waiting_request& next = *new_.next_;
        next.came_ = time = plait::detail::later(time, step);
        next.enter(line_);
    }
}

void waiting_line::begin_round(clock::time_point now, bool is_behind) noexcept
{
    refuses_until_ = plait::detail::later(now, slice);
    starts_until_.reset();
    is_behind_ = is_behind;
}

std::optional<waiting_line::turn> waiting_line::next(clock::time_point now) noexcept
{
    if (!line_.waits())
        return std::nullopt;
    waiting_request& oldest = *line_.next_;
    waiting_request& newest = *line_.previous_;
    if (!starts_until_ && now < refuses_until_ && &oldest != &newest
        && plait::detail::between(oldest.came_, now) > target_) {
        oldest.leave();
        return turn{oldest, false};
    }
    if (!starts_until_)
        starts_until_ = is_behind_ ? now : plait::detail::later(now, slice);
    else if (now >= *starts_until_)
        return std::nullopt;
    newest.leave();
    return turn{newest, true};
}

} // namespace plait::http::detail
