#pragma once

#include <cerrno>
#include <cstddef>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace plait::platform {

/// The system call recvfrom(2) or sendto(2) without an address. Returns a number of bytes, or the negative error.
///
/// In a program with threads the C library makes each recv and send a point where pthread_cancel may end the thread. That
/// costs 60 instructions a call (SYSCALL_CANCEL in glibc's sysdep-cancel.h), and nobody ends a loop's thread so.
[[nodiscard]] inline ssize_t
transfer_bytes(long call, int descriptor, const void* data, std::size_t size, int flags) noexcept
{
#ifdef __x86_64__
    register long third asm("r10") = flags;
    register long no_address asm("r8") = 0;
    register long no_length asm("r9") = 0;
    ssize_t result = call;
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(static_cast<long>(descriptor)), "S"(data), "d"(size), "r"(third), "r"(no_address), "r"(no_length)
                 : "rcx", "r11", "memory");
    return result;
#else
    const ssize_t result = ::syscall(call, descriptor, data, size, flags, nullptr, nullptr);
    return result < 0 ? -errno : result;
#endif
}

} // namespace plait::platform
