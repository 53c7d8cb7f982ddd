#pragma once

#include <plait/detail/coroutine/task_frame.hpp>

#if PLAIT_KNOWS_ASIO_FRAMES

namespace plait::detail {

/// The promise of a wait frame. Asio's promise has a pointer for a function that the coroutine awaits. A wait frame
/// awaits no function, so while it waits that pointer's memory holds the stack of coroutines below it.
class wait_promise final : public asio_detail::awaitable_frame<void, executor> {
public:
    void set_error(std::exception_ptr error) noexcept { pending_exception_ = std::move(error); }

    [[nodiscard]] coroutine_stack& running() const noexcept { return *attached_thread_; }

    void keep(coroutine_stack&& suspended) noexcept
    {
        static_assert(sizeof(coroutine_stack) == sizeof(void*)); // the size of that pointer
        ::new (static_cast<void*>(&resume_context_)) coroutine_stack(std::move(suspended));
    }
    [[nodiscard]] coroutine_stack& kept() noexcept
    {
        return *std::launder(reinterpret_cast<coroutine_stack*>(&resume_context_));
    }
};

/// The frame of a coroutine that only waits. It is made by hand, as `task_frame` is: a sleep takes 88 bytes in place of
/// the 272 that the compiler's frame takes. A class for something to wait for derives from it; a function allocates
/// that class with `new`, and returns its `awaited()`.
class wait_frame {
public:
    wait_frame(const wait_frame&) = delete;
    wait_frame& operator=(const wait_frame&) = delete;

    static void* operator new(std::size_t size) { return frame_pool::allocate(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { frame_pool::deallocate(memory, size); }

    /// The coroutine of this frame. The awaitable owns the frame.
    [[nodiscard]] awaitable<void> awaited() noexcept { return promise_.get_return_object(); }

protected:
    using step = void(wait_frame*);

    /// `start` is called when the frame is awaited; the last thing that it calls is either `suspend` or `fail`.
    /// `destroy` deletes the frame.
    wait_frame(step* start, step* destroy) noexcept : resume_(start), destroy_(destroy) {}
    ~wait_frame() = default;

    /// The executor of the coroutine that awaits the frame: `starting` before `suspend`, `waiting` after it.
    [[nodiscard]] executor starting() const noexcept { return promise_.running().get_executor(); }
    [[nodiscard]] executor waiting() noexcept { return promise_.kept().get_executor(); }

    /// Suspends the task. After that the derived class calls one of `resume`, `post` and `abandon`, once. `cancel` is
    /// called when the task is cancelled, also after `post`, and may call `post`. It must be idempotent, as a task may
    /// be cancelled again. If `suspend` throws, it has changed nothing.
    void suspend(const char* name, step* cancel);
    /// Makes the coroutine that awaits the frame go on with this error.
    void fail(std::exception_ptr) noexcept;

    void resume(bool aborted = false) { go_on(waiting(), aborted); } // resumes at once
    void post(bool aborted = false) { go_on(waiting().require(boost::asio::execution::blocking.never), aborted); }
    void abort_posted() noexcept { set_aborted(); } // the task, which has been posted already, goes on as if aborted
    // Destroys the coroutines that wait, and this frame with them.
    void abandon() noexcept { coroutine_stack destroyed(std::move(promise_.kept())); }

private:
    class continuation;
    void go_on(const executor& through, bool aborted);
    void set_aborted() noexcept;

    // A coroutine's frame begins with these two pointers. While the frame waits, a call of the first means that the
    // task is cancelled.
    step* resume_;
    [[maybe_unused]] step* destroy_;
    wait_promise promise_;
};

} // namespace plait::detail

#endif
