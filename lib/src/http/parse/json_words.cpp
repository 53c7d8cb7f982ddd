#include "http/parse/json_words.hpp"

#include "http/parse/cut_text.hpp"
#include "http/parse/json_number.hpp"
#include <plait/http/detail/text_value.hpp>

#include <cstdint>

namespace plait::http::detail {

namespace {

constexpr std::size_t most_names = 10;
constexpr std::size_t most_members = 4;

std::string in_quotes(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

std::string names_of(const json_type& type)
{
    std::string names = type.count == 1 ? "" : "one of ";
    for (std::size_t i = 0; i < type.count && i < most_names; ++i)
        names.append(i == 0 ? "" : ", ").append(in_quotes(type.enumerators[i].name));
    return type.count > most_names ? names + ", ..." : names;
}

// Tells the structs of a variant apart: "an object with "kind": "circle", "radius"".
std::string object_with_members(const json_type& type)
{
    std::string all;
    std::size_t named = 0;
    for (std::size_t i = 0; i < type.count && named < most_members; ++i) {
        const json_member& member = type.members[i];
        if (member.type->kind == json_kind::maybe)
            continue;
        all.append(named++ == 0 ? " with " : ", ").append(in_quotes(member.name));
        if (member.type->kind == json_kind::enumeration && member.type->count == 1)
            all.append(": ").append(in_quotes(member.type->enumerators[0].name));
    }
    return "an object" + all;
}

std::string alternatives_of(const json_type& type, const json_node* got)
{
    std::string all;
    for (std::size_t i = 0; i < type.count; ++i) {
        const json_type* each = type.alternatives[i];
        if (each->kind == json_kind::maybe)
            each = each->inner;
        const std::string text =
            each->kind == json_kind::object ? object_with_members(*each) : expected_text(*each, got);
        if (all.find(text) == std::string::npos)
            all.append(all.empty() ? "" : " or ").append(text);
    }
    return all;
}

} // namespace

std::string expected_text(const json_type& type, const json_node* got)
{
    switch (type.kind) {
    case json_kind::null:
        return "null";
    case json_kind::boolean:
        return "true or false";
    case json_kind::integer:
        return got && got->token == json_token::number && whole_number(got->text()).is_whole
                   ? expected_integer(type.size * 8U, type.is_signed)
                   : "an integer";
    case json_kind::number:
        return got && got->token == json_token::number ? "a smaller number" : "a number";
    case json_kind::text:
        return "a string";
    case json_kind::enumeration:
        return names_of(type);
    case json_kind::maybe:
        return expected_text(*type.inner, got);
    case json_kind::array:
        return type.add ? "an array" : "an array of " + std::to_string(type.count) + " values";
    case json_kind::map:
    case json_kind::object:
        return "an object";
    case json_kind::variant:
        return alternatives_of(type, got);
    default:
        return "a value";
    }
}

std::string got_text(const json_node* node)
{
    if (!node)
        return "nothing";
    switch (node->token) {
    case json_token::null:
        return "null";
    case json_token::false_value:
        return "false";
    case json_token::true_value:
        return "true";
    case json_token::number:
        return "the number " + cut_text(node->text());
    case json_token::string:
        return "the string " + in_quotes(cut_text(node->text()));
    case json_token::array:
        return "an array of " + std::to_string(node->size) + (node->size == 1 ? " value" : " values");
    default:
        return "an object";
    }
}

} // namespace plait::http::detail
