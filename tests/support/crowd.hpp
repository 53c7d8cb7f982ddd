#pragma once

#include <plait/sleep.hpp>

#include <algorithm>
#include <chrono>

/// Counts the tasks that are inside it: how many there are, how many there were at most, and how many came at all.
class crowd {
public:
    plait::awaitable<void> visit(std::chrono::milliseconds time)
    {
        struct visitor {
            crowd& of;
            explicit visitor(crowd& of) : of(of)
            {
                ++of.came;
                of.most = std::max(of.most, ++of.now);
            }
            ~visitor() { --of.now; }
        };
        const visitor inside(*this);
        co_await plait::sleep_for(time);
    }

    int now = 0;
    int most = 0;
    int came = 0;
};
