#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <type_traits>

namespace plait::testing {

/// Errors that tests cause on purpose. They come as `boost::system::system_error`.
enum class fault {
    /// The error of a `fuse`, unless the fuse was given another one.
    blown_fuse = 1,
};

[[nodiscard]] const boost::system::error_category& fault_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(fault) noexcept;

/// Makes the n-th operation of a test fail.
///
///     fuse burning(3);
///     burning.check(); // and again: the third call throws
///
/// The test says what an operation is: each call of `check` is one, and so is each read and write of a connection that
/// was made with `link_options::fuse`. Operations after the n-th succeed again, so that a test sees whether its subject
/// recovers.
///
/// Threads: one thread at a time may use a fuse, as in `run_virtual`.
///
/// Cost: a counter; nothing is allocated before it blows.
///
/// See also: `for_each_fuse`, which runs a test with every n.
class fuse {
public:
    using error_code = boost::system::error_code;

    /// `at` is the number of the operation that fails; the first is 1. With 0 none fails, and they are only counted.
    explicit fuse(std::size_t at) noexcept : at_(at), error_(make_error_code(fault::blown_fuse)) {}
    fuse(const fuse&) = delete;
    fuse& operator=(const fuse&) = delete;

    fuse& fails_with(error_code) noexcept; ///< Makes the operation fail with this error, not with `fault::blown_fuse`.
    fuse& keeps_failing() noexcept;        ///< Makes the operations after the n-th fail, too.

    /// Counts an operation.
    ///
    /// Errors: the fuse's error, if this is the n-th operation.
    void check();
    [[nodiscard]] error_code strike() noexcept; ///< Counts an operation, and returns its error in place of throwing it.

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

/// Runs a test once with its first operation failing, then with its second, and so on, until no operation fails in a
/// run. So every operation that can fail has failed once.
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
/// Returns: the number of operations, each of which has failed once.
///
/// Errors: if the test throws any other error, a `std::runtime_error` at once. It says which operation had failed and
///   what was thrown, and has the exception nested (`std::rethrow_if_nested`). A `std::runtime_error`, too, if there is
///   no end after `most` runs.
///
/// Threads: the test runs on the caller's thread.
///
/// Cost: one run for each operation, and one more.
std::size_t for_each_fuse(const std::function<void(fuse&)>& test, std::size_t most = 10'000);

} // namespace plait::testing

template <>
struct boost::system::is_error_code_enum<plait::testing::fault> : std::true_type {
};
