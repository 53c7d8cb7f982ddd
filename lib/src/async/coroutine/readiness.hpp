#pragma once

#include <plait/config.hpp>

// On Windows sockets are read with Asio's own operations, and in a test.
#if defined(PLAIT_WITHOUT_READINESS)
#define PLAIT_HAS_READINESS 0
#elif defined(__linux__) || defined(__APPLE__) || defined(__DragonFly__) || defined(__FreeBSD__)                       \
    || defined(__NetBSD__) || defined(__OpenBSD__)
#define PLAIT_HAS_READINESS 1
#else
#define PLAIT_HAS_READINESS 0
#endif

#if PLAIT_HAS_READINESS

#include <boost/asio/execution_context.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace plait::detail {

/// Watches descriptors of a loop, and tells their users each time that the kernel has news of them: see
/// platform/event_set.hpp.
///
/// A read that waits in Asio costs each request a system call that finds nothing, as Asio tries to read before it
/// waits. It also costs some 400 instructions for an operation that is allocated, queued and moved. So this class
/// watches descriptors by itself, in one of two ways: in the epoll set of Asio's reactor if that is known
/// (readiness_in_asio.cpp), or else in a set of its own (readiness_own_set.cpp).
class readiness final : public boost::asio::execution_context::service {
    struct registration;

public:
    using key_type = readiness;
    static boost::asio::execution_context::id id;

    /// Is told the news of a descriptor.
    class user {
    public:
        virtual void ready(std::uint32_t events) noexcept = 0; // bits of `platform::news`
        virtual void again() noexcept = 0;                     // answers `watch::ask_again`

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
    // What was asked of the kernel and of Asio points to registrations, so none is freed before Asio's context. A
    // registration may be used again for another descriptor and then get an old event. Its user looks, and finds that
    // nothing has come.
    struct registration {
        explicit registration(readiness& of) noexcept : owner(of) {}

        readiness& owner;
        user* told = nullptr;         // null: the registration is free
        registration* next = nullptr; // in the list of free ones, or in the list of those to call again
        bool asked = false;
    };

    [[nodiscard]] registration& take();
    void call_again() noexcept;

    // How descriptors are watched. Each of the two ways defines these.
    class way;
    void shutdown() override;
    [[nodiscard]] registration& make_registration();
    void control(bool is_new, int descriptor, std::uint32_t events, registration&);
    void queue_call_again() noexcept; // lets the loop call `call_again`, which is not queued yet

    std::unique_ptr<way> way_;
    registration* free_ = nullptr;
    registration* asked_ = nullptr;
};

} // namespace plait::detail

#endif
