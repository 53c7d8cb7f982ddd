#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/kernel/count_argument.hpp>
#include <plait/detail/sync/channel_core.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace plait {

/// Carries items from tasks that send to tasks that receive, in order, and keeps up to `capacity` of them.
///
///     plait::channel<int> prices(16);
///     co_await prices.send(7);                      // waits while 16 are kept
///     while (auto next = co_await prices.receive()) // until it is closed and drained
///         use(*next);
///
/// Each item is received by one task. Tasks that wait to send or to receive are served in the order in which they came.
/// A channel of capacity 0 keeps no items: a sender waits until its item has been received.
///
/// The items' type need not be copyable or have a default constructor. Its move constructor must not throw: it runs
/// under the channel's lock, as does the destructor of an item that was moved from. With g++ 12 the type must not be an
/// aggregate, unless its destructor is trivial: that compiler destroys an aggregate that is written inside a co_await
/// expression twice.
///
/// Errors: `std::invalid_argument` for a negative capacity.
///
/// Lifetime: the channel must outlive the tasks that wait. Items that it still keeps are destroyed with it.
///
/// Threads: safe, from tasks of all loops. No thread ever blocks.
///
/// Cost: 75 ns to send and receive an item when neither waits (`bench_each`). Nothing is allocated for an item once the
///   channel is made.
///
/// See also: `select`, which waits for several channels.
template <class T>
class channel : detail::channel_core {
    static_assert(std::is_object_v<T> && !std::is_const_v<T>, "a channel carries objects: no references, no const");
    static_assert(
        std::is_nothrow_move_constructible_v<T>,
        "items are moved under the channel's lock, so their move constructor must be noexcept: send a std::unique_ptr");

public:
    class receive_case;
    class send_case;

    explicit channel(detail::count_argument capacity)
        : channel_core(capacity.of("plait::channel")), kept_(channel_core::capacity())
    {
    }

    /// Hands the item to the task that has waited longest to receive, or keeps it for one, and waits while there is
    /// neither such a task nor room.
    ///
    /// Errors: `error::closed` if the channel is closed, before or while it waits, and `asio::error::operation_aborted`
    ///   if the caller is cancelled while it waits. In both cases nothing was sent, and the item is destroyed with the
    ///   call. With `try_send` and `sending` the caller keeps an item that was not sent.
    ///
    /// Cancellation: ends the wait, unless the item has been taken meanwhile: then it counts as sent.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<void> send(T item)
    {
        check_item();
        return send_item(std::move(item));
    }

    /// Takes the oldest item, and waits while there is none.
    ///
    /// Returns: the item; none if the channel is closed and all that was sent has been received.
    ///
    /// Errors: `asio::error::operation_aborted` if the caller is cancelled while it waits.
    ///
    /// Cancellation: ends the wait, unless an item has been handed to the caller meanwhile: then that item is returned.
    ///
    /// Threads: the caller resumes on its own loop.
    [[nodiscard]] awaitable<std::optional<T>> receive();

    /// Sends the item if that takes no waiting.
    ///
    /// Returns: whether the item was sent. If it was not, it has not been moved from.
    ///
    /// Errors: `error::closed` if the channel is closed.
    [[nodiscard]] bool try_send(T&& item) { return channel_core::try_send(std::addressof(item)); }
    [[nodiscard]] bool try_send(const T& item)
        requires std::copy_constructible<T>
    {
        T copy(item);
        return channel_core::try_send(std::addressof(copy));
    }

    /// Receives an item if that takes no waiting.
    ///
    /// Returns: the item; none if no item is there, or the channel is closed and drained.
    [[nodiscard]] std::optional<T> try_receive()
    {
        std::optional<T> item;
        static_cast<void>(channel_core::try_receive(&item));
        return item;
    }

    /// Make cases of `select` that do what `receive` and `send` do. The item stands in the case that `sending` returns
    /// until it is sent: keep the case in a variable to have the item back if another case is chosen.
    [[nodiscard]] receive_case receiving() noexcept { return receive_case(*this); }
    [[nodiscard]] send_case sending(T item) noexcept
    {
        check_item();
        return send_case(*this, std::move(item));
    }

    /// Lets no more items in. Tasks that wait to send get `error::closed`. Tasks that receive get the items that are
    /// kept, and then none. A second call does nothing.
    void close() { channel_core::close(); }
    [[nodiscard]] bool is_closed() const noexcept { return channel_core::is_closed(); }

    /// The number of items that the channel keeps now. If tasks of other loops use it, too, the number is out of date
    /// at once.
    [[nodiscard]] std::size_t size() const noexcept { return channel_core::size(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return channel_core::capacity(); }

private:
    // The check refuses all such types: it cannot see whether an item was written inside the co_await expression, or is
    // a variable that was moved.
    static consteval void check_item()
    {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
        static_assert(
            !std::is_aggregate_v<T> || std::is_trivially_destructible_v<T>,
            "g++ 12 destroys an aggregate written inside a co_await expression twice: give the type of the items a "
            "constructor, or send a std::unique_ptr");
#endif
    }

    awaitable<void> send_item(T item);

    void put(void* item, std::size_t place) noexcept override { pass(item, &kept_[place]); }
    void take(std::size_t place, void* out) noexcept override
    {
        pass(std::addressof(*kept_[place]), out);
        kept_[place].reset();
    }
    void pass(void* item, void* out) noexcept override
    {
        static_cast<std::optional<T>*>(out)->emplace(std::move(*static_cast<T*>(item)));
    }

    std::vector<std::optional<T>> kept_; // is used under the state lock
};

/// A case of `select` that receives from a channel. Its alternative in the result is a `std::optional<T>`.
template <class T>
class channel<T>::receive_case {
public:
    /// The rest is for plait itself.
    using result = std::optional<T>;
    struct place final : receiver {
        place(detail::wait& waiting, receive_case& of) noexcept : receiver(waiting, *of.from_, &of.item_) {}
    };
    [[nodiscard]] result take() noexcept { return std::exchange(item_, std::nullopt); }

private:
    friend class channel;

    explicit receive_case(channel& from) noexcept : from_(&from) {}

    channel* from_;
    std::optional<T> item_;
};

/// A case of `select` that sends to a channel. It holds the item until that is sent. Its alternative in the result is a
/// `std::monostate`.
template <class T>
class channel<T>::send_case {
public:
    /// The item. It has been moved from if it was sent.
    T item;

    /// The rest is for plait itself.
    using result = std::monostate;
    struct place final : sender {
        place(detail::wait& waiting, send_case& of) noexcept : sender(waiting, *of.to_, std::addressof(of.item)) {}
    };
    [[nodiscard]] result take() noexcept { return {}; }

private:
    friend class channel;

    send_case(channel& to, T&& sent) noexcept : item(std::move(sent)), to_(&to) {}

    channel* to_;
};

//
// Implementation
//

template <class T>
awaitable<void> channel<T>::send_item(T item)
{
    detail::wait waiting("channel::send");
    sender here(waiting, *this, std::addressof(item));
    if (detail::gives_way() || !here.try_now())
        co_await here.alone();
}

template <class T>
awaitable<std::optional<T>> channel<T>::receive()
{
    std::optional<T> item;
    detail::wait waiting("channel::receive");
    receiver here(waiting, *this, &item);
    if (detail::gives_way() || !here.try_now())
        co_await here.alone();
    co_return std::move(item);
}

} // namespace plait
