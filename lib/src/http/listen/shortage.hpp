#pragma once

#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/executor.hpp>
#include <plait/http/server_options.hpp>

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace plait::http {

/// A failure that may come very often. It is to be told when it begins, and again only after a while without it.
class trouble {
public:
    [[nodiscard]] bool begins(clock::time_point now) noexcept
    {
        const bool first = now >= over_;
        over_ = plait::detail::later(now, quiet);
        return first;
    }

private:
    static constexpr std::chrono::seconds quiet{60};
    clock::time_point over_ = clock::time_point::min();
};

/// What a server does when the process, or the system, has no descriptor for a new connection: it closes the
/// connections that have been idle longest. There is one of these for all loops, as the idle connections may be those
/// of another loop.
class shortage {
    struct member {
        executor here;
        std::function<bool()> shed;
        bool left = false; // used on the member's own loop only, on which `shed` is called, too
    };

public:
    /// Stands for one loop, which closes some of its idle connections by `shed`. That returns false if it has none.
    class membership {
    public:
        membership(shortage& of, executor here, std::function<bool()> shed);
        membership(const membership&) = delete;
        membership& operator=(const membership&) = delete;
        ~membership();

        /// Makes room after accepting has failed. Returns true if there is room now; else there may be some in a
        /// moment.
        [[nodiscard]] bool make_room(boost::system::error_code why);

    private:
        shortage& of_;
        std::shared_ptr<member> self_;
    };

    explicit shortage(const server_options& options) noexcept : options_(options) {}
    shortage(const shortage&) = delete;
    shortage& operator=(const shortage&) = delete;
    ~shortage() = default;

private:
    [[nodiscard]] bool begins() noexcept;
    void ask_others(const member& asking);

    const server_options& options_;
    plait::detail::state_lock lock_;
    trouble told_ PLAIT_GUARDED_BY(lock_);
    std::vector<std::shared_ptr<member>> members_ PLAIT_GUARDED_BY(lock_);
};

} // namespace plait::http
