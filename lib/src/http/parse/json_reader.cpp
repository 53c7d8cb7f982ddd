#include "http/parse/json_reader.hpp"

#include "http/parse/cut_text.hpp"
#include "http/parse/json_fit.hpp"
#include "http/parse/json_words.hpp"
#include <plait/http/json_options.hpp>

#include <array>
#include <stdexcept>
#include <utility>

namespace plait::http::detail {

void json_reader::add_error(const json_node* got, std::string expected)
{
    if (++error_count_ <= most_errors)
        errors_.push_back({pointer_to(place_), std::move(expected), got_text(got)});
}

void json_reader::add_error(const json_node* got, const json_type& expected)
{
    if (error_count_ < most_errors)
        add_error(got, expected_text(expected, got));
    else
        ++error_count_;
}

void json_reader::throw_errors()
{
    if (is_right())
        return;
    std::string detail =
        "the JSON has " + std::to_string(error_count_) + (error_count_ == 1 ? " wrong value" : " wrong values");
    if (error_count_ > most_errors)
        detail += "; the first " + std::to_string(most_errors) + " are listed";
    throw http_error(status::unprocessable_content, std::move(detail), std::move(errors_));
}

void json_reader::refuse_twice(std::string_view name) const
{
    const json_place place{place_, name};
    throw http_error(status::bad_request, "the JSON has the member " + cut_text(pointer_to(&place)) + " twice");
}

void json_reader::read(const json_type& type, void* into)
{
    if (type.cannot_be_read) // the compiler has refused such types, unless this is called without `check_json_type`
        throw std::logic_error("json: a type that cannot be read is at \"" + pointer_to(place_) + '"');
    const json_node& node = document_[at_];
    switch (type.kind) {
    case json_kind::maybe:
        read_maybe(type, into, node);
        break;
    case json_kind::array:
        if (node.token != json_token::array)
            add_error(&node, type);
        else if (type.add)
            read_array(type, into, node);
        else
            read_fixed_array(type, into, node);
        break;
    case json_kind::map:
    case json_kind::object:
        if (node.token != json_token::object)
            add_error(&node, type);
        else if (type.kind == json_kind::map)
            read_map(type, into, node);
        else
            read_object(type, into, node);
        break;
    case json_kind::variant:
        read_variant(type, into);
        break;
    default:
        if (!read_json_scalar(type, into, document_, at_))
            add_error(&node, type);
    }
    at_ = node.next;
}

void json_reader::read_at(json_place place, const json_type& type, void* into)
{
    place_ = &place;
    read(type, into);
    place_ = place.outer;
}

void json_reader::read_maybe(const json_type& type, void* into, const json_node& node)
{
    if (node.token == json_token::null && !takes_null(*type.inner))
        type.clear(into);
    else
        read(*type.inner, type.make(into, 0));
}

void json_reader::read_array(const json_type& type, void* into, const json_node& node)
{
    type.clear(into);
    json_place place{place_};
    place_ = &place;
    for (++at_; at_ != node.next; ++place.index)
        type.add(into, {}, *this);
    place_ = place.outer;
}

void json_reader::read_fixed_array(const json_type& type, void* into, const json_node& node)
{
    if (node.size != type.count)
        return add_error(&node, type);
    ++at_;
    for (std::size_t i = 0; i < type.count; ++i)
        read_at({place_, {}, i}, *type.inner, type.make(into, i));
}

void json_reader::read_map(const json_type& type, void* into, const json_node& node)
{
    type.clear(into);
    json_place place{place_};
    for (++at_; at_ != node.next;) {
        place.name = document_[at_++].text();
        place_ = &place;
        const bool is_new = type.add(into, place.name, *this);
        place_ = place.outer;
        if (!is_new)
            refuse_twice(place.name);
    }
}

void json_reader::read_object(const json_type& type, void* into, const json_node& node)
{
    std::array<bool, most_json_members> seen;
    for (std::size_t i = 0; i < type.count; ++i)
        seen[i] = false;
    std::size_t likely = 0;
    for (++at_; at_ != node.next;) {
        const std::string_view name = document_[at_++].text();
        const std::size_t index = find_json_name(type.members, type.count, name, likely);
        if (index < type.count) {
            if (std::exchange(seen[index], true))
                refuse_twice(name);
            const json_member& member = type.members[index];
            read_at({place_, name}, *member.type, member.at(into));
            likely = index + 1;
        } else {
            if (options_.refuses_unknown())
                refuse_unknown(name);
            at_ = document_[at_].next;
        }
    }
    for (std::size_t i = 0; i < type.count; ++i)
        if (!seen[i] && type.members[i].type->kind != json_kind::maybe)
            miss(type.members[i]);
}

void json_reader::refuse_unknown(std::string_view name)
{
    const json_place place{place_, name};
    place_ = &place;
    add_error(&document_[at_], "no member of this name");
    place_ = place.outer;
}

void json_reader::miss(const json_member& member)
{
    const json_place place{place_, member.name};
    place_ = &place;
    add_error(nullptr, *member.type);
    place_ = place.outer;
}

void json_reader::read_variant(const json_type& type, void* into)
{
    const std::size_t chosen = choose_alternative(type, document_, at_);
    if (chosen == type.count)
        add_error(&document_[at_], type);
    else
        read(*type.alternatives[chosen], type.make(into, chosen));
}

bool read_json_element(json_reader& reader, const json_type& type, void* into)
{
    reader.read(type, into);
    return reader.is_right();
}

void read_json(std::string_view text, const json_options& options, const json_type& type, void* into)
{
    const json_document parsed(text, options.depth());
    json_reader reader(parsed, options);
    reader.read(type, into);
    reader.throw_errors();
}

} // namespace plait::http::detail
