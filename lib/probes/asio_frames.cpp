// Compiles where the inside of Asio's coroutines has the shape that plait knows. Then plait makes the frames of tasks and
// waits by hand, and gives coroutines promises of its own: see lib/plait/detail/coroutine/asio_frames.hpp and
// task_frame.hpp, and lib/src/async/coroutine/wait_frame.hpp. Each member that those files name stands here once.
// Boost 1.81 to 1.88 have this shape.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/io_context.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

namespace asio = boost::asio;

using loop_executor = asio::io_context::executor_type;
using base = asio::detail::awaitable_frame_base<loop_executor>;
using bottom_frame = asio::detail::awaitable_frame<asio::detail::awaitable_thread_entry_point, loop_executor>;
using stack = asio::detail::awaitable_thread<loop_executor>;
using suspended_stack = asio::detail::awaitable_async_op_handler<void(), loop_executor>;

// The members of a promise that its own classes see, and none besides: its size says that.
struct promise : base {
    static_assert(std::same_as<decltype(coro_), std::coroutine_handle<void>>);
    static_assert(std::same_as<decltype(attached_thread_), stack*>);
    static_assert(std::same_as<decltype(caller_), base*>);
    static_assert(std::same_as<decltype(pending_exception_), std::exception_ptr>);
    static_assert(std::same_as<decltype(resume_context_), resume_context*>);
    static_assert(sizeof(base) == 5 * sizeof(void*));
};

// What plait calls, with the types of what comes back.
static_assert(std::same_as<decltype(std::declval<base&>().detach_thread()), stack*>);
static_assert(std::same_as<decltype(std::declval<base&>().attach_thread(std::declval<stack*>())), void>);
static_assert(std::same_as<decltype(std::declval<base&>().push_frame(std::declval<base*>())), void>);
static_assert(std::same_as<decltype(std::declval<base&>().pop_frame()), void>);
static_assert(std::same_as<decltype(std::declval<base&>().clear_cancellation_slot()), void>);
static_assert(std::same_as<decltype(std::declval<base&>().rethrow_exception()), void>);
static_assert(std::same_as<decltype(std::declval<base&>().unhandled_exception()), void>);
static_assert(std::same_as<decltype(std::declval<stack&>().entry_point()), bottom_frame*>);
static_assert(std::same_as<decltype(std::declval<stack&>().get_executor()), loop_executor>);
static_assert(std::same_as<decltype(std::declval<stack&>().get_cancellation_state()), asio::cancellation_state>);
static_assert(std::same_as<decltype(std::declval<stack&>().get_cancellation_slot()), asio::cancellation_slot>);
static_assert(std::same_as<decltype(std::declval<stack&>().launch()), void>);
static_assert(std::constructible_from<
              stack, asio::awaitable<asio::detail::awaitable_thread_entry_point, loop_executor>, loop_executor,
              asio::cancellation_slot, asio::cancellation_state>);
static_assert(std::constructible_from<suspended_stack, stack*, suspended_stack::result_type&>);
static_assert(std::derived_from<suspended_stack, stack>);

// A stack of coroutines is one pointer: a wait frame keeps it in the place of one.
static_assert(sizeof(stack) == sizeof(void*) && sizeof(asio::awaitable<int, loop_executor>) == sizeof(void*));
static_assert(alignof(bottom_frame) <= 2 * sizeof(void*));

struct continuation : stack {
    using stack::stack;
    void go_on() { pump(); }
};

// A cancellation state is made in a place that a slot gives it.
struct slot {
    void* memory;

    static constexpr bool is_connected() noexcept { return true; }
    template <class State>
    State& emplace() const
    {
        static_assert(sizeof(State) <= 2 * sizeof(void*) && alignof(State) <= alignof(void*));
        State& made = *::new (memory) State;
        made(asio::cancellation_type::terminal);
        return made;
    }
};

asio::cancellation_state made_in(void* memory)
{
    return asio::cancellation_state(slot{memory});
}

// Asio makes each specialisation of the promise's base a friend of the bottom frame.
struct friend_of_bottom {};
template <>
class asio::detail::awaitable_frame_base<friend_of_bottom> {
public:
    static awaitable_frame_base<loop_executor>* top(const bottom_frame& of) { return of.top_of_stack_; }
};

base* top(const bottom_frame& of)
{
    return asio::detail::awaitable_frame_base<friend_of_bottom>::top(of);
}
