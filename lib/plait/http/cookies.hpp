#pragma once

#include <plait/http/request.hpp>

#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

namespace plait::http {

/// The cookies of a request, in the order in which the client sent them: a view over its Cookie fields.
///
///     for (const auto& [name, value] : request.cookies())
///
/// It is lenient, and never fails: whatever stands between two semicolons is a cookie. One without an equals sign has a
/// value and no name. A value is as the client sent it: quotes around it are part of it. A name is found if it is the
/// same, letter for letter. Other sites of the same domain can set cookies, too: so do not believe what is not signed
/// (`signed_cookie`), and prefer names that begin with `__Host-`.
///
/// Lifetime: that of the request.
///
/// Threads: the connection's loop only.
///
/// Cost: 55 ns to find the last of three cookies, without memory (`bench_forms`).
class cookies {
public:
    explicit cookies(std::span<const field> fields) noexcept : fields_(fields) {}

    /// Returns the value of the first cookie of that name; an empty text if there is none.
    [[nodiscard]] std::string_view operator[](std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept;

    class iterator;
    [[nodiscard]] iterator begin() const noexcept;
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

private:
    std::span<const field> fields_;
};

/// Walks over the cookies. It gives each as a `field`.
class cookies::iterator {
public:
    using value_type = field;
    using difference_type = std::ptrdiff_t;

    iterator() noexcept = default;

    const field& operator*() const noexcept { return cookie_; }
    const field* operator->() const noexcept { return &cookie_; }
    iterator& operator++() noexcept;
    iterator operator++(int) noexcept
    {
        const iterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(std::default_sentinel_t) const noexcept { return at_end_; }
    bool operator==(const iterator& other) const noexcept
    {
        return at_end_ == other.at_end_ && cookie_.value.data() == other.cookie_.value.data();
    }

private:
    friend class cookies;
    explicit iterator(std::span<const field> fields) noexcept : fields_(fields), at_end_(false) { ++*this; }

    std::span<const field> fields_; // those that come after the present one
    std::string_view rest_;         // of the present field
    field cookie_;
    bool at_end_ = true;
};

} // namespace plait::http
