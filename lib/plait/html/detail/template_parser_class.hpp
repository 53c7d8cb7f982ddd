#pragma once

#include <plait/html/detail/html_machine.hpp>
#include <plait/html/detail/join_places.hpp>
#include <plait/html/detail/render.hpp>
#include <plait/html/detail/template_scope.hpp>
#include <plait/html/detail/template_tag.hpp>
#include <plait/html/detail/value_fits.hpp>
#include <plait/html/template_text.hpp>

namespace plait::detail {

/// A place for instructions and steps.
struct program_space {
    instruction* code = nullptr;
    inside_function* steps = nullptr;
    std::uint32_t code_size = 0;
    std::uint32_t step_size = 0;
};

/// Checks a template and makes instructions of it. What finds no space is counted all the same, so that a second parser
/// can get enough of it. The same code runs while compiling and, for templates that are read from files, in the running
/// program.
class template_parser {
public:
    constexpr template_parser(
        const template_text* files, unsigned file_count, const value_type& root, template_language language,
        const program_space& space = {})
        : files_(files), file_count_(file_count), language_(language), space_(space), scope_(root)
    {
    }

    template_failure problem;
    template_program made;
    std::uint32_t step_count = 0;

    constexpr void run()
    {
        cursor at = start_of(0);
        insertions_[insertion_count_++] = -1;
        (void)nodes(at, true);
        write_waiting();
        if (!problem && language_ == template_language::html && machine_.here.state != html_state::text)
            problem = {template_failure_code::ends_in_markup, at.end, 0, {}, {}};
        if (!problem && machine_.here.foreign != 0)
            problem = {template_failure_code::foreign_order, at.end, 0, {}, {}};
        // What stands in a block is checked where it is inserted. Other files may have blocks for other templates.
        for (int i = 0; i < block_count_ && !problem; ++i)
            if (!blocks_[i].is_used && blocks_[i].body.file == 0)
                problem = {template_failure_code::block_unused, place_of(blocks_[i].name), 0, blocks_[i].name, {}};
        made.code = space_.code;
        made.steps = space_.steps;
    }

private:
    struct cursor {
        unsigned file;
        const char* at;
        const char* end;
        bool starts_line;
    };
    struct block {
        std::string_view name;
        std::string_view parameters;
        cursor body;
        bool is_used = false;
    };
    struct made_so_far {
        std::uint32_t size;
        std::uint32_t literal_bytes;
        std::uint32_t steps;
    };
    struct branch_start {
        html_context here;
        bool in_tag = false;
        html_tag tag;
    };
    static constexpr int most_blocks = 32;
    static constexpr int most_insertions_deep = 16;
    static constexpr int most_insertions = 10'000; // few blocks that insert each other can make very many
    static constexpr int most_nodes_deep = 40;
    static constexpr std::uint32_t most_instructions = 65'536;
    static constexpr int most_branches = 32;

    [[nodiscard]] constexpr cursor start_of(unsigned file) const
    {
        const std::string_view text = files_[file].text;
        return {file, text.data(), text.data() + text.size(), true};
    }

    constexpr void
    fail(template_failure_code code, const char* at, std::string_view subject = {}, std::string_view owner = {})
    {
        if (!problem)
            problem = {code, at, file_, subject, owner};
    }

    /// Adds an instruction, with the text that waits for one.
    constexpr std::uint32_t emit(instruction next)
    {
        if (waiting_length_ > 0) {
            next.text = waiting_;
            next.length = waiting_length_;
            waiting_length_ = 0;
        }
        if (made.size == most_instructions)
            fail(template_failure_code::too_many_instructions, nullptr);
        else if (made.size < space_.code_size)
            space_.code[made.size] = next;
        return made.size++;
    }
    constexpr void write_waiting()
    {
        if (waiting_length_ > 0)
            emit({});
    }
    constexpr std::uint32_t emit(opcode op, const template_operand& value, escaper how = escaper::none)
    {
        instruction next{.op = op, .how = how, .slot = value.slot, .type = value.type};
        if (value.type->kind == value_kind::literal) {
            write_waiting();
            next.text = value.text.data();
            next.number = static_cast<std::uint32_t>(value.text.size());
        }
        next.first_step = step_count;
        next.step_count = value.step_count;
        for (int i = 0; i < value.step_count; ++i, ++step_count)
            if (step_count < space_.step_size)
                space_.steps[step_count] = value.steps[i];
        return emit(next);
    }
    /// Makes an instruction go on behind the last one.
    constexpr void aim(std::uint32_t which)
    {
        write_waiting();
        if (which < space_.code_size && !problem)
            space_.code[which].target = made.size;
    }

