#pragma once

#include <plait/detail/kernel/build_flags.hpp>

namespace plait {

/// Tells templates how values of a type look. Specialise it for a type of your own, and `text` makes the text of a value,
/// which a template escapes like any other:
///
///     template <>
///     struct plait::template_formatter<euros> {
///         static std::string text(euros amount) { return std::to_string(amount.cents / 100) + " EUR"; }
///     };
///
/// Each type has one format. Where a page needs two, give its data two members.
template <class T>
struct template_formatter {
};

} // namespace plait
