#pragma once

#include <sys/resource.h>
#include <unistd.h>

/// While this lives, the process can open only `more` further descriptors.
class few_descriptors {
public:
    explicit few_descriptors(int more)
    {
        getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest_free = ::dup(0); // descriptors that are open stay open
        ::close(lowest_free);
        rlimit few = before_;
        few.rlim_cur = static_cast<rlim_t>(lowest_free + more);
        setrlimit(RLIMIT_NOFILE, &few);
    }
    ~few_descriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
    few_descriptors(const few_descriptors&) = delete;
    few_descriptors& operator=(const few_descriptors&) = delete;

private:
    rlimit before_{};
};
