#include "http/connection/loop_server.hpp"

#include "async/join/task_tree.hpp"
#include "async/kernel/thread_list.hpp"
#include "http/connection/connection.hpp"
#include "http/connection/loop_state.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/event.hpp>
#include <plait/log.hpp>
#include <plait/scope.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <new>

namespace plait::http::detail {

namespace {

parse_limits without_body(parse_limits limits) noexcept
{
    limits.body = static_cast<std::size_t>(-1);
    return limits;
}

} // namespace

class loop_server::implementation {
public:
    implementation(executor here, const router& app, const server_options& options)
        : state{app, options, here, without_body(options.limits())}, limit_(*this)
    {
    }
    implementation(const implementation&) = delete;
    implementation& operator=(const implementation&) = delete;
    ~implementation()
    {
        state.connections.destroy_all(); // those that are left do not run, as the loop goes away
    }

    awaitable<void> run(awaitable<void> main, std::function<void(urgency)> on_cancelled);
    void drain(urgency);

    loop_state state;

private:
    class time_limit final : plait::detail::timer {
    public:
        using timer::due;
        using timer::pending;

        explicit time_limit(implementation& limited) noexcept : limited_(limited) {}
        time_limit(const time_limit&) = delete;
        time_limit& operator=(const time_limit&) = delete;
        ~time_limit() { owner().remove(*this); }

        void set(clock::duration time) // does nothing if the time runs already
        {
            if (!pending())
                owner().add(*this, plait::detail::later(clock::now(), time));
        }
        void stop() noexcept { owner().remove(*this); }

    private:
        [[nodiscard]] plait::detail::loop& owner() const noexcept { return limited_.state.here.owner(); }
        void fire() override { limited_.cut_off(); }
        void abandon() noexcept override {}

        implementation& limited_;
    };

    awaitable<void> run_to_end(awaitable<void> main);
    void cut_off();
    void write_tasks() const;

    time_limit limit_;
    struct : plait::detail::child {
        void finished(std::exception_ptr&) noexcept override {}
    } main_;
};

awaitable<void> loop_server::implementation::run(awaitable<void> main, std::function<void(urgency)> on_cancelled)
{
    bool served = false;
    auto body = [&](scope& background) -> awaitable<void> {
        state.background.emplace(background);
        co_await state.tasks.run([&] { state.tasks.start(run_to_end(std::move(main)), &main_); }, on_cancelled);
        state.tasks.rethrow_error();
        served = true;
    };
    scope_options options(scope_policy::supervise);
    options.drain(state.options.drain_timeout());
    options.on_error([this](const std::exception_ptr& error) { state.log("background work", error); });
    try {
        co_await with_scope(options, body);
    } catch (const boost::system::system_error&) {
        if (!served)
            throw;
        state.log("background work, cut off at the drain timeout", std::current_exception());
    }
}

awaitable<void> loop_server::implementation::run_to_end(awaitable<void> main)
{
    std::exception_ptr failed;
    try {
        co_await std::move(main);
    } catch (...) {
        failed = std::current_exception();
    }
    if (failed)
        state.connections.cancel(urgency::in_time);
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    if (state.connections.size() > 0)
        co_await state.connections.ended.suspend([] {});
    if (failed)
        std::rethrow_exception(failed);
}

void loop_server::implementation::drain(urgency how)
{
    state.draining = true;
    if (state.background)
        state.background->stopping().set();
    state.connections.drain();
    limit_.set(state.options.drain_timeout());
    if (how == urgency::at_once)
        cut_off();
}

/// Cancels what is left when the drain timeout is over, or when the server must end before that. Whoever runs the
/// server is told what that cuts off.
void loop_server::implementation::cut_off()
{
    const bool before = limit_.pending() && clock::now() < limit_.due();
    limit_.stop();
    if (state.connections.size() > 0)
        state.log([&] {
            return (before ? "stopped before drain_timeout was over" : "drain_timeout is over")
                   + (", connections that are cut off: " + state.connections.describe());
        });
    if (!before)
        write_tasks();
    state.connections.cancel(urgency::at_once);
}

/// Shows what the server still waits for. In a simulation the test has other means to see that.
void loop_server::implementation::write_tasks() const
{
    if (plait::detail::current.simulated)
        return;
    const plait::detail::registered_thread* const thread = plait::detail::registered_thread::here();
    plait::detail::loop* const here = &state.here.owner();
    try {
        static_cast<void>(write_to_standard_error(
            plait::detail::describe_tasks({&here, 1}, static_cast<std::size_t>(thread ? thread->loop : 0))));
    } catch (const std::bad_alloc&) {
        return; // the connections are cut off all the same, and the log has named them
    }
}

loop_server::loop_server(executor here, const router& app, const server_options& options)
    : implementation_(std::make_unique<implementation>(here, app, options))
{
}
loop_server::~loop_server() = default;

awaitable<void> loop_server::run(awaitable<void> main, std::function<void(urgency)> on_cancelled)
{
    return implementation_->run(std::move(main), std::move(on_cancelled));
}

void loop_server::start(const moving_stream& from)
{
    connection::start(from, implementation_->state);
}

void loop_server::drain(urgency how)
{
    implementation_->drain(how);
}

void loop_server::cancel(urgency how)
{
    cancel_connections(how);
    implementation_->state.tasks.cancel(how);
}

void loop_server::cancel_connections(urgency how)
{
    implementation_->state.connections.cancel(how);
}

awaitable<void> loop_server::empty()
{
    open_connections& open = implementation_->state.connections;
    if (open.size() > 0)
        co_await open.drained.suspend([] {}, [this] { cancel(); });
}

std::size_t loop_server::shed()
{
    return implementation_->state.connections.shed();
}

void loop_server::overload() noexcept
{
    implementation_->state.load.overload();
}

std::size_t loop_server::size() const noexcept
{
    return implementation_->state.connections.size();
}

} // namespace plait::http::detail
