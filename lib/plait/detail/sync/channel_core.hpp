#pragma once

#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/sync/select_case.hpp>
#include <plait/detail/sync/wait_queue.hpp>

#include <cstddef>

namespace plait::detail {

/// A channel of items whose type it does not know. The derived class moves the items: from a sender's variable (`item`,
/// a `T*`) into a ring of places, from the ring into a receiver's variable (`out`, an empty `std::optional<T>*`), or
/// from a sender's variable into a receiver's.
///
/// While tasks wait to receive, there is no item in the ring; while tasks wait to send, no place is free.
class channel_core {
public:
    class sender;
    class receiver;

    explicit channel_core(std::size_t capacity) noexcept : capacity_(capacity) {}
    channel_core(const channel_core&) = delete;
    channel_core& operator=(const channel_core&) = delete;

    [[nodiscard]] bool try_send(void* item);   // throws error::closed
    [[nodiscard]] bool try_receive(void* out); // is true also if the channel is closed and drained
    void close();
    [[nodiscard]] bool is_closed() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

protected:
    ~channel_core();

private:
    enum class outcome { not_now, done, closed };

    // These three are called under the state lock.
    virtual void put(void* item, std::size_t place) noexcept = 0;
    virtual void take(std::size_t place, void* out) noexcept = 0;
    virtual void pass(void* item, void* out) noexcept = 0;

    // `own` is the node of a task that waits already, or null. Its wait is claimed when the item is sent or received.
    [[nodiscard]] outcome send(void* item, wait_node* own) PLAIT_REQUIRES(lock_);
    [[nodiscard]] outcome receive(void* out, wait_node* own) PLAIT_REQUIRES(lock_);
    void append(void* item) noexcept PLAIT_REQUIRES(lock_);

    const std::size_t capacity_;
    mutable state_lock lock_;
    std::size_t first_ PLAIT_GUARDED_BY(lock_) = 0;
    std::size_t size_ PLAIT_GUARDED_BY(lock_) = 0;
    bool closed_ PLAIT_GUARDED_BY(lock_) = false;
    wait_queue senders_ PLAIT_GUARDED_BY(lock_);
    wait_queue receivers_ PLAIT_GUARDED_BY(lock_);
};

/// The part of a task that sends.
class channel_core::sender : public select_case {
public:
    sender(wait& waiting, channel_core& to, void* item) noexcept : select_case(waiting), to_(to), item_(item) {}

    [[nodiscard]] bool try_now() final { return to_.try_send(item_); }
    void enqueue() final;

private:
    friend class channel_core;

    channel_core& to_;
    void* const item_;
};

/// The part of a task that receives.
class channel_core::receiver : public select_case {
public:
    receiver(wait& waiting, channel_core& from, void* out) noexcept : select_case(waiting), from_(from), out_(out) {}

    [[nodiscard]] bool try_now() final { return from_.try_receive(out_); }
    void enqueue() final;

private:
    friend class channel_core;

    channel_core& from_;
    void* const out_;
};

} // namespace plait::detail
