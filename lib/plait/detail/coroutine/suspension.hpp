#pragma once

#include <plait/awaitable.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace plait::detail {

/// Holds the completion handler of a suspended coroutine, whatever its type. The handler owns the coroutine's frame.
/// The head of loop.hpp tells who calls `destroy`, and when.
class suspension {
public:
    suspension() = default;
    ~suspension() = default; // no handler is held any more: otherwise the frame around this object would own itself
    suspension(const suspension&) = delete;
    suspension& operator=(const suspension&) = delete;

    template <class Handler>
    void hold(Handler&& handler);

    [[nodiscard]] explicit operator bool() const noexcept { return kind_ != nullptr; }
    [[nodiscard]] executor through() const noexcept { return kind_->through(*this); }

    /// Each of these three ends the life of this object, as it lives in the coroutine's frame. `resume` acts at once,
    /// and is called on the coroutine's own loop.
    void resume(boost::system::error_code result = {}) { act(action::resume, result); }
    void post(boost::system::error_code result = {}) { act(action::post, result); }
    void destroy() noexcept { act(action::destroy, {}); }

private:
    enum class action { resume, post, destroy };

    struct kind {
        executor (*through)(const suspension&) noexcept;
        void (*act)(suspension&, action, boost::system::error_code);
    };
    template <class Held>
    struct held_as;

    template <class Held>
    [[nodiscard]] Held& held() noexcept
    {
        return *std::launder(reinterpret_cast<Held*>(storage_));
    }
    void act(action what, boost::system::error_code result) { std::exchange(kind_, nullptr)->act(*this, what, result); }

    const kind* kind_ = nullptr;
    // The handler of a coroutine is two pointers: the coroutine, and the variable for its result.
    alignas(void*) std::byte storage_[2 * sizeof(void*)];
};

//
// Implementation
//

template <class Held>
struct suspension::held_as {
    static executor through(const suspension& self) noexcept
    {
        return boost::asio::get_associated_executor(const_cast<suspension&>(self).held<Held>());
    }

    static void act(suspension& self, action what, boost::system::error_code result)
    {
        Held local(std::move(self.held<Held>())); // `self` dies with the frame, inside this function
        std::destroy_at(&self.held<Held>());
        if (what == action::destroy)
            return;
        executor through = boost::asio::get_associated_executor(local);
        if (what == action::post)
            through = through.require(boost::asio::execution::blocking.never);
        if constexpr (std::invocable<Held&, boost::system::error_code>)
            through.execute([local = std::move(local), result]() mutable { local(result); });
        else
            through.execute([local = std::move(local)]() mutable { local(); });
    }

    static constexpr kind functions{&through, &act};
};

template <class Handler>
void suspension::hold(Handler&& handler)
{
    using held = std::decay_t<Handler>;
    static_assert(sizeof(held) <= sizeof(storage_) && alignof(held) <= alignof(void*));

    ::new (static_cast<void*>(storage_)) held(std::forward<Handler>(handler));
    kind_ = &held_as<held>::functions;
}

} // namespace plait::detail
