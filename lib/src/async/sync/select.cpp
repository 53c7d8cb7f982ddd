#include <plait/select.hpp>

#include <cassert>

// This is how two tasks that are both in `select` meet on a channel, while no thread holds two locks at once:
//
// First every case is tried, while the task stands in no queue. So nobody else can claim its wait, and a case that
// finds a partner has only the partner's wait to claim.
//
// Only then does the task enter the queues, one after the other. As soon as it is in the first queue others may claim
// its wait, while a later queue may hold a partner by now. In that case both waits are claimed in one step or none
// (`wait::claim_both`), under the lock of that one queue. A partner cannot be missed: of two tasks that enter the same
// queue the second sees the first.
//
// Go locks all channels of a select at once, in the order of their addresses. Here a lock is held for one queue only,
// so that an event that wakes a thousand tasks holds up no channel.

namespace plait::detail {

std::size_t choose_now(select_cases cases)
{
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (cases[i]->try_now())
            return i;
    return none_chosen;
}

void enqueue_all(const wait& waiting, select_cases cases)
{
    for (select_case* each : cases) {
        if (waiting.is_claimed())
            return;
        each->enqueue();
    }
}

std::size_t chosen_of(select_cases cases) noexcept
{
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (cases[i]->chosen())
            return i;
    assert(!"a wait that was claimed through none of its nodes");
    return none_chosen;
}

} // namespace plait::detail
