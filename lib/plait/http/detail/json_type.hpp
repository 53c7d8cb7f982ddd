#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plait::http {

class json_options;
class request;

namespace detail {

class json_reader;

enum class json_kind : unsigned char {
    unknown, // a type that JSON has nothing for
    any,     // boost::json::value
    null,    // std::monostate
    boolean,
    integer,
    number,      // float, double
    text,        // std::string
    view,        // std::string_view
    literal,     // const char*
    enumeration, // its enumerators' names are texts
    maybe,       // std::optional, std::unique_ptr, std::shared_ptr
    array,
    map,
    object, // a described struct
    variant,
};

/// Why JSON cannot be read into a type, or made of it.
enum class json_problem : unsigned char {
    none,
    unknown,
    enumeration,
    keys,
    variant,
    members,
    view,
    unmade,
};

constexpr std::size_t most_json_members = 256;

struct json_type;

struct json_member {
    std::string_view name;
    const json_type* type = nullptr;
    void* (*at)(void* object) = nullptr;
};

struct json_enumerator {
    std::string_view name;
    std::uint64_t value = 0;
};

struct json_element {
    const void* value;
    std::string_view key; // of a map
};

/// What the reader and the writer of JSON know of a type of the user's data. It is made while compiling, so that one
/// compiled function reads all types, and a few small functions are all that is made for each.
struct json_type {
    std::uint64_t id = 0; // another one for each type
    json_kind kind = json_kind::unknown;
    json_problem problem = json_problem::unknown; // of the type alone, not of what is inside it
    bool cannot_be_read = false;
    bool is_signed = false; // an integer
    unsigned char size = 0; // of an integer, a number or an enumeration, in bytes

    const json_type* inner = nullptr;               // of a maybe, an array, a map
    const json_type* const* alternatives = nullptr; // of a variant
    const json_member* members = nullptr;           // of an object
    const json_enumerator* enumerators = nullptr;
    std::size_t count = 0; // of alternatives, members, enumerators; of the elements of a std::array

    // To write.
    const void* (*inside)(const void*) = nullptr; // of a maybe, or null if it is empty; of a variant
    std::size_t (*index)(const void*) = nullptr;  // of a variant
    void (*each)(const void* list, void* visitor, void (*visit)(void* visitor, const json_element&)) = nullptr;

    // To read.
    void (*clear)(void*) = nullptr;                    // of a maybe, an array, a map
    void* (*make)(void*, std::size_t index) = nullptr; // the value in a maybe, the alternative, the element
    bool (*add)(void*, std::string_view key, json_reader&) = nullptr; // to an array or a map; false: it has that key
};

/// Whether null is a value of that type, so that an optional of it must tell null and nothing apart.
[[nodiscard]] constexpr bool takes_null(const json_type& type) noexcept
{
    if (type.kind == json_kind::variant) {
        for (std::size_t i = 0; i < type.count; ++i)
            if (takes_null(*type.alternatives[i]))
                return true;
    }
    return type.kind == json_kind::maybe || type.kind == json_kind::any || type.kind == json_kind::null;
}

/// The types that have been looked at, while compiling. It knows them by their ids, as g++ compares addresses of such
/// variables only when the program runs, under UndefinedBehaviorSanitizer.
class json_type_list {
public:
    constexpr json_type_list() = default;
    json_type_list(const json_type_list&) = delete;
    json_type_list& operator=(const json_type_list&) = delete;
    constexpr ~json_type_list() { delete[] ids_; }

    /// Returns false if the type is in the list.
    constexpr bool add(const json_type& type)
    {
        for (std::size_t i = 0; i < size_; ++i)
            if (ids_[i] == type.id)
                return false;
        if (size_ == capacity_)
            grow();
        ids_[size_++] = type.id;
        return true;
    }

private:
    constexpr void grow()
    {
        capacity_ = capacity_ * 2 + 16;
        auto* const larger = new std::uint64_t[capacity_]{};
        for (std::size_t i = 0; i < size_; ++i)
            larger[i] = ids_[i];
        delete[] ids_;
        ids_ = larger;
    }

    std::uint64_t* ids_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// Looks for what is wrong with a type and with those inside it. Types may contain themselves, so each is looked at once.
[[nodiscard]] constexpr json_problem find_problem(const json_type& type, bool to_read, json_type_list& seen)
{
    if (type.problem != json_problem::none)
        return type.problem;
    if (to_read && type.cannot_be_read) {
        const bool is_view = type.kind == json_kind::view || type.kind == json_kind::literal;
        return is_view ? json_problem::view : json_problem::unmade;
    }
    const bool is_object = type.kind == json_kind::object;
    const bool is_variant = type.kind == json_kind::variant;
    const bool has_inner =
        type.kind == json_kind::maybe || type.kind == json_kind::array || type.kind == json_kind::map;
    if (!(is_object || is_variant || has_inner) || !seen.add(type))
        return json_problem::none;
    int arrays = 0;
    int maps = 0;
    for (std::size_t i = 0; is_variant && i < type.count; ++i) {
        arrays += type.alternatives[i]->kind == json_kind::array;
        maps += type.alternatives[i]->kind == json_kind::map;
    }
    if (arrays > 1 || maps > 1)
        return json_problem::variant;
    json_problem found = has_inner ? find_problem(*type.inner, to_read, seen) : json_problem::none;
    for (std::size_t i = 0; is_variant && i < type.count && found == json_problem::none; ++i)
        found = find_problem(*type.alternatives[i], to_read, seen);
    for (std::size_t i = 0; is_object && i < type.count && found == json_problem::none; ++i)
        found = find_problem(*type.members[i].type, to_read, seen);
    return found;
}

[[nodiscard]] constexpr json_problem find_problem(const json_type& type, bool to_read)
{
    json_type_list seen;
    return find_problem(type, to_read, seen);
}

/// Reads the body of a request, or any text. They throw `http_error`.
void read_json_body(const request&, const json_options&, const json_type&, void* into);
void read_json(std::string_view text, const json_options&, const json_type&, void* into);

/// Reads one element of an array or a map, for `json_type::add`. Returns whether all has been right so far.
bool read_json_element(json_reader&, const json_type&, void* into);

} // namespace detail

} // namespace plait::http
