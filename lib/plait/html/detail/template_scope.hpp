#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/instruction.hpp>
#include <plait/html/detail/template_failure.hpp>

namespace plait::detail {

/// Where a value is found, or a text that stands in the template.
struct template_operand {
    const value_type* type = &literal_type;
    std::string_view text;
    unsigned char slot = 0;
    unsigned char step_count = 0;
    inside_function steps[most_steps] = {};

    constexpr bool add(inside_function step)
    {
        if (step_count == most_steps)
            return false;
        steps[step_count++] = step;
        return true;
    }
};

std::string_view text_of_index(const void*, text_buffer&);
std::string_view text_of_flag(const void*, text_buffer&);
bool truth_of_index(const void*);
bool truth_of_flag(const void*);

inline constexpr value_type index_type = {
    .kind = value_kind::number, .text = text_of_index, .truth = truth_of_index, .has_truth = true};
inline constexpr value_type flag_type = {
    .kind = value_kind::boolean, .text = text_of_flag, .truth = truth_of_flag, .has_truth = true};

/// The names that a place in a template sees: its loops' variables and its block's parameters, and the members of the
/// page's data.
class template_scope {
public:
    constexpr explicit template_scope(const value_type& root) : root_(&root) {}

    struct place {
        int begin;
        int end;
        int first_loop;
        int loops;
    };
    [[nodiscard]] constexpr place now() const { return {begin_, end_, first_loop_, loops_}; }
    constexpr void back_to(const place& before)
    {
        begin_ = before.begin;
        end_ = before.end;
        first_loop_ = before.first_loop;
        loops_ = before.loops;
    }
    /// Hides all names so far, except the page's data.
    constexpr void hide_from(int first)
    {
        begin_ = first;
        first_loop_ = loops_;
    }

    constexpr bool add(std::string_view name, const template_operand& value)
    {
        if (end_ == most_names)
            return false;
        names_[end_] = name;
        values_[end_++] = value;
        return true;
    }

    [[nodiscard]] constexpr int loops() const { return loops_; }
    /// Enters a loop, and returns its first slot.
    constexpr unsigned char enter_loop(const value_type& list)
    {
        lists_[loops_] = &list;
        return static_cast<unsigned char>(slots_before_loops + slots_of_loop * loops_++);
    }

    [[nodiscard]] constexpr bool is_taken(std::string_view name) const
    {
        return same_text(name, "this") || binding(name) >= 0 || member(*root_, name) != root_->member_count;
    }

    /// Finds the value that a path names, such as `order.customer.name`.
    [[nodiscard]] constexpr template_operand find(std::string_view path, template_failure& problem) const
    {
        template_operand found;
        if (!path.empty() && *path.data() == '"') {
            if (path.size() < 2 || path.data()[path.size() - 1] != '"')
                problem = {template_failure_code::literal_not_closed, place_of(path), 0, {}, {}};
            else
                found.text = slice(path.data() + 1, path.data() + path.size() - 1);
            return found;
        }
        if (!path.empty() && *path.data() == '.') {
            problem = dots_first(path);
            return found;
        }
        const char* at = path.data();
        const char* const end = at + path.size();
        const bool is_of_loop = at != end && *at == '@';
        int loops_up = 0;
        if (is_of_loop)
            for (++at; end - at > 3 && at[0] == '.' && at[1] == '.' && at[2] == '/'; at += 3)
                ++loops_up;
        bool is_first = true;
        while (is_first || at != end) {
            const char* const begin = at;
            while (at != end && *at != '.')
                ++at;
            if (const std::string_view name = slice(begin, at); !is_good(name))
                problem = {template_failure_code::name_expected, begin, 0, name, {}};
            else if (is_first && is_of_loop)
                loop_variable(name, loops_up, slice(place_of(path), at), found, problem);
            else if (is_first)
                first(name, found, problem);
            else
                next(name, found, problem);
            if (problem)
                return found;
            is_first = false;
            if (at == end)
                break;
            ++at; // the dot
            if (at == end)
                problem = {template_failure_code::name_expected, at, 0, {}, {}};
            if (problem)
                return found;
        }
        return found;
    }

