#include <plait/html/detail/render.hpp>

#include "html/append_escaped.hpp"
#include "html/append_json.hpp"

#include <plait/html/detail/template_scope.hpp>
#include <plait/html/detail/value_type_of.hpp>

#include <algorithm>
#include <charconv>

namespace plait::detail {

namespace {

template <class Number>
std::string_view number_text(Number number, text_buffer& buffer)
{
    const auto written = std::to_chars(buffer.digits, buffer.digits + sizeof buffer.digits, number);
    return {buffer.digits, static_cast<std::size_t>(written.ptr - buffer.digits)};
}

} // namespace

std::string_view write_number(long long number, text_buffer& buffer)
{
    return number_text(number, buffer);
}

std::string_view write_number(unsigned long long number, text_buffer& buffer)
{
    return number_text(number, buffer);
}

std::string_view write_number(float number, text_buffer& buffer)
{
    return number_text(number, buffer);
}

std::string_view write_number(double number, text_buffer& buffer)
{
    return number_text(number, buffer);
}

std::string_view text_of_index(const void* value, text_buffer& buffer)
{
    return number_text(*static_cast<const std::size_t*>(value), buffer);
}

std::string_view text_of_flag(const void* value, text_buffer&)
{
    return *static_cast<const bool*>(value) ? "true" : "false";
}

bool truth_of_index(const void* value)
{
    return *static_cast<const std::size_t*>(value) != 0;
}

bool truth_of_flag(const void* value)
{
    return *static_cast<const bool*>(value);
}

namespace {

void append_text(text_output& out, std::string_view text, escaper how)
{
    switch (how) {
    case escaper::none:
        out += text;
        break;
    case escaper::html:
    case escaper::attribute:
    case escaper::srcdoc:
        append_html(out, text);
        break;
    case escaper::srcset:
        append_srcset(out, text);
        break;
    case escaper::css:
    case escaper::css_attribute:
        append_css(out, text);
        break;
    case escaper::json:
    case escaper::javascript:
        append_json_string(out, text);
        break;
    default:
        append_url(out, text, how);
    }
}

void append_value(text_output& out, const void* value, const value_type& type, escaper how, text_buffer& buffer)
{
    if (is_json(how))
        return append_json(out, value, type, how);
    switch (type.kind) {
    case value_kind::text:
        return append_text(out, *static_cast<const std::string*>(value), how);
    case value_kind::view:
        return append_text(out, *static_cast<const std::string_view*>(value), how);
    case value_kind::optional:
        if (const void* const inside = type.inside(value))
            append_value(out, inside, *type.inner, how, buffer);
        return;
    case value_kind::variant:
        return append_value(out, type.inside(value), *type.alternatives[type.index(value)], how, buffer);
    default:
        break;
    }
    const std::string_view text = type.text(value, buffer);
    if ((type.kind == value_kind::number && how <= escaper::attribute)
        || (type.kind == value_kind::html && how == escaper::html))
        out += text;
    else if (type.kind == value_kind::url && how == escaper::url)
        append_url(out, text, escaper::url_rest);
    else if (type.kind == value_kind::css && (how == escaper::css || how == escaper::css_attribute))
        append_trusted_css(out, text, how);
    else
        append_text(out, text, how);
}

class renderer {
public:
    renderer(const template_program& program, const void* data, text_output& out) : program_(program), out_(out)
    {
        slots_[0] = data;
    }

    void run(const instruction* next, const instruction* end)
    {
        while (next != end) {
            const instruction& now = *next++;
            if (now.length > 0)
                out_.append(now.text, now.length);
            switch (now.op) {
            case opcode::nothing:
                break;
            case opcode::field_text:
                if (const void* const value = find(now))
                    append_html(out_, *static_cast<const std::string*>(value));
                break;
            case opcode::constant:
                append_text(out_, {now.text, now.number}, now.how);
                break;
            case opcode::field:
                if (const void* const value = find(now))
                    append_value(out_, value, *now.type, now.how, buffer_);
                else if (is_json(now.how))
                    out_ += "null";
                break;
            case opcode::jump:
                next = program_.code + now.target;
                break;
            case opcode::jump_if:
                if (is_true(now))
                    next = program_.code + now.target;
                break;
            case opcode::jump_unless:
                if (!is_true(now))
                    next = program_.code + now.target;
                break;
            case opcode::each:
                each(now, next);
                next = program_.code + now.target;
                break;
            case opcode::part_slashes:
                if (out_.ends_with_slash())
                    out_ += '.';
                break;
            case opcode::match:
                if (const void* const value = find(now); !value || now.type->index(value) != now.number)
                    next = program_.code + now.target;
                break;
            }
        }
    }

private:
    [[nodiscard]] const void* find(const instruction& now) const
    {
        const void* value = slots_[now.slot];
        const inside_function* step = program_.steps + now.first_step;
        for (const auto* const end = step + now.step_count; step != end && value; ++step)
            value = (*step)(value);
        return value;
    }

    [[nodiscard]] bool is_true(const instruction& now) const
    {
        const void* const value = find(now);
        if (!value)
            return false;
        if (now.type->kind == value_kind::text)
            return !static_cast<const std::string*>(value)->empty();
        return now.type->truth(value);
    }

    struct loop {
        renderer& self;
        const instruction* begin;
        const instruction* end;
        const void** slots;
        std::size_t index = 0;
    };

    void each(const instruction& now, const instruction* body)
    {
        const void* const list = find(now);
        if (!list)
            return;
        loop state{*this, body, program_.code + now.target, slots_ + slots_before_loops + slots_of_loop * now.loop};
        now.type->each(list, &state, [](void* visitor, const loop_round& round) {
            loop& state = *static_cast<loop*>(visitor);
            const std::size_t number = state.index + 1;
            const bool is_first = state.index == 0;
            state.slots[0] = round.element;
            state.slots[1] = round.key;
            state.slots[2] = &state.index;
            state.slots[3] = &number;
            state.slots[4] = &is_first;
            state.slots[5] = &round.is_last;
            state.self.run(state.begin, state.end);
            ++state.index;
        });
    }

    const template_program& program_;
    text_output& out_;
    text_buffer buffer_;
    const void* slots_[slots_before_loops + slots_of_loop * most_loops];
};

} // namespace

void render(const template_program& program, const void* data, std::string& out)
{
    std::atomic<std::uint32_t>* const usual = program.usual_size;
    // Most pages are as long as the one before. None gets more than this at first, as few may be so long.
    constexpr std::size_t most = 65'536;
    std::size_t expected = program.literal_bytes + program.literal_bytes / 4;
    if (usual)
        expected = std::max<std::size_t>(expected, usual->load(std::memory_order_relaxed));
    expected = std::min(expected, most);

    const std::size_t begin = out.size();
    text_output end(out, expected);
    try {
        renderer(program, data, end).run(program.code, program.code + program.size);
    } catch (...) {
        end.back_to(begin);
        throw;
    }

    const std::size_t size = end.size() - begin;
    const std::size_t needed = end.grown_to() > 0 ? std::max(end.grown_to() - begin, size) : size;
    if (usual && (needed > expected || needed < expected / 2))
        usual->store(static_cast<std::uint32_t>(std::min(needed, most)), std::memory_order_relaxed);
}

} // namespace plait::detail
