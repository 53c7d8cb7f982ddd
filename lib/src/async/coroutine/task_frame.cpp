#include <plait/detail/coroutine/task_frame.hpp>

#include <plait/detail/coroutine/loop.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

namespace asio = boost::asio;

namespace plait::detail {

task_frame::task_frame(loop& owner) noexcept : flagged_task{{&owner}} {}

void task_frame::launch()
{
    struct start {
        task_frame* starting;

        explicit start(task_frame& taken) noexcept : starting(&taken) {}
        start(start&& other) noexcept : starting(std::exchange(other.starting, nullptr)) {}
        start& operator=(start&&) = delete;
        ~start()
        {
            if (starting)
                starting->drop();
        }
        void operator()() { std::exchange(starting, nullptr)->run(); }
    };
#if PLAIT_KNOWS_ASIO_FRAMES
    if (current.owner == owner && current.depth < door::deepest) [[likely]] { // what `execute` does, with less to move
        const resuming_door opened(this);
        return run();
    }
#endif
    executor through(*this);
#if !PLAIT_KNOWS_ASIO_FRAMES
    // `co_spawn` dispatches. Near the greatest depth that would queue the coroutine, and a coroutine that is cancelled
    // while it is queued throws past the join.
    if (current.depth + 1 >= door::deepest)
        through = through.require(asio::execution::blocking.never);
#endif
    through.execute(start(*this));
}

void task_frame::run()
{
    const std::uint32_t begun = generation;
    const bool too_late = cancelled != urgency::none;
    begin();
    if (too_late && generation == begun)
        pass_on_cancellation();
}

void task_frame::cancel(urgency how) noexcept
{
    if (how <= cancelled)
        return;
    cancelled = how;
    if (runs)
        pass_on_cancellation();
}

void task_frame::ended(std::exception_ptr& error, bool abandoned) noexcept
{
    cancelled = urgency::none;
    links.owner->arrive(*this, error, abandoned);
}

#if PLAIT_KNOWS_ASIO_FRAMES

static std::string readable_name(const std::type_info& type)
{
#if __has_include(<cxxabi.h>)
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> readable(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
    if (readable)
        return readable.get();
#endif
    return type.name();
}

void throw_no_result(const std::type_info& type, bool is_reference)
{
    throw std::logic_error(
        "plait: a coroutine of type awaitable<" + readable_name(type) + (is_reference ? "&" : "")
        + "> ended without co_return: there is no result to give");
}

namespace {

/// A slot that makes a cancellation state in the task frame, in place of memory that Asio allocates.
struct state_place {
    void* memory;

    [[nodiscard]] static constexpr bool is_connected() noexcept { return true; }

    template <class State>
    [[nodiscard]] State& emplace() const noexcept
    {
        static_assert(sizeof(State) <= 2 * sizeof(void*) && alignof(State) <= alignof(void*));
        return *::new (memory) State;
    }
};

/// A slot that finds the state that was made there.
struct state_there {
    void* memory;

    [[nodiscard]] static constexpr bool is_connected() noexcept { return true; }

    template <class State>
    [[nodiscard]] State& emplace() const noexcept
    {
        return *std::launder(static_cast<State*>(memory));
    }
};

/// A slot that finds that state, and cancels it.
struct cancelled_state : state_there {
    template <class State>
    [[nodiscard]] State& emplace() const
    {
        State& state = state_there::emplace<State>();
        state(asio::cancellation_type::terminal);
        return state;
    }
};

} // namespace

// A signal handler may read the stack of the running task (see stack_capture.cpp), so `runs` is true only while there
// is a bottom frame.
void task_frame::begin()
{
    std::construct_at(&bottom);
    std::atomic_signal_fence(std::memory_order_release);
    runs = true;
    in_wait_frame = false;
    coroutine_stack stack(
        bottom.get_return_object(), executor(*this), signal_.slot(), asio::cancellation_state(state_place{state_}));
    bottom.attach_thread(&stack);
    resume(this); // puts the body on top of the stack, to be run
    stack.launch();
}

void task_frame::drop() noexcept
{
    destroy(this);
}

void task_frame::pass_on_cancellation() noexcept
{
    const std::uint32_t begun = generation;
    (void)asio::cancellation_state(cancelled_state{{state_}});
    if (generation != begun)
        return;
    if (in_wait_frame) // a wait frame is cancelled by being resumed
        std::coroutine_handle<frame_base>::from_promise(*asio_detail::awaitable_frame_base<bottom_frame>::top(bottom))
            .resume();
    else
        signal_.emit(asio::cancellation_type::terminal);
}

task_frame* task_frame::that_runs(coroutine_stack& stack) noexcept
{
    task* const of = stack.get_executor().task();
    auto* const entered = static_cast<task_frame*>(of); // not used if `of` is a loop's root, which is no task frame
    return of && &entered->bottom == stack.entry_point() ? entered : nullptr;
}

task_frame* task_frame::under(coroutine_stack& stack) noexcept
{
    task_frame* const found = that_runs(stack);
    return found && !found->signal_.slot().has_handler() ? found : nullptr;
}

// The body has ended, and is destroyed. Asio's code that runs the stack must find no stack here: it would destroy an
// empty one.
void task_frame::end(std::exception_ptr& error) noexcept
{
    alignas(coroutine_stack) std::byte gone[sizeof(coroutine_stack)]; // never destroyed: it would destroy the frame
    ::new (static_cast<void*>(gone)) coroutine_stack(std::move(*bottom.detach_thread()));
    leave_bottom();
    ended(error, false);
}

// The body was destroyed before it had ended.
void task_frame::abandon() noexcept
{
    if (runs)
        leave_bottom();
    std::exception_ptr none;
    ended(none, true);
}

void task_frame::leave_bottom() noexcept
{
    runs = false;
    std::atomic_signal_fence(std::memory_order_release);
    std::destroy_at(&bottom);
    for (asio::cancellation_slot each : {asio::cancellation_state(state_there{state_}).slot(), signal_.slot()})
        if (each.has_handler()) // few slots have one, and `clear` is not inline
            each.clear();
}

void task_frame::close() noexcept
{
    owner->close(*this);
    owner->reuse(*this);
}

std::size_t own_frame::copy_places(
    const awaitable_frame_base* top, const awaitable_frame_base* bottom, std::span<std::source_location> to) noexcept
{
    std::size_t count = 0;
    while (top && top != bottom && count < to.size()) {
        const auto* frame = static_cast<const own_frame*>(top);
        // A wait frame has no line, as it awaits nothing. A coroutine that runs has the line of its last co_await.
        if (frame->where_.line() != 0 && !frame->attached_thread_)
            to[count++] = frame->where_;
        top = frame->caller_;
    }
    return count;
}

std::size_t task_frame::places(std::span<std::source_location> to) const noexcept
{
    if (!runs)
        return 0;
    return own_frame::copy_places(asio_detail::awaitable_frame_base<bottom_frame>::top(bottom), &bottom, to);
}

#endif

} // namespace plait::detail