    /// Goes through optional values to what they hold.
    static constexpr void unwrap(template_operand& value, const char* at, template_failure& problem)
    {
        while (value.type->kind == value_kind::optional)
            step(value, value.type->inside, value.type->inner, at, problem);
    }

private:
    static constexpr int most_names = 32;

    [[nodiscard]] static constexpr bool is_good(std::string_view name)
    {
        const char* at = name.data();
        const char* const end = at + name.size();
        if (at == end || is_digit(*at))
            return false;
        while (at != end && is_word(*at))
            ++at;
        return at == end;
    }

    [[nodiscard]] static constexpr template_failure dots_first(std::string_view path)
    {
        const char* at = path.data();
        const char* const end = at + path.size();
        const bool is_parent = path.size() > 1 && at[1] == '.';
        while (at != end && (*at == '.' || *at == '/'))
            ++at;
        return {
            at == end   ? template_failure_code::dot_alone
            : is_parent ? template_failure_code::parent_path
                        : template_failure_code::dot_first,
            place_of(path),
            0,
            slice(at, end),
            {}};
    }

    static constexpr void step(
        template_operand& value, inside_function get, const value_type* type, const char* at, template_failure& problem)
    {
        value.type = type;
        if (!value.add(get)) {
            problem = {template_failure_code::path_too_long, at, 0, {}, {}};
            value.type = &literal_type;
        }
    }

    [[nodiscard]] constexpr int binding(std::string_view name) const
    {
        int found = end_ - 1;
        while (found >= begin_ && !same_text(names_[found], name))
            --found;
        return found >= begin_ ? found : -1;
    }

    /// The number of a member; that of all of them if there is none of the name.
    [[nodiscard]] static constexpr std::size_t member(const value_type& type, std::string_view name)
    {
        std::size_t found = 0;
        while (found != type.member_count && !same_text(type.members[found].name, name))
            ++found;
        return found;
    }

    constexpr void first(std::string_view name, template_operand& found, template_failure& problem) const
    {
        if (const int known = binding(name); known >= 0) {
            found = values_[known];
            return;
        }
        found.type = root_;
        if (!same_text(name, "this"))
            next(name, found, problem);
    }

    constexpr void next(std::string_view name, template_operand& found, template_failure& problem) const
    {
        unwrap(found, place_of(name), problem);
        if (problem)
            return;
        if (found.type->kind != value_kind::object) {
            problem = {template_failure_code::not_a_struct, place_of(name), 0, name, found.type->name()};
            return;
        }
        const std::size_t known = member(*found.type, name);
        if (known != found.type->member_count)
            step(found, found.type->members[known].get, found.type->members[known].type, place_of(name), problem);
        else
            problem = {template_failure_code::member_missing, place_of(name), 0, name, found.type->name()};
    }

    /// A name behind @, of the loop that is so many loops outside. `path` is both, for a failure.
    constexpr void loop_variable(
        std::string_view name, int loops_up, std::string_view path, template_operand& found,
        template_failure& problem) const
    {
        constexpr std::string_view names[] = {"key", "index", "number", "first", "last"};
        int which = 0;
        while (which != 5 && !same_text(name, names[which]))
            ++which;
        const int loop = loops_ - 1 - loops_up;
        if (which == 5) {
            problem = {template_failure_code::name_expected, place_of(path), 0, path, {}};
        } else if (loop < first_loop_) {
            problem = {template_failure_code::not_in_loop, place_of(path), 0, path, {}};
        } else {
            const value_type& list = *lists_[loop];
            found.slot = static_cast<unsigned char>(slots_before_loops + slots_of_loop * loop + 1 + which);
            found.type = which > 2 ? &flag_type : which > 0 || list.kind != value_kind::map ? &index_type : list.key;
            if (which == 0 && list.kind != value_kind::map)
                problem = {template_failure_code::key_of_list, place_of(path), 0, path, {}};
        }
    }

    const value_type* root_;
    std::string_view names_[most_names];
    template_operand values_[most_names];
    const value_type* lists_[most_loops] = {};
    int begin_ = 0;
    int end_ = 0;
    int first_loop_ = 0;
    int loops_ = 0;
};

} // namespace plait::detail
