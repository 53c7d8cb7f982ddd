#pragma once

// Beside asio_frames.hpp the one thing that is made of what Asio keeps to itself, and only where that file's is: elsewhere
// sockets are read by Asio's own operations.

#include <boost/asio/detail/config.hpp>
#include <boost/asio/version.hpp>

#if BOOST_ASIO_VERSION == 102600 && defined(BOOST_ASIO_HAS_EPOLL) && !defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT) \
    && !defined(PLAIT_PUBLIC_CO_SPAWN)
#define PLAIT_HAS_READINESS
#endif

#ifdef PLAIT_HAS_READINESS

#include <boost/asio/detail/scheduler.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace plait::detail {

/// The descriptors of a loop that tell at once, and each time, that the kernel has news of them (`EPOLLET`).
///
/// A read that waits in Asio costs each request a system call that finds nothing, as Asio tries to read before it waits, and
/// some 400 instructions for an operation that is allocated, queued and moved. This puts descriptors into the set that Asio's
/// reactor waits for, with something of ours where it has a `descriptor_state`: of that the reactor uses only the
/// operation it begins with, to store the events and to queue it.
class readiness final : public boost::asio::execution_context::service {
    struct entry;

public:
    using key_type = readiness;
    static boost::asio::execution_context::id id;

    /// Of a descriptor.
    class user {
    public:
        virtual void ready(std::uint32_t events) noexcept = 0;
        virtual void again() noexcept = 0; // was asked for

    protected:
        ~user() = default;
    };

    /// A descriptor's place here. Ends before the descriptor is closed, and may do so in a call of its user.
    class watch {
    public:
        watch() noexcept = default;
        watch(readiness& of, int descriptor, std::uint32_t events, user& told); // throws system_error
        watch(watch&& other) noexcept : entry_(std::exchange(other.entry_, nullptr)) {}
        watch& operator=(watch&& other) noexcept
        {
            std::swap(entry_, other.entry_);
            return *this;
        }
        ~watch() { reset(); }

        [[nodiscard]] explicit operator bool() const noexcept { return entry_ != nullptr; }
        void change(int descriptor, std::uint32_t events);
        void ask_again() noexcept; // soon, but not before this returns
        void reset() noexcept;

    private:
        entry* entry_ = nullptr;
    };

    explicit readiness(boost::asio::execution_context&);
    ~readiness() override;

private:
    using operation = boost::asio::detail::scheduler_operation;
    using error_code = boost::system::error_code;

    // What a kernel's event or the scheduler's queue points to is never freed before Asio's: one that is told of what
    // happened to the descriptor before finds that nothing has come.
    struct entry final : operation {
        explicit entry(readiness& owner) noexcept : operation(&occurred), owner(owner) {}
        static void occurred(void* scheduler, operation*, const error_code&, std::size_t events);

        readiness& owner;
        user* told = nullptr; // null: it is free
        entry* next = nullptr; // that is free, or that is to be asked again
        bool asked = false;
    };
    struct repetition final : operation {
        explicit repetition(readiness& owner) noexcept : operation(&due), owner(owner) {}
        static void due(void* scheduler, operation*, const error_code&, std::size_t);

        readiness& owner;
        bool queued = false;
    };

    void shutdown() override {}
    [[nodiscard]] entry& take();
    void control(int how, int descriptor, std::uint32_t events, entry&) const;

    boost::asio::detail::scheduler& scheduler_;
    const int epoll_;
    std::vector<std::unique_ptr<entry>> all_;
    entry* free_ = nullptr;
    entry* asked_ = nullptr;
    repetition again_{*this};
};

} // namespace plait::detail

#endif
