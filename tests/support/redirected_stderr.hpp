#pragma once

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/// While this lives, standard error is a pipe or a terminal that the test reads.
class redirected_stderr {
public:
    struct terminal_tag {};
    static constexpr terminal_tag terminal{};

    redirected_stderr() : before_(::dup(STDERR_FILENO)) { to_pipe(); }
    explicit redirected_stderr(terminal_tag) : before_(::dup(STDERR_FILENO))
    {
        reader_ = ::posix_openpt(O_RDWR | O_NOCTTY);
        if (reader_ < 0 || ::grantpt(reader_) != 0 || ::unlockpt(reader_) != 0)
            throw std::runtime_error("no terminal to be had");
        to_file(::ptsname(reader_)); // NOLINT(concurrency-mt-unsafe): no other thread calls it
    }
    ~redirected_stderr()
    {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        close_reader();
    }
    redirected_stderr(const redirected_stderr&) = delete;
    redirected_stderr& operator=(const redirected_stderr&) = delete;

    void to_pipe()
    {
        close_reader();
        ::dup2(before_, STDERR_FILENO); // if standard error is closed, the pipe must not get its number
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            throw std::runtime_error("no pipe to be had");
        reader_ = ends[0];
        become(ends[1]);
    }
    void to_file(const char* path) { become(::open(path, O_WRONLY | O_NOCTTY)); }
    void to_nothing() { ::close(STDERR_FILENO); }

    void close_reader()
    {
        if (reader_ >= 0)
            ::close(reader_);
        reader_ = -1;
    }

    /// Fills standard error with other bytes, until there is no more room.
    void fill()
    {
        const int flags = ::fcntl(STDERR_FILENO, F_GETFL);
        ::fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
        while (::write(STDERR_FILENO, "-", 1) == 1) {
        }
        ::fcntl(STDERR_FILENO, F_SETFL, flags);
    }

    /// Reads what has been written so far.
    std::string read()
    {
        std::string all;
        std::array<char, 4096> some{};
        for (pollfd asked{reader_, POLLIN, 0}; ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLIN) != 0;) {
            const ssize_t count = ::read(reader_, some.data(), some.size());
            if (count <= 0)
                break;
            all.append(some.data(), static_cast<std::size_t>(count));
        }
        return all;
    }
    std::vector<std::string> read_lines()
    {
        std::vector<std::string> lines(1);
        for (char c : read()) {
            if (c == '\n')
                lines.emplace_back();
            else if (c != '\r')
                lines.back().push_back(c);
        }
        if (lines.back().empty())
            lines.pop_back();
        return lines;
    }

private:
    static void become(int descriptor)
    {
        if (descriptor < 0 || ::dup2(descriptor, STDERR_FILENO) < 0)
            throw std::runtime_error("cannot redirect standard error");
        ::close(descriptor);
    }

    int before_;
    int reader_ = -1;
};