    constexpr void text(const char* begin, const char* end)
    {
        if (begin == end)
            return;
        if (machine_.may_double_slash(*begin))
            emit({.op = opcode::part_slashes});
        const auto length = static_cast<std::uint32_t>(end - begin);
        // Pointers into two texts must not be compared while compiling.
        if (waiting_length_ > 0 && (waiting_file_ != file_ || waiting_ + waiting_length_ != begin))
            write_waiting();
        if (waiting_length_ == 0)
            waiting_ = begin;
        waiting_file_ = file_;
        waiting_length_ += length;
        made.literal_bytes += length;
        if (language_ == template_language::html && !machine_.follow(begin, end, problem))
            problem.part = file_;
    }

    constexpr template_tag nodes(cursor& at, bool is_top);
    constexpr template_tag next_tag(cursor& at);
    constexpr void node(const template_tag& tag, cursor& at, bool is_top);
    constexpr void field(const template_tag& tag);
    constexpr void show(const template_operand& value, const char* at);
    constexpr void if_node(const template_tag& tag, cursor& at);
    constexpr void each_node(const template_tag& tag, cursor& at);
    constexpr template_tag rounds(
        const template_tag& tag, cursor& at, const template_operand& list, std::string_view name,
        const branch_start& start);
    constexpr void match_node(const template_tag& tag, cursor& at);
    constexpr void define(const template_tag& tag, cursor& at);
    constexpr void insert(const template_tag& tag);
    constexpr void insert_or(const template_tag& tag, cursor& at);
    constexpr void insert_body(cursor body, int id, int first_name);
    constexpr void bind_parameters(const template_tag& tag, std::string_view expected, bool any);
    constexpr std::string_view name_after_as(std::string_view& words, const char* at);
    constexpr void nothing_left(std::string_view words);
    constexpr bool expect_close(const template_tag& found, std::string_view name, const template_tag& open);

    [[nodiscard]] constexpr int find_block(std::string_view name) const
    {
        int which = block_count_ - 1;
        while (which >= 0 && !same_text(blocks_[which].name, name))
            --which;
        return which;
    }

    [[nodiscard]] constexpr made_so_far so_far() const { return {made.size, made.literal_bytes, step_count}; }
    /// Forgets what was made since.
    constexpr void back_to(const made_so_far& before)
    {
        made.size = before.size;
        made.literal_bytes = before.literal_bytes;
        step_count = before.steps;
        waiting_length_ = 0;
    }

    [[nodiscard]] constexpr branch_start start_branch() const
    {
        const html_state state = machine_.here.state;
        const bool in_tag =
            state == html_state::tag || state == html_state::tag_end || state == html_state::before_value;
        return {machine_.here, in_tag, in_tag ? machine_.tag : html_tag()};
    }
    /// Joins the ends of two branches.
    constexpr void end_branch(const branch_start& other, const char* at)
    {
        if (!join_places(machine_.here, other.here))
            fail(template_failure_code::branches_differ, at);
        machine_.tag.merge(other.tag, 0);
    }
    constexpr void restart_branch(const branch_start& start)
    {
        machine_.here = start.here;
        if (start.in_tag)
            machine_.tag = start.tag;
    }

    const template_text* files_;
    unsigned file_count_;
    template_language language_;
    program_space space_;
    template_scope scope_;
    html_machine machine_;
    block blocks_[most_blocks] = {};
    int block_count_ = 0;
    int insertions_[most_insertions_deep] = {}; // a block's index, or that of a file, below 0
    int insertion_count_ = 0;
    int all_insertions_ = 0;
    unsigned file_ = 0;
    int depth_ = 0;
    const char* waiting_ = nullptr; // a text that the next instruction writes first
    std::uint32_t waiting_length_ = 0;
    unsigned waiting_file_ = 0;
};

} // namespace plait::detail
