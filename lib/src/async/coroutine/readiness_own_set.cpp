// Watches descriptors in an epoll set of ours, which Asio watches as one descriptor. When something is in the set, all of
// it is taken at once. So this costs the loop two system calls each time that there is news, however many descriptors
// have some, and needs nothing of Asio but what it publishes.
//
// With many clients at once this is as fast as a place in Asio's own set. With one client, for whom each request costs
// these two calls, a request takes about a tenth more time of the processor. So this is the way for an Asio whose inside
// is not known.
#include "async/coroutine/readiness.hpp"

#if PLAIT_HAS_READINESS && !PLAIT_KNOWS_ASIO_REACTOR

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

[[noreturn]] void throw_last_error(const char* what)
{
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

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
        const int made = ::epoll_create1(EPOLL_CLOEXEC);
        if (made < 0)
            throw_last_error("epoll_create1");
        boost::system::error_code failed;
        set_.assign(made, failed);
        if (failed) {
            ::close(made);
            throw boost::system::system_error(failed, "readiness");
        }
        wait();
    }

    [[nodiscard]] registration& make_registration()
    {
        return *all_.emplace_back(std::make_unique<registration>(owner_));
    }
    void control(int how, int descriptor, epoll_event& event)
    {
        if (::epoll_ctl(set_.native_handle(), how, descriptor, &event) != 0)
            throw_last_error("epoll_ctl");
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
        void operator()(boost::system::error_code failed) const noexcept
        {
            if (!failed) // else the set was closed
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
    std::array<epoll_event, 128> events;
    const int count = ::epoll_wait(set_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& each = events[static_cast<std::size_t>(i)];
        if (user* const told = static_cast<const registration*>(each.data.ptr)->told)
            told->ready(each.events);
    }
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

void readiness::control(int how, int descriptor, std::uint32_t events, registration& of)
{
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.ptr = &of;
    way_->control(how, descriptor, event);
}

void readiness::queue_call_again() noexcept
{
    way_->queue_call_again();
}

} // namespace plait::detail

#endif
