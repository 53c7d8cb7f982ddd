#pragma once

#include <plait/testing/probes.hpp>

#include <atomic>

/// A local variable of a child that uses a variable of its parent when it is destroyed.
class uses_parent_at_end {
public:
    uses_parent_at_end(const plait::testing::lifetime_probe& parent, std::atomic<int>& ended) noexcept
        : parent_(parent), ended_(ended)
    {
    }
    uses_parent_at_end(const uses_parent_at_end&) = delete;
    uses_parent_at_end& operator=(const uses_parent_at_end&) = delete;
    ~uses_parent_at_end()
    {
        if (parent_.valid())
            ++ended_;
    }

private:
    const plait::testing::lifetime_probe& parent_;
    std::atomic<int>& ended_;
};
