#pragma once

#include <plait/detail/coroutine/task_frame.hpp>

#ifndef PLAIT_PUBLIC_CO_SPAWN

namespace plait::detail {

/// The promise of a wait frame. No function is awaited in there, so the pointer that Asio keeps for that owns, while the
/// frame waits, the stack that it is on top of.
class wait_promise final : public asio_detail::awaitable_frame<void, executor> {
public:
    [[nodiscard]] coroutine_stack& running() const noexcept { return *attached_thread_; }

    void keep(coroutine_stack&& suspended) noexcept
    {
        static_assert(sizeof(coroutine_stack) == sizeof(void*)); // as that pointer
        ::new (static_cast<void*>(&resume_context_)) coroutine_stack(std::move(suspended));
    }
    [[nodiscard]] coroutine_stack& kept() noexcept
    {
        return *std::launder(reinterpret_cast<coroutine_stack*>(&resume_context_));
    }
};

/// The frame of a coroutine that does no more than wait, made by hand as `task_frame`'s is: where the compiler takes 272
/// bytes for a sleep, it has 88. What waits derives from it, allocates it with `new`, and gives out what `awaited`
/// returns.
class wait_frame {
public:
    wait_frame(const wait_frame&) = delete;
    wait_frame& operator=(const wait_frame&) = delete;

    static void* operator new(std::size_t size) { return frame_pool::allocate(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { frame_pool::deallocate(memory, size); }

    /// A coroutine, which owns this.
    [[nodiscard]] awaitable<void> awaited() noexcept { return promise_.get_return_object(); }

protected:
    using step = void(wait_frame*);

    /// `start`: called when it is awaited; either `suspend` or `fail` is the last that it calls. `destroy` deletes it.
    wait_frame(step* start, step* destroy) noexcept : resume_(start), destroy_(destroy) {}
    ~wait_frame() = default;

    /// Of what awaits it, before `suspend` and after it.
    [[nodiscard]] executor starting() const noexcept { return promise_.running().get_executor(); }
    [[nodiscard]] executor waiting() noexcept { return promise_.kept().get_executor(); }

    /// From now on one of `resume`, `post` and `abandon` is called, once. `cancel`, which may call `post`, is called when
    /// the task is cancelled, also after `post`. Throws before anything has been done.
    void suspend(const char* name, step* cancel);
    /// The coroutine that awaits it goes on with this error.
    void fail(std::exception_ptr) noexcept;

    void resume(bool aborted = false) { go_on(waiting(), aborted); } // at once
    void post(bool aborted = false) { go_on(waiting().require(boost::asio::execution::blocking.never), aborted); }
    void abort_posted() noexcept { set_aborted(); } // what has been posted goes on as if aborted
    void abandon() noexcept { coroutine_stack destroyed(std::move(promise_.kept())); } // and this with it

private:
    class continuation;
    void go_on(const executor& through, bool aborted);
    void set_aborted() noexcept;

    // A frame begins with these. While it waits, being resumed means that it is cancelled.
    step* resume_;
    [[maybe_unused]] step* destroy_;
    wait_promise promise_;
};

} // namespace plait::detail

#endif
