#include <plait/detail/loop.hpp>

#include <cassert>

namespace plait::detail {

constinit thread_local current_state current;

class loop::running {
public:
    explicit running(loop& now) noexcept
        : before_(std::exchange(
            current, current_state{&now, nullptr, now.time_ == time::virtual_ ? &now.virtual_now_ : nullptr}))
    {
    }
    ~running() { current = before_; }
    running(const running&) = delete;
    running& operator=(const running&) = delete;

private:
    current_state before_;
};

// One thread runs the context, and touches its sockets: Asio then takes no lock around a socket's state, and what the
// loop posts to itself goes to a private queue. Posting from other threads stays safe.
loop::loop(time source)
    : root_{this, &context_}, time_(source), context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      work_(context_.get_executor()), driver_(context_)
{
}

loop::~loop()
{
    tear_down();
}

task& loop::open(task* parent, const char* name)
{
    task* opened = free_tasks_;
    if (opened) {
        free_tasks_ = opened->next_free;
    } else {
        opened = &tasks_.emplace_back(task{this, &context_});
    }
    opened->parent = parent;
    opened->name = name;
    ++open_tasks_;
    return *opened;
}

void loop::close(task& closed) noexcept
{
    assert(closed.owner == this);
    ++closed.generation;
    closed.next_free = std::exchange(free_tasks_, &closed);
    --open_tasks_;
}

void loop::add(timer& added, clock::time_point due)
{
    timers_.push(added, due);
    if (time_ == time::real && due < driver_due_)
        arm();
}

void loop::remove(timer& gone) noexcept
{
    if (gone.pending())
        timers_.erase(gone);
}

void loop::arm()
{
    driver_due_ = timers_.next_due();
    driver_.expires_at(std::chrono::steady_clock::time_point(driver_due_.time_since_epoch()));
    driver_.async_wait([this](boost::system::error_code replaced) {
        if (replaced)
            return;
        driver_due_ = clock::time_point::max();
        struct rearm {
            loop& self;
            ~rearm()
            {
                if (!self.timers_.empty() && self.timers_.next_due() < self.driver_due_)
                    self.arm();
            }
        } even_if_one_throws{*this};
        fire_due(clock::now());
    });
}

// `now` is read once: what is set while this runs is due later, so the loop comes round to its sockets.
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

void loop::run_ready()
{
    running here(*this);
    context_.poll();
}

bool loop::advance()
{
    if (timers_.empty() || timers_.next_due() == clock::time_point::max()) // the end of time never comes
        return false;
    running here(*this);
    if (virtual_now_ < timers_.next_due())
        virtual_now_ = timers_.next_due();
    timers_.pop().fire();
    return true;
}

void loop::tear_down() noexcept
{
    running here(*this);
    while (!timers_.empty())
        timers_.pop().abandon();
    context_.shutdown();
}

} // namespace plait::detail
