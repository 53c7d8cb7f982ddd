#pragma once

#include <plait/detail/kernel/current.hpp>
#include <plait/executor.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

namespace plait::testing::detail {

/// A read or a write that waits, whatever the type of its handler. Its loop knows it, as it knows its waiters. When the
/// loop goes away, it destroys this object, and the handler with it.
class memory_wait {
public:
    using error_code = boost::system::error_code;

    memory_wait(const memory_wait&) = delete;
    memory_wait& operator=(const memory_wait&) = delete;
    virtual ~memory_wait() { leave(); }

    /// Posts the handler. Nobody may use this object after that.
    void finish(error_code failed, std::size_t count);

protected:
    /// `place` points to this object as long as the operation waits.
    memory_wait(executor here, memory_wait*& place);

private:
    friend class memory_waits;

    void leave() noexcept;
    virtual void post(error_code, std::size_t) = 0;

    memory_wait** place_;
    memory_wait* next_; // in the list of the loop's operations
    memory_wait** before_;
};

/// A waiting operation with a handler of a certain type. It lives on after `finish` until the handler is called,
/// because a cancellation that comes in between still uses it.
template <class Handler>
class memory_wait_of final : public memory_wait {
public:
    static void begin(Handler handler, executor here, memory_wait*& place, const char* name)
    {
        auto* begun = new memory_wait_of(std::move(handler), here, place, name);
        if (auto slot = boost::asio::get_associated_cancellation_slot(begun->handler_); slot.is_connected())
            slot.assign([begun](boost::asio::cancellation_type) {
                if (!begun->finished_)
                    begun->finish(boost::asio::error::operation_aborted, 0);
            });
    }

    ~memory_wait_of() override { set_waits_in(nullptr); }

private:
    using associated = boost::asio::associated_executor_t<Handler, executor>;

    memory_wait_of(Handler&& handler, executor here, memory_wait*& place, const char* name)
        : memory_wait(here, place), handler_(std::move(handler)),
          through_(boost::asio::get_associated_executor(handler_, here))
    {
        set_waits_in(name);
    }

    void post(error_code failed, std::size_t count) override
    {
        finished_ = true;
        set_waits_in(nullptr);
        boost::asio::post(through_, [self = std::unique_ptr<memory_wait_of>(this), failed, count]() mutable {
            if (auto slot = boost::asio::get_associated_cancellation_slot(self->handler_); slot.is_connected())
                slot.clear();
            Handler local(std::move(self->handler_));
            self.reset();
            std::move(local)(failed, count);
        });
    }

    // Tells the task tree what the task waits in.
    void set_waits_in(const char* name) noexcept
    {
        if constexpr (std::same_as<associated, executor>)
            if (plait::detail::task* waiting = through_.task())
                waiting->wait_in(name);
    }

    Handler handler_;
    associated through_;
    bool finished_ = false;
};

} // namespace plait::testing::detail
