#pragma once

#include <plait/detail/kernel/build_flags.hpp>
#include <plait/html/detail/data_template.hpp>

namespace plait {

/// A text with places for data, in the language of `html_template`. Nothing is escaped: it is for mail, logs and the
/// like, and never for a page.
///
///     constexpr plait::text_template<greeting> mail([] { return "Dear {{name}},\n"; });
///     std::string text = mail.render({"Ada"});
///
/// Threads: a constant may be used on any threads at once.
///
/// Cost: that of `html_template`.
template <class Data>
class text_template : public detail::data_template<Data, detail::template_language::text> {
public:
    using detail::data_template<Data, detail::template_language::text>::data_template;
};

} // namespace plait
