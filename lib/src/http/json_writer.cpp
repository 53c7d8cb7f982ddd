#include "http/json_writer.hpp"

#include "http/answer/json_string.hpp"
#include "http/json_any.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace plait::http::detail {

namespace {

constexpr std::size_t most_depth = 1000;

template <class T>
T load(const void* value)
{
    T loaded;
    std::memcpy(&loaded, value, sizeof loaded);
    return loaded;
}

std::uint64_t load_bits(const void* value, std::size_t size)
{
    switch (size) {
    case 1:
        return load<std::uint8_t>(value);
    case 2:
        return load<std::uint16_t>(value);
    case 4:
        return load<std::uint32_t>(value);
    default:
        return load<std::uint64_t>(value);
    }
}

// A whole number of that many bytes, with its sign.
std::int64_t with_sign(std::uint64_t bits, std::size_t size)
{
    const auto unused = static_cast<unsigned>(64 - size * 8);
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

template <class Number>
void append_number(std::string& out, Number number)
{
    char digits[32];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// The text of an item that may be a name. Other items have none, and a null pointer is null.
std::string_view text_of(const json_item& item)
{
    if (!item.type())
        return {};
    switch (item.type()->kind) {
    case json_kind::text:
        return *static_cast<const std::string*>(item.value());
    case json_kind::view: {
        const auto text = *static_cast<const std::string_view*>(item.value());
        return text.data() ? text : "";
    }
    case json_kind::literal: {
        const char* const text = *static_cast<const char* const*>(item.value());
        return text ? std::string_view(text) : std::string_view();
    }
    default:
        return {};
    }
}

bool is_pair(const json_item& item)
{
    return !item.type() && item.size() == 2 && text_of(*item.begin()).data();
}

} // namespace

void json_writer::refuse(const char* why) const
{
    throw std::domain_error("json: the value at \"" + pointer_to(place_) + "\" is " + why);
}

void json_writer::go_inside(const json_place& place)
{
    place_ = &place;
    if (++depth_ > most_depth)
        throw std::domain_error("json: values are more than 1000 deep inside each other");
}

void json_writer::come_out()
{
    place_ = place_->outer;
    --depth_;
}

void json_writer::write_integer(const json_type& type, const void* value)
{
    const std::uint64_t bits = load_bits(value, type.size);
    if (type.is_signed)
        append_number(out_, with_sign(bits, type.size));
    else
        append_number(out_, bits);
}

void json_writer::write_number(const json_type& type, const void* value)
{
    const bool is_float = type.size == sizeof(float);
    const double number = is_float ? load<float>(value) : load<double>(value);
    if (!std::isfinite(number))
        refuse(std::isnan(number) ? "no number" : "infinite");
    if (is_float)
        append_number(out_, load<float>(value));
    else
        append_number(out_, number);
}

void json_writer::write_enumeration(const json_type& type, const void* value)
{
    const std::uint64_t bits = load_bits(value, type.size);
    const std::uint64_t used = ~std::uint64_t(0) >> (64 - type.size * 8U);
    for (std::size_t i = 0; i < type.count; ++i)
        if ((type.enumerators[i].value & used) == bits)
            return append_json_string(out_, type.enumerators[i].name);
    refuse("of an enumeration, and has no name there");
}

void json_writer::write_list(const json_type& type, const void* value)
{
    struct visitor {
        json_writer& writer;
        const json_type& type;
        json_place place;
        bool is_first = true;
    };
    const bool is_map = type.kind == json_kind::map;
    visitor each{*this, type, {place_}};
    out_ += is_map ? '{' : '[';
    type.each(value, &each, [](void* to, const json_element& element) {
        auto& [writer, type, place, is_first] = *static_cast<visitor*>(to);
        if (!is_first)
            writer.out_ += ',';
        is_first = false;
        if (type.kind == json_kind::map) {
            place.name = element.key.data() ? element.key : "";
            append_json_string(writer.out_, place.name);
            writer.out_ += ':';
        }
        writer.go_inside(place);
        writer.write(*type.inner, element.value);
        writer.come_out();
        ++place.index;
    });
    out_ += is_map ? '}' : ']';
}

void json_writer::write_object(const json_type& type, const void* value)
{
    json_place place{place_};
    bool is_first = true;
    out_ += '{';
    for (std::size_t i = 0; i < type.count; ++i) {
        const json_member& member = type.members[i];
        const void* const inside = member.at(const_cast<void*>(value));
        const bool is_left_out =
            member.type->kind == json_kind::maybe && takes_null(*member.type->inner) && !member.type->inside(inside);
        if (is_left_out)
            continue;
        if (!is_first)
            out_ += ',';
        is_first = false;
        out_.append(1, '"').append(member.name).append("\":"); // a name of C++ needs no escapes
        place.name = member.name;
        go_inside(place);
        write(*member.type, inside);
        come_out();
    }
    out_ += '}';
}

void json_writer::write_pairs(const json_item& braces)
{
    json_place place{place_};
    out_ += '{';
    for (const json_item& pair : braces) {
        const std::string_view name = text_of(*pair.begin());
        for (const json_item* earlier = braces.begin(); earlier != &pair; ++earlier)
            if (text_of(*earlier->begin()) == name)
                throw std::domain_error("json: the name \"" + std::string(name) + "\" stands in an object twice");
        if (&pair != braces.begin())
            out_ += ',';
        append_json_string(out_, name);
        out_ += ':';
        place.name = name;
        go_inside(place);
        write(pair.begin()[1]);
        come_out();
    }
    out_ += '}';
}

void json_writer::write_items(const json_item& braces)
{
    json_place place{place_};
    out_ += '[';
    for (const json_item& item : braces) {
        if (&item != braces.begin())
            out_ += ',';
        go_inside(place);
        write(item);
        come_out();
        ++place.index;
    }
    out_ += ']';
}

void json_writer::write(const json_item& item)
{
    if (item.type())
        write(*item.type(), item.value());
    else if (std::ranges::all_of(item, is_pair))
        write_pairs(item);
    else
        write_items(item);
}

void json_writer::write(const json_type& type, const void* value)
{
    switch (type.kind) {
    case json_kind::boolean:
        out_ += *static_cast<const bool*>(value) ? "true" : "false";
        break;
    case json_kind::integer:
        write_integer(type, value);
        break;
    case json_kind::number:
        write_number(type, value);
        break;
    case json_kind::text:
        append_json_string(out_, *static_cast<const std::string*>(value));
        break;
    case json_kind::view:
        append_json_string(out_, *static_cast<const std::string_view*>(value));
        break;
    case json_kind::literal:
        if (const char* const text = *static_cast<const char* const*>(value))
            append_json_string(out_, text);
        else
            out_ += "null";
        break;
    case json_kind::enumeration:
        write_enumeration(type, value);
        break;
    case json_kind::maybe:
        if (const void* const inside = type.inside(value))
            write(*type.inner, inside);
        else
            out_ += "null";
        break;
    case json_kind::array:
    case json_kind::map:
        write_list(type, value);
        break;
    case json_kind::object:
        write_object(type, value);
        break;
    case json_kind::variant:
        if (type.index(value) >= type.count)
            refuse("a std::variant without a value");
        write(*type.alternatives[type.index(value)], type.inside(value));
        break;
    case json_kind::any:
        if (const double* const wrong = unwritable_number(*static_cast<const boost::json::value*>(value)))
            refuse(std::isnan(*wrong) ? "no number" : "infinite");
        out_ += boost::json::serialize(*static_cast<const boost::json::value*>(value));
        break;
    case json_kind::null:
        out_ += "null";
        break;
    default:
        refuse("of a type that JSON has nothing for");
    }
}

void append_json(std::string& out, const json_item& item)
{
    out.reserve(out.size() + 500); // else a short text is allocated five times
    json_writer(out).write(item);
}

} // namespace plait::http::detail
