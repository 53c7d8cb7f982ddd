#pragma once

#include <plait/html/detail/escaper.hpp>
#include <plait/html/detail/template_failure.hpp>
#include <plait/html/detail/value_type.hpp>

namespace plait::detail {

/// Whether JSON can be made of a type's values. Types may contain themselves, so what is deep inside is not looked at.
[[nodiscard]] constexpr bool has_json(const value_type& type, int depth = 0)
{
    if (depth == 6)
        return true;
    switch (type.kind) {
    case value_kind::unknown:
        return false;
    case value_kind::optional:
    case value_kind::list:
        return has_json(*type.inner, depth + 1);
    case value_kind::map:
        return has_json(*type.inner, depth + 1)
               && (type.key->kind == value_kind::text || type.key->kind == value_kind::view || type.key->text);
    case value_kind::object:
        for (std::size_t i = 0; i < type.member_count; ++i)
            if (!has_json(*type.members[i].type, depth + 1))
                return false;
        return true;
    case value_kind::variant:
        for (std::size_t i = 0; i < type.alternative_count; ++i)
            if (!has_json(*type.alternatives[i], depth + 1))
                return false;
        return true;
    default:
        return true;
    }
}

/// Whether a type's values can be shown as a place demands.
[[nodiscard]] constexpr template_failure_code fits(const value_type& type, escaper how)
{
    if (is_json(how))
        return has_json(type) ? template_failure_code::none : template_failure_code::not_shown;
    switch (type.kind) {
    case value_kind::unknown:
    case value_kind::list:
    case value_kind::map:
    case value_kind::object:
        return template_failure_code::not_shown;
    case value_kind::variant:
        for (std::size_t i = 0; i < type.alternative_count; ++i)
            if (const auto code = fits(*type.alternatives[i], how); code != template_failure_code::none)
                return code;
        return template_failure_code::none;
    case value_kind::optional:
        return fits(*type.inner, how);
    default:
        if (how == escaper::srcdoc && type.kind != value_kind::html)
            return template_failure_code::not_html;
        if ((how == escaper::css || how == escaper::css_attribute) && type.kind == value_kind::boolean)
            return template_failure_code::not_shown_here;
        return template_failure_code::none;
    }
}

} // namespace plait::detail
