#pragma once

#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/executor.hpp>
#include <plait/http/server_options.hpp>

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace plait::http {

/// Something that may go wrong very often: it is told when it begins, and again only when there was none of it for a while.
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

/// What a server does when the process, or the system, has no descriptor for a new connection: it closes those that have
/// been idle longest. One for all loops, as the idle ones may be another loop's.
class shortage {
    struct member {
        executor here;
        std::function<bool()> shed;
        bool left = false; // on its own loop only, as is what `shed` does
    };

public:
    /// Of one loop, which closes some of its idle connections by `shed`: false, if it has none.
    class membership {
    public:
        membership(shortage& of, executor here, std::function<bool()> shed);
        membership(const membership&) = delete;
        membership& operator=(const membership&) = delete;
        ~membership();

        /// After accepting has failed. True: try again. Else there may be room in a moment.
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
    std::mutex mutex_;
    trouble told_;
    std::vector<std::shared_ptr<member>> members_;
};

} // namespace plait::http
