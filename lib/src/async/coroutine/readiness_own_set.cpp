// Watches descriptors in a set of ours (an epoll set or a kqueue), which Asio watches as one descriptor. When something is
// in the set, all of it is taken at once. So this costs the loop two system calls each time that there is news, however
// many descriptors have some, and needs nothing of Asio but what it publishes.
//
// With many clients at once this is as fast as a place in Asio's own set. With one client, for whom each request costs
// these two calls, a request takes about a tenth more time of the processor. So this is the way for an Asio whose inside
// is not known.
//
// A test has this way beside the other one.
#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS && (!PLAIT_KNOWS_ASIO_REACTOR || defined(PLAIT_WITH_OWN_SET))

#include "platform/event_set.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cassert>
#include <cstddef>
#include <span>
#include <unistd.h>
#include <vector>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

/// Memory for one operation of Asio's at a time. So an operation costs no allocation, and cannot fail for want of it.
struct operation_memory {
    alignas(std::max_align_t) std::array<std::byte, 256> bytes;
};

template <class T>
struct allocator {
    using value_type = T;

    explicit allocator(operation_memory& of) noexcept : from(&of) {}
    template <class U>
    allocator(const allocator<U>& other) noexcept : from(other.from)
    {
    }
    [[nodiscard]] T* allocate([[maybe_unused]] std::size_t n) noexcept
    {
        static_assert(sizeof(T) <= sizeof(operation_memory));
        assert(n * sizeof(T) <= sizeof(operation_memory));
        return reinterpret_cast<T*>(from->bytes.data());
    }
    void deallocate(T*, std::size_t) noexcept {}
    friend bool operator==(const allocator&, const allocator&) = default;

    operation_memory* from;
};

} // namespace

class readiness::way {
public:
    way(asio::execution_context& context, readiness& of)
        : owner_(of), context_(static_cast<asio::io_context&>(context)), set_(context_)
    {
        const int made = platform::open_event_set();
        boost::system::error_code failed;
        set_.assign(made, failed);
        if (failed) {
            ::close(made);
            throw boost::system::system_error(failed, "readiness");
        }
        set_.native_non_blocking(true);
        platform::become_event_set(made);
        wait();
    }

    [[nodiscard]] registration& make_registration()
    {
        return *all_.emplace_back(std::make_unique<registration>(owner_));
    }
    void control(bool is_new, int descriptor, std::uint32_t events, registration& of)
    {
        platform::watch_in_set(set_.native_handle(), is_new, descriptor, events, &of);
    }
    void queue_call_again() noexcept { asio::post(context_, handler<&way::call_again>{this, &again_memory_}); }
    void close() noexcept
    {
        boost::system::error_code ignored; // the descriptor is closed in any case
        set_.close(ignored);
    }

private:
    template <void (way::*Then)() noexcept>
    struct handler {
        using allocator_type = allocator<std::byte>;

        [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator_type(*memory); }
        void operator()() const noexcept { (self->*Then)(); }
        void operator()(boost::system::error_code failed) const
        {
            if (failed == asio::error::operation_aborted) // the set was closed
                return;
            if (failed) // nothing would be told any more, and all would wait for ever
                throw boost::system::system_error(failed, "readiness");
            (self->*Then)();
        }

        way* self;
        operation_memory* memory;
    };

    void wait() noexcept { set_.async_wait(set_.wait_read, handler<&way::take_events>{this, &wait_memory_}); }
    void take_events() noexcept;
    void call_again() noexcept { owner_.call_again(); }

    readiness& owner_;
    asio::io_context& context_;
    asio::posix::basic_stream_descriptor<asio::io_context::executor_type> set_;
    std::vector<std::unique_ptr<registration>> all_;
    operation_memory wait_memory_;
    operation_memory again_memory_;
};

/// Takes what is there now. What comes meanwhile, or is more than there is room for, is found by the wait that follows:
/// Asio asks the kernel for the state of the set when it begins to wait.
void readiness::way::take_events() noexcept
{
    std::array<platform::event, 128> events; // NOLINT(*-member-init): what is looked at was taken
    const std::size_t count = platform::take_events(set_.native_handle(), events);
    for (const platform::event& each : std::span(events).first(count))
        if (user* const told = static_cast<const registration*>(each.of)->told)
            told->ready(each.what);
    wait();
}

readiness::readiness(asio::execution_context& context) : service(context), way_(std::make_unique<way>(context, *this))
{
}

readiness::~readiness() = default;

void readiness::shutdown()
{
    way_->close();
}

readiness::registration& readiness::make_registration()
{
    return way_->make_registration();
}

void readiness::control(bool is_new, int descriptor, std::uint32_t events, registration& of)
{
    way_->control(is_new, descriptor, events, of);
}

void readiness::queue_call_again() noexcept
{
    way_->queue_call_again();
}

} // namespace plait::detail

#endif
