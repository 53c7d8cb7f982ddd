#include <plait/detail/coroutine/loop.hpp>

#include <plait/detail/coroutine/waiter.hpp>

#include <boost/asio/post.hpp>

#include <chrono>
#include <cstdint>

namespace asio = boost::asio;

namespace plait::detail {

constinit thread_local current_state current;

class loop::running {
public:
    explicit running(loop& now) noexcept
        : before_(std::exchange(
            current, current_state{
                         .owner = &now,
                         .virtual_now = now.simulated_ ? &now.simulated_->now() : nullptr,
                         .ready = &now.ready_,
                         .pool = frame_pool::used() ? &now.pool_ : nullptr,
                         .simulated = now.simulated_,
                     }))
    {
    }
    ~running() { current = before_; }
    running(const running&) = delete;
    running& operator=(const running&) = delete;

private:
    current_state before_;
    const stack_bottom bottom_;
};

// The seed differs from process to process, and from loop to loop. It does not come from std::random_device: some
// standard libraries read a file for that, which may be missing, and jitter needs no secret.
static std::minstd_rand::result_type seed_for(const loop& seeded) noexcept
{
    const auto now = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    const auto place = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&seeded));
    return static_cast<std::minstd_rand::result_type>((now ^ place) * 0x9e3779b97f4a7c15U >> 32);
}

// The concurrency hint tells Asio that one thread runs the context and touches its sockets. Asio then takes no lock
// around a socket's state, and what the loop posts to itself goes to a private queue. Posting from other threads stays
// safe.
loop::loop(simulation_hook* simulated)
    : root_{this}, simulated_(simulated), random_(simulated ? std::minstd_rand::default_seed : seed_for(*this)),
      context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO), work_(context_.get_executor()), driver_(context_)
{
}

loop::~loop()
{
    tear_down();
}

/// A block of memory with room for many task frames. A task frame never moves.
struct loop::entry_block {
    static constexpr std::size_t size = 32;

    ~entry_block()
    {
        for (std::size_t i = 0; i < used; ++i)
            std::destroy_at(at(i));
    }
    [[nodiscard]] task_frame* at(std::size_t i) noexcept { return std::launder(reinterpret_cast<task_frame*>(memory) + i); }

    std::size_t used = 0;
    alignas(task_frame) std::byte memory[size * sizeof(task_frame)];
};

task_frame& loop::new_task_frame()
{
    if (tasks_.empty() || tasks_.back()->used == entry_block::size)
        tasks_.push_back(std::make_unique<entry_block>());
    entry_block& last = *tasks_.back();
    task_frame* made = ::new (static_cast<void*>(last.memory + last.used * sizeof(task_frame))) task_frame(*this);
    ++last.used;
    return *made;
}

void loop::add(timer& added, clock::time_point due)
{
    timers_.push(added, due);
    if (simulated_ || due >= driver_due_)
        return;
    try {
        arm();
    } catch (...) {
        timers_.erase(added);
        throw;
    }
}

void loop::remove(timer& gone) noexcept
{
    if (gone.pending())
        timers_.erase(gone);
}

void loop::arm()
{
    driver_due_ = clock::time_point::max(); // if setting the timer throws, the next `add` tries again
    driver_.expires_at(std::chrono::steady_clock::time_point(timers_.next_due().time_since_epoch()));
    driver_.async_wait([this](boost::system::error_code replaced) {
        if (replaced)
            return;
        driver_due_ = clock::time_point::max();
        struct rearm {
            loop& self;
            // Without memory for `arm` the loop would sleep for ever. It is better to end the process, as an exception
            // does that leaves a destructor.
            ~rearm() // NOLINT(bugprone-exception-escape): see above
            {
                if (!self.timers_.empty() && self.timers_.next_due() < self.driver_due_)
                    self.arm();
            }
        } even_if_one_throws{*this};
        fire_due(clock::now());
    });
    driver_due_ = timers_.next_due();
}

// `now` is read once, so that a timer that is set while this runs is due later, and the loop comes to its sockets
// again.
void loop::fire_due(clock::time_point now)
{
    while (!timers_.empty() && timers_.next_due() <= now)
        timers_.pop().fire();
}

void loop::run()
{
    running here(*this);
    context_.run();
}

void loop::stop()
{
    context_.stop();
}

void loop::restart()
{
    context_.restart();
}

std::size_t loop::poll()
{
    running here(*this);
    return context_.poll();
}

void loop::step(queued& next, bool run)
{
    running here(*this);
    next.act(&next, run);
}

void loop::fire(timer& due)
{
    running here(*this);
    timers_.erase(due);
    due.fire();
}

void loop::visit_tasks(const std::function<void(const task&)>& visit) const
{
    for (const auto& block : tasks_)
        for (std::size_t i = 0; i < block->used; ++i)
            if (block->at(i)->is_open())
                visit(*block->at(i));
}

void loop::tear_down() noexcept
{
    running here(*this);
    work_.reset(); // on Windows `shutdown` waits until there is no work
    do {
        while (!timers_.empty())
            timers_.pop().abandon();
        while (first_waiter_)
            first_waiter_->destroy();
        context_.shutdown();
    } while (drop_ready());
}

asio::execution_context& context_of(loop& of) noexcept
{
    return of.context_;
}

namespace {

/// A function on its way to another thread's loop. The loop runs it, or goes away without running it.
class outside {
public:
    explicit outside(queued& taken) noexcept : taken_(&taken) {}
    outside(outside&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
    outside& operator=(outside&&) = delete;
    ~outside()
    {
        if (taken_)
            taken_->act(taken_, false);
    }

    void operator()()
    {
        queued* const taken = std::exchange(taken_, nullptr);
        taken->act(taken, true);
    }

private:
    queued* taken_;
};

} // namespace

void post_from_outside(loop& to, queued& taken)
{
    asio::post(to.context_, outside(taken));
}

void queue_here(const executor& through, queued& taken)
{
    try {
        if (current.simulated)
            return current.simulated->post(through, taken);
        if (!current.ready->scheduled)
            through.owner().schedule_batch();
    } catch (...) {
        taken.act(&taken, false);
        throw;
    }
    current.ready->push(&taken);
}

void loop::schedule_batch()
{
    asio::post(context_, [this] { run_batch(); });
    ready_.scheduled = true;
}

void loop::run_batch()
{
    struct again {
        loop& self;
        ~again() // NOLINT(bugprone-exception-escape): for the reason given in arm
        {
            self.ready_.scheduled = false;
            if (self.ready_.first)
                self.schedule_batch();
        }
    } even_if_one_throws{*this};

    // After 64 functions Asio asks the kernel for news; Tokio does so every 61 tasks. Asio also asks as soon as a task
    // has run for long and gives way, because the tasks behind it may run for long, too.
    const clock::time_point gave_way = current.gave_way;
    for (int most = 64; most > 0 && current.gave_way == gave_way; --most) {
        queued* next = ready_.pop();
        if (!next)
            break;
        next->act(next, true);
    }
}

bool loop::drop_ready() noexcept
{
    bool any = false;
    while (queued* next = ready_.pop()) {
        any = true;
        next->act(next, false);
    }
    return any;
}

} // namespace plait::detail
