#include "html/append_json.hpp"

#include "html/append_escaped.hpp"

#include <plait/html/template_file.hpp>

namespace plait::detail {

namespace {

void append_json_escape(text_output& out, unsigned char byte)
{
    const char encoded[] = {'\\', 'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15]};
    out.append(encoded, sizeof encoded);
}

// The characters that could end a script or a line of JavaScript; the three bytes E2 80 A8 and E2 80 A9 end a line.
bool append_for_script(text_output& out, std::string_view text, std::size_t& at)
{
    const char c = text[at];
    if (c == '<' || c == '>' || c == '&') {
        append_json_escape(out, static_cast<unsigned char>(c));
        return true;
    }
    if (text.substr(at, 2) == "\xE2\x80" && at + 2 < text.size()
        && (text[at + 2] == '\xA8' || text[at + 2] == '\xA9')) {
        out += text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
        at += 2;
        return true;
    }
    return false;
}

} // namespace

void append_json_string(text_output& out, std::string_view text)
{
    out += '"';
    for (std::size_t at = 0; at != text.size(); ++at) {
        const char c = text[at];
        if (append_for_script(out, text, at))
            continue;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\'' || c == '`' || c == '/') {
            append_json_escape(out, static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_trusted_json(text_output& out, std::string_view json)
{
    for (std::size_t at = 0; at != json.size(); ++at)
        if (const char c = json[at]; !append_for_script(out, json, at))
            out += c;
}

namespace {

// Data may contain themselves, by pointers. This is far below what a thread's stack has room for.
constexpr int most_deep = 64;

[[noreturn]] [[gnu::cold]] void throw_too_deep()
{
    throw template_error(
        "data of a template are nested more than 64 deep where they are written as JSON: do they contain themselves?");
}

void append_value(text_output& out, const void* value, const value_type& type, escaper how, int depth);

struct json_list {
    text_output& out;
    const value_type& type;
    escaper how;
    int depth;
};

// In JavaScript, this key alone would set the object's prototype, and make no member.
void append_key(text_output& out, std::string_view key, escaper how)
{
    if (how == escaper::javascript && key == "__proto__")
        out += "[\"__proto__\"]";
    else
        append_json_string(out, key);
    out += ':';
}

void append_members(text_output& out, const void* value, const value_type& type, escaper how, int depth)
{
    out += '{';
    for (std::size_t i = 0; i < type.member_count; ++i) {
        const value_member& member = type.members[i];
        if (i > 0)
            out += ',';
        append_key(out, member.name, how);
        append_value(out, member.get(value), *member.type, how, depth);
    }
    out += '}';
}

void append_list(text_output& out, const void* value, const value_type& type, escaper how, int depth)
{
    const bool is_map = type.kind == value_kind::map;
    json_list list{out, type, how, depth};
    out += is_map ? '{' : '[';
    type.each(value, &list, [](void* visitor, const loop_round& round) {
        json_list& list = *static_cast<json_list*>(visitor);
        if (round.key) {
            text_buffer buffer;
            const value_type& key = *list.type.key;
            append_key(
                list.out,
                key.kind == value_kind::text   ? *static_cast<const std::string*>(round.key)
                : key.kind == value_kind::view ? *static_cast<const std::string_view*>(round.key)
                                               : key.text(round.key, buffer),
                list.how);
        }
        append_value(list.out, round.element, *list.type.inner, list.how, list.depth);
        if (!round.is_last)
            list.out += ',';
    });
    out += is_map ? '}' : ']';
}

void append_value(text_output& out, const void* value, const value_type& type, escaper how, int depth)
{
    if (depth == most_deep)
        throw_too_deep();
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
            append_value(out, inside, *type.inner, how, depth + 1);
        else
            out += "null";
        return;
    case value_kind::variant:
        return append_value(out, type.inside(value), *type.alternatives[type.index(value)], how, depth + 1);
    case value_kind::object:
        return append_members(out, value, type, how, depth + 1);
    case value_kind::list:
    case value_kind::map:
        return append_list(out, value, type, how, depth + 1);
    case value_kind::unknown:
        out += "null";
        return;
    default:
        return append_json_string(out, type.text(value, buffer));
    }
}

} // namespace

void append_json(text_output& out, const void* value, const value_type& type, escaper how)
{
    append_value(out, value, type, how, 0);
}

} // namespace plait::detail
