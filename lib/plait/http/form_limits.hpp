#pragma once

#include <plait/bytes.hpp>

#include <cstddef>

namespace plait::http {

/// How much of a form is read. The size of the whole is limited by `body_limit`. Each setter returns the limits, so that
/// the calls chain:
///
///     const form_data form = request.form(form_limits().parts(10));
///
/// A form that goes beyond a limit is answered 413.
///
/// Errors: `std::invalid_argument` for a negative number.
///
/// Threads: a value: one thread at a time.
///
/// Cost: none: they are four numbers.
class form_limits {
public:
    /// The most fields and files of a form of `multipart/form-data`. The default is 100.
    form_limits& parts(plait::detail::count_argument number)
    {
        parts_ = number.of("form_limits: parts");
        return *this;
    }
    [[nodiscard]] std::size_t parts() const noexcept { return parts_; }

    /// The most fields of a form of `application/x-www-form-urlencoded`. The default is 1,000.
    form_limits& fields(plait::detail::count_argument number)
    {
        fields_ = number.of("form_limits: fields");
        return *this;
    }
    [[nodiscard]] std::size_t fields() const noexcept { return fields_; }

    /// The most bytes of what stands before the content of one part: its name, its type. The default is 8 KiB.
    form_limits& part_head(plait::detail::byte_limit most)
    {
        part_head_ = most.of("form_limits: part_head");
        return *this;
    }
    [[nodiscard]] std::size_t part_head() const noexcept { return part_head_; }

    /// The most bytes of the name of a field or of a file. The default is 256.
    form_limits& name(plait::detail::byte_limit most)
    {
        name_ = most.of("form_limits: name");
        return *this;
    }
    [[nodiscard]] std::size_t name() const noexcept { return name_; }

private:
    std::size_t parts_ = 100;
    std::size_t fields_ = 1000;
    std::size_t part_head_ = 8 * 1024;
    std::size_t name_ = 256;
};

} // namespace plait::http
