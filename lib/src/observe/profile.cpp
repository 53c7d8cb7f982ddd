#include <plait/observe/profile.hpp>

#include "async/kernel/thread_list.hpp"
#include "observe/cpu_profile.hpp"
#include "observe/heap_window.hpp"
#include "observe/profiles.hpp"
#include <plait/error.hpp>
#include <plait/log.hpp>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace plait {

namespace {

/// A file that is created at once, so that a wrong path is known before the work of which the profile is.
class created_file {
public:
    explicit created_file(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "wb"))
    {
        if (!file_)
            fail("cannot create ");
    }
    ~created_file()
    {
        if (file_)
            std::fclose(file_);
    }
    created_file(const created_file&) = delete;
    created_file& operator=(const created_file&) = delete;

    void write(const std::string& bytes)
    {
        const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size();
        if (const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0; !written || !closed)
            fail("cannot write ");
    }

private:
    [[noreturn]] void fail(const char* what) const
    {
        throw std::system_error(errno, std::generic_category(), "plait::start_profile: " + (what + path_));
    }

    const std::string path_;
    std::FILE* file_;
};

} // namespace

profile_options& profile_options::path(std::string wanted) &
{
    path_ = std::move(wanted);
    return *this;
}

profile_options& profile_options::rate(int samples_a_second) &
{
    if (samples_a_second < 1 || samples_a_second > 1000)
        throw std::invalid_argument(
            "profile_options: " + std::to_string(samples_a_second) + " samples a second; give 1 to 1000");
    rate_ = samples_a_second;
    return *this;
}

profile_options& profile_options::kind(profile_kind wanted) & noexcept
{
    kind_ = wanted;
    return *this;
}

profile_options&& profile_options::path(std::string wanted) &&
{
    return std::move(path(std::move(wanted)));
}

profile_options&& profile_options::rate(int samples_a_second) &&
{
    return std::move(rate(samples_a_second));
}

profile_options&& profile_options::kind(profile_kind wanted) && noexcept
{
    return std::move(kind(wanted));
}

std::string profile_options::path() const
{
    if (!path_.empty())
        return path_;
    return kind_ == profile_kind::cpu ? "cpu.pprof" : "heap.pprof";
}

class profile_session::state {
public:
    explicit state(const profile_options& options)
    {
        if (!detail::registered_thread::here())
            own_thread_.emplace(detail::registered_thread::no_loop);
        if (options.kind() == profile_kind::heap)
            heap_.emplace("inuse_space", detail::heap_window::begin::now);
        else
            cpu_.emplace(options.rate());
        file_.emplace(options.path());
    }

    void finish() { file_->write(cpu_ ? cpu_->finish() : heap_->finish()); }

private:
    std::optional<detail::registered_thread> own_thread_; // a thread that runs no loop is sampled, too
    std::optional<detail::cpu_profile> cpu_;
    std::optional<detail::heap_window> heap_;
    std::optional<created_file> file_;
};

profile_session::profile_session(const profile_options& options)
{
    try {
        state_ = std::make_unique<state>(options);
    } catch (const detail::profile_unavailable& why) {
        log(log_level::warning, std::string("start_profile: ") + why.what());
    } catch (const detail::profile_running& why) {
        throw std::logic_error(std::string("plait::start_profile: ") + why.what());
    } catch (const detail::profile_not_linked& why) {
        throw std::logic_error(std::string("plait::start_profile: ") + why.what());
    }
}

profile_session::~profile_session()
{
    try {
        finish();
    } catch (const std::exception&) {
        log(log_level::error, "the profile is not written: " + describe(std::current_exception()));
    }
}

void profile_session::finish()
{
    if (const auto ended = std::exchange(state_, nullptr))
        ended->finish();
}

} // namespace plait
