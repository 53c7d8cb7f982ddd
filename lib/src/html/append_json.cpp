#include "html/append_json.hpp"

#include "html/append_escaped.hpp"

namespace plait::detail {

namespace {

struct json_list {
    text_output& out;
    const value_type& type;
};

void append_members(text_output& out, const void* value, const value_type& type)
{
    out += '{';
    for (std::size_t i = 0; i < type.member_count; ++i) {
        const value_member& member = type.members[i];
        if (i > 0)
            out += ',';
        append_json_string(out, member.name);
        out += ':';
        append_json(out, member.get(value), *member.type);
    }
    out += '}';
}

void append_list(text_output& out, const void* value, const value_type& type)
{
    const bool is_map = type.kind == value_kind::map;
    json_list list{out, type};
    out += is_map ? '{' : '[';
    type.each(value, &list, [](void* visitor, const loop_round& round) {
        json_list& list = *static_cast<json_list*>(visitor);
        if (round.key) {
            text_buffer buffer;
            const value_type& key = *list.type.key;
            append_json_string(
                list.out, key.kind == value_kind::text   ? *static_cast<const std::string*>(round.key)
                          : key.kind == value_kind::view ? *static_cast<const std::string_view*>(round.key)
                                                         : key.text(round.key, buffer));
            list.out += ':';
        }
        append_json(list.out, round.element, *list.type.inner);
        if (!round.is_last)
            list.out += ',';
    });
    out += is_map ? '}' : ']';
}

} // namespace

void append_json(text_output& out, const void* value, const value_type& type)
{
    text_buffer buffer;
    switch (type.kind) {
    case value_kind::text:
        return append_json_string(out, *static_cast<const std::string*>(value));
    case value_kind::view:
        return append_json_string(out, *static_cast<const std::string_view*>(value));
    case value_kind::number: {
        const std::string_view number = type.text(value, buffer);
        const bool is_finite = number.find_first_of("ni") == std::string_view::npos; // not nan, not inf
        out += is_finite ? number : "null";
        return;
    }
    case value_kind::boolean:
        out += type.text(value, buffer);
        return;
    case value_kind::json:
        return append_trusted_json(out, type.text(value, buffer));
    case value_kind::optional:
        if (const void* const inside = type.inside(value))
            append_json(out, inside, *type.inner);
        else
            out += "null";
        return;
    case value_kind::variant:
        return append_json(out, type.inside(value), *type.alternatives[type.index(value)]);
    case value_kind::object:
        return append_members(out, value, type);
    case value_kind::list:
    case value_kind::map:
        return append_list(out, value, type);
    case value_kind::unknown:
        out += "null";
        return;
    default:
        return append_json_string(out, type.text(value, buffer));
    }
}

} // namespace plait::detail
