#pragma once

// The part of a kqueue that plait uses, on Linux: see ../kqueue.cpp.

#include <cstdint>
#include <ctime>

struct kevent {
    std::uintptr_t ident;
    std::int16_t filter;
    std::uint16_t flags;
    std::uint32_t fflags;
    std::intptr_t data;
    void* udata;
};

inline constexpr std::int16_t EVFILT_READ = -1;
inline constexpr std::int16_t EVFILT_WRITE = -2;
inline constexpr std::uint16_t EV_ADD = 0x0001;
inline constexpr std::uint16_t EV_ONESHOT = 0x0010;
inline constexpr std::uint16_t EV_CLEAR = 0x0020;
inline constexpr std::uint16_t EV_EOF = 0x8000;

inline void EV_SET(
    struct kevent* to, std::uintptr_t ident, std::int16_t filter, std::uint16_t flags, std::uint32_t fflags,
    std::intptr_t data, void* udata)
{
    *to = {ident, filter, flags, fflags, data, udata};
}

int kqueue();
int kevent(
    int queue, const struct kevent* changes, int change_count, struct kevent* events, int event_count,
    const struct timespec* timeout);
