#pragma once

// This file and readiness_in_asio.cpp are the only ones that name private parts of Asio (`task_frame` uses the names of
// this file). Whether Asio has these parts is found out when the library is configured: see lib/probes/asio_frames.cpp.
// Where it has not, tasks are started with `co_spawn`, and frames come from Asio's own recycling. The same tests pass
// with both.

#include <plait/detail/coroutine/awaited.hpp>
#include <plait/detail/kernel/build_flags.hpp> // plait/config.hpp
#include <plait/detail/kernel/frame_pool.hpp>
#include <plait/executor.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <new>
#include <source_location>
#include <span>
#include <type_traits>
#include <typeinfo>
#include <utility>

#if PLAIT_KNOWS_ASIO_FRAMES

namespace plait::detail {

/// Throws the error of a coroutine that should have returned a value of this type, and came to its end without. The
/// compiler accepts such a body.
[[noreturn]] void throw_no_result(const std::type_info& type, bool is_reference);

template <class T>
struct awaited_type { // what the user's awaitable returns: see awaitable_reference.hpp
    using type = T;
};
template <class T>
struct awaited_type<std::reference_wrapper<T>> {
    using type = T&;
};

template <class T>
class shielded;

// The concept is for classes only: Asio takes a number, or a function that nobody has called, for a
// throw_if_cancelled_t.
template <class Awaited>
concept awaited_by_asio = std::is_class_v<std::remove_cvref_t<Awaited>> && requires(
    boost::asio::detail::awaitable_frame_base<executor>& frame, Awaited&& awaited)
{
    frame.await_transform(std::forward<Awaited>(awaited));
};

/// The promise of every coroutine: Asio's promise, with a frame from the loop's pool. It knows the source line of the
/// `co_await` in which the coroutine is suspended.
class own_frame : public boost::asio::detail::awaitable_frame_base<executor> {
public:
    static void* operator new(std::size_t size) { return frame_pool::allocate(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { frame_pool::deallocate(memory, size); }

    template <class Awaited>
    auto await_transform(Awaited&& awaited, std::source_location where = std::source_location::current())
    {
        if constexpr (awaited_by_asio<Awaited>) {
            where_ = where;
            return awaitable_frame_base::await_transform(std::forward<Awaited>(awaited));
        } else {
            return refuse_awaited<Awaited>();
        }
    }
    // This overload exists because Asio's would throw here if the coroutine is cancelled.
    template <class T>
    auto await_transform(shielded<T>&& awaited, std::source_location where = std::source_location::current()) noexcept
    {
        where_ = where;
        return boost::asio::awaitable<T, executor>(std::move(awaited));
    }

    void take_error()
    {
        this->caller_ = nullptr;
        this->rethrow_exception();
    }

    /// Copies the source line of `top`, and the lines of the coroutines that await it, down to `bottom`, which has no
    /// line itself, as far as there is room. Returns their number. It is safe in a signal handler.
    [[nodiscard]] static std::size_t copy_places(
        const awaitable_frame_base* top, const awaitable_frame_base* bottom,
        std::span<std::source_location> to) noexcept;

private:
    std::source_location where_{};
};

template <class T>
concept coroutine_value =
    !std::is_void_v<
        T> && !std::is_reference_v<T> && !std::same_as<T, boost::asio::detail::awaitable_thread_entry_point>;

} // namespace plait::detail

namespace boost::asio::detail {

/// The promise of a coroutine that returns a value. When the coroutine ends without one, Asio's own promise hands out
/// memory that was never written; this one throws.
template <plait::detail::coroutine_value T>
class awaitable_frame<T, plait::executor> : public plait::detail::own_frame {
    static_assert(
        alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__, "the result of a coroutine is aligned over what operator new "
                                                        "gives, and compilers do not align coroutine frames so: "
                                                        "return a std::unique_ptr to it");

public:
    awaitable_frame() noexcept {}
    ~awaitable_frame()
    {
        if (has_result_)
            std::destroy_at(&result_);
    }

    awaitable<T, plait::executor> get_return_object() noexcept
    {
        this->coro_ = std::coroutine_handle<awaitable_frame>::from_promise(*this);
        return awaitable<T, plait::executor>(this);
    }

    template <class U>
    void return_value(U&& value)
    {
        ::new (static_cast<void*>(std::addressof(result_))) T(std::forward<U>(value));
        has_result_ = true;
    }

    T get() { return take(); }

    /// The result of a coroutine that has ended, as a reference into its frame. `get` would move the result once more.
    [[nodiscard]] static T&& result_of(const awaitable<T, plait::executor>& ended) { return ended.frame_->take(); }

private:
    [[nodiscard]] T&& take()
    {
        this->take_error();
        if (!has_result_) [[unlikely]] {
            using awaited = typename plait::detail::awaited_type<T>::type;
            plait::detail::throw_no_result(typeid(awaited), std::is_reference_v<awaited>);
        }
        return std::move(result_);
    }

    union {
        T result_;
    };
    bool has_result_ = false;
};

} // namespace boost::asio::detail

namespace plait::detail {

namespace asio_detail = boost::asio::detail;

using bottom_frame = asio_detail::awaitable_frame<asio_detail::awaitable_thread_entry_point, executor>;
using coroutine_stack = asio_detail::awaitable_thread<executor>; // a coroutine, with all that it awaits
using frame_base = asio_detail::awaitable_frame_base<executor>;
using suspended_stack = asio_detail::awaitable_async_op_handler<void(), executor>;

} // namespace plait::detail

namespace boost::asio::detail {

/// Reads what a coroutine's bottom frame keeps private. Asio makes every specialisation of this template a friend of
/// it.
template <>
class awaitable_frame_base<plait::detail::bottom_frame> {
public:
    [[nodiscard]] static awaitable_frame_base<plait::executor>* top(const plait::detail::bottom_frame& of) noexcept
    {
        return of.top_of_stack_;
    }
};

template <>
class awaitable_frame<void, plait::executor> : public plait::detail::own_frame {
public:
    awaitable<void, plait::executor> get_return_object() noexcept
    {
        this->coro_ = std::coroutine_handle<awaitable_frame>::from_promise(*this);
        return awaitable<void, plait::executor>(this);
    }

    void return_void() noexcept {}
    void get() { this->take_error(); }
};

} // namespace boost::asio::detail

#elif PLAIT_KNOWS_ASIO_RESULT_OF

namespace boost::asio {

/// Gives the message of `refuse_awaited` for a foreign coroutine. Asio's own promise cannot call that function, but it
/// asks for this type for everything that a coroutine of plait awaits. A task by name, or a function, does not come
/// here; the compiler's message for those is Asio's.
template <class T, class Executor>
    requires(!std::same_as<Executor, plait::executor>)
struct result_of<awaitable<T, Executor>(detail::awaitable_frame_base<plait::executor>*)> {
    using type = decltype(plait::detail::refuse_awaited<awaitable<T, Executor>>());
};

} // namespace boost::asio

#endif
