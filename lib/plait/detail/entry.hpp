#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/result.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace plait::detail {

class child;
class join;

/// A task that can be started: a node of the tree, and the bottom of its coroutine's stack.
///
/// `co_spawn` takes three or four blocks of memory for each call. Here the bottom frame is made by hand and is a part of
/// the node, as is the signal that cancels the task, so that starting one takes no memory. A coroutine frame begins with
/// the functions that resume and destroy it, and the promise follows: so it is with g++, clang and MSVC, and corral
/// makes frames by hand on the same ground (corral/detail/frames.h).
class entry final : public task {
public:
    entry(loop&, boost::asio::io_context&);
    ~entry() = default;
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

    /// Takes the coroutine, which is to leave its result in `out`. `launch` comes next.
    template <class T>
    void take(awaitable<T> body, result<T>& out) noexcept;

    /// Runs the coroutine to its first suspension, through the door. When it has ended, or is destroyed, the join is told.
    void launch();

    void cancel() noexcept;

private:
    friend class join;
    friend class loop;

    enum class step { begin, end, drop };

    template <class T>
    static void step_of(entry&, step);
    void run();
    void begin();
    void ended(bool abandoned) noexcept;
    void close() noexcept;

    // Of the join that started it:
    join* owner_ = nullptr; // null: does not run
    child* watcher_ = nullptr;
    entry* next_ = nullptr; // among those that run; else among those that are free
    entry* previous_ = nullptr;

    void (*step_)(entry&, step) = nullptr;
    alignas(void*) std::byte body_[sizeof(awaitable<>)]; // an awaitable<T>
    void* out_ = nullptr;                                // a result<T>
    std::exception_ptr error_;
    bool runs_ = false;               // no longer queued to be started
    bool cancel_when_it_runs_ = false; // it was cancelled before
    boost::asio::cancellation_signal signal_;

#ifndef PLAIT_PUBLIC_CO_SPAWN
    struct frame {
        void (*resume)(frame*) = nullptr;
        void (*destroy)(frame*) = nullptr;
        union {
            bottom_frame bottom; // while it runs
        };
        entry& self;

        explicit frame(entry& owner) noexcept : self(owner) {}
        ~frame() {}
    };
    static_assert(alignof(bottom_frame) <= 2 * sizeof(void*), "the promise would not follow the two functions");

    static void resume_first(frame*) noexcept;
    static void resume_last(frame*) noexcept;
    static void destroy(frame*) noexcept;

    frame frame_{*this};
#else
    class completion;
    awaitable<void> run_body(awaitable<void> body);
    void spawn(awaitable<void> body);
#endif
};

using starter = void(void* closure);

/// Awaited: suspends the caller, lets `owner` start its children, and resumes the caller when none runs. Throws nothing.
#ifndef PLAIT_PUBLIC_CO_SPAWN
struct join_wait {
    join* owner;
    starter* start;
    void* closure;

    coroutine_stack* operator()(asio_detail::awaitable_frame_base<executor>* caller) const;
};
#else
awaitable<void> join_wait(join* owner, starter* start, void* closure);
#endif

//
// Implementation
//

template <class T>
void entry::take(awaitable<T> body, result<T>& out) noexcept
{
    static_assert(sizeof(body) == sizeof(body_));
    ::new (static_cast<void*>(body_)) awaitable<T>(std::move(body));
    out_ = &out;
    step_ = &step_of<T>;
}

#ifndef PLAIT_PUBLIC_CO_SPAWN

template <class T>
void entry::step_of(entry& self, step what)
{
    auto& body = *std::launder(reinterpret_cast<awaitable<T>*>(self.body_));
    if (what == step::begin) {
        body.await_suspend(std::coroutine_handle<bottom_frame>::from_promise(self.frame_.bottom));
        return;
    }
    if (what == step::end) {
        try {
            auto& out = *static_cast<result<T>*>(self.out_);
            if constexpr (std::is_void_v<T>) {
                body.await_resume();
                out.emplace();
            } else {
                out.emplace(body.await_resume());
            }
        } catch (...) {
            self.error_ = std::current_exception();
        }
    }
    std::destroy_at(&body);
}

#else

template <class T>
void entry::step_of(entry& self, step what)
{
    auto& body = *std::launder(reinterpret_cast<awaitable<T>*>(self.body_));
    if (what == step::begin)
        self.spawn(store(std::move(body), *static_cast<result<T>*>(self.out_)));
    std::destroy_at(&body);
}

#endif

} // namespace plait::detail
