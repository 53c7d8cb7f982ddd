#pragma once

// This file and asio_frames.hpp are the only ones that name private parts of Asio. Whether Asio has these is found out
// when the library is configured: see lib/probes/asio_reactor.cpp. Where it has not, sockets are read with Asio's own
// operations.

#include <plait/config.hpp>

#if PLAIT_KNOWS_ASIO_REACTOR

#include <boost/asio/detail/scheduler.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace plait::detail {

/// Watches descriptors of a loop, and tells their users each time that the kernel has news of them (`EPOLLET`).
///
/// A read that waits in Asio costs each request a system call that finds nothing, as Asio tries to read before it
/// waits. It also costs some 400 instructions for an operation that is allocated, queued and moved. So this class puts
/// descriptors into the epoll set of Asio's reactor by itself, with a `registration` of ours where Asio has its
/// `descriptor_state`. The reactor uses only the operation at the beginning of that: it stores the events in it, and
/// queues it.
class readiness final : public boost::asio::execution_context::service {
    struct registration;

public:
    using key_type = readiness;
    static boost::asio::execution_context::id id;

    /// Is told the news of a descriptor.
    class user {
    public:
        virtual void ready(std::uint32_t events) noexcept = 0;
        virtual void again() noexcept = 0; // answers `watch::ask_again`

    protected:
        ~user() = default;
    };

    /// The registration of one descriptor. It must end before the descriptor is closed. It may end in a call of its
    /// user.
    class watch {
    public:
        watch() noexcept = default;
        watch(readiness& of, int descriptor, std::uint32_t events, user& told); // throws system_error
        watch(watch&& other) noexcept : registration_(std::exchange(other.registration_, nullptr)) {}
        watch& operator=(watch&& other) noexcept
        {
            std::swap(registration_, other.registration_);
            return *this;
        }
        ~watch() { reset(); }

        [[nodiscard]] explicit operator bool() const noexcept { return registration_ != nullptr; }
        void change(int descriptor, std::uint32_t events);
        void ask_again() noexcept; // calls `user::again` soon, but not before this function returns
        void reset() noexcept;

    private:
        registration* registration_ = nullptr;
    };

    explicit readiness(boost::asio::execution_context&);
    ~readiness() override;

private:
    using operation = boost::asio::detail::scheduler_operation;
    using error_code = boost::system::error_code;

    // The kernel's events and the scheduler's queue point to registrations, so none is freed before Asio's context. A
    // registration may be used again for another descriptor and then get an old event. Its user looks, and finds that
    // nothing has come.
    struct registration final : operation {
        explicit registration(readiness& owner) noexcept : operation(&occurred), owner(owner) {}
        static void occurred(void* scheduler, operation*, const error_code&, std::size_t events);

        readiness& owner;
        user* told = nullptr;         // null: the registration is free
        registration* next = nullptr; // in the list of free ones, or in the list of those to call again
        bool asked = false;
    };
    struct repetition final : operation {
        explicit repetition(readiness& owner) noexcept : operation(&due), owner(owner) {}
        static void due(void* scheduler, operation*, const error_code&, std::size_t);

        readiness& owner;
        bool queued = false;
    };

    void shutdown() override {}
    [[nodiscard]] registration& take();
    void control(int how, int descriptor, std::uint32_t events, registration&) const;

    boost::asio::detail::scheduler& scheduler_;
    const int epoll_;
    std::vector<std::unique_ptr<registration>> all_;
    registration* free_ = nullptr;
    registration* asked_ = nullptr;
    repetition again_{*this};
};

} // namespace plait::detail

#endif
