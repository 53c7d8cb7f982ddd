#pragma once

#include <atomic>

/// A value that knows whether it is alive, and how many of its kind are. Its own canary is read on every use, so a use
/// after its end shows without a sanitizer too.
class lifetime_probe {
public:
    explicit lifetime_probe(std::atomic<int>& alive) noexcept : alive_(&alive) { ++*alive_; }
    lifetime_probe(const lifetime_probe& other) noexcept : alive_(other.alive_) { ++*alive_; }
    lifetime_probe& operator=(const lifetime_probe&) = delete;
    ~lifetime_probe()
    {
        canary_ = 0;
        --*alive_;
    }

    [[nodiscard]] bool valid() const noexcept { return canary_ == living; }

private:
    static constexpr unsigned living = 0xC0FFEE;
    std::atomic<int>* alive_;
    volatile unsigned canary_ = living;
};

/// A local variable of a child that uses a variable of its parent when it is destroyed.
class uses_parent_at_end {
public:
    uses_parent_at_end(const lifetime_probe& parent, std::atomic<int>& ended) noexcept : parent_(parent), ended_(ended)
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
    const lifetime_probe& parent_;
    std::atomic<int>& ended_;
};
