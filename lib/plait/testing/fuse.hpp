#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <type_traits>

namespace plait::testing {

/// Errors that tests cause on purpose. They come as `boost::system::system_error`.
enum class fault {
    /// From a `fuse`, unless it was given another.
    blown_fuse = 1,
};

[[nodiscard]] const boost::system::error_category& fault_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(fault) noexcept;

/// Lets the n-th operation fail.
///
///     fuse burning(3);
///     burning.check(); // and again: the third call throws
///
/// What is an operation is up to the test: wherever it calls `check`, and each read and write of a connection that was
/// made with `link_options::fuse`. Those after the n-th succeed again, so that a test sees whether its subject recovers.
///
/// Threads: one at a time, as in `run_virtual`.
///
/// Cost: a counter; nothing is allocated before it blows.
///
/// See also: `for_each_fuse`, which runs a test with every n.
class fuse {
public:
    using error_code = boost::system::error_code;

    /// `at`: which operation fails, the first being 1. 0: none does, so that they are counted only.
    explicit fuse(std::size_t at) noexcept : at_(at), error_(make_error_code(fault::blown_fuse)) {}
    fuse(const fuse&) = delete;
    fuse& operator=(const fuse&) = delete;

    fuse& fails_with(error_code) noexcept; ///< In place of `fault::blown_fuse`.
    fuse& keeps_failing() noexcept;        ///< Those after the n-th fail too.

    /// Counts an operation.
    ///
    /// Errors: the fuse's, if it is the n-th.
    void check();
    [[nodiscard]] error_code strike() noexcept; ///< The same, without throwing.

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] bool blown() const noexcept { return at_ != 0 && count_ >= at_; }
    [[nodiscard]] error_code error() const noexcept { return error_; }

private:
    const std::size_t at_;
    std::size_t count_ = 0;
    bool keeps_failing_ = false;
    error_code error_;
};

/// Runs a test with its first operation failing, then with its second, and so on, until it comes to its end without: so
/// that every place where it can fail has failed once.
///
///     for_each_fuse([](fuse& burning) {
///         run_virtual([&](virtual_clock&) -> awaitable<void> {
///             auto [client, server] = memory_stream::connected(
///                 co_await asio::this_coro::executor, link_options().fuse(burning));
///             co_await exchange(client, server);
///         });
///     });
///
/// The test may let the fuse's error out, or deal with it.
///
/// Returns: how many operations there are, as each has failed once.
///
/// Errors: a test that fails with anything else fails at once, with a `std::runtime_error` that says which operation had
///   failed and what was thrown, and that has the exception nested (`std::rethrow_if_nested`). `std::runtime_error` too
///   if there is no end after `most` runs.
///
/// Threads: the caller's.
///
/// Cost: a run for each operation, and one.
std::size_t for_each_fuse(const std::function<void(fuse&)>& test, std::size_t most = 10'000);

} // namespace plait::testing

template <>
struct boost::system::is_error_code_enum<plait::testing::fault> : std::true_type {
};
