#include "http/parse/added_fields.hpp"

#include "http/answer/field_lines.hpp"
#include "http/parse/field_line.hpp"
#include "http/parse/field_name.hpp"

namespace plait::http::detail {

void constant_fields::set(std::string_view name, std::string_view value)
{
    const std::string line = field_line(name, value);
    erase(name);
    lines_ += line;
    has_type_ = has_type_ || same_name(name, "Content-Type");
}

void constant_fields::erase(std::string_view name) noexcept
{
    erase_lines(lines_, name);
    has_type_ = has_type_ && !same_name(name, "Content-Type");
}

added_fields& added_fields::of(request& given)
{
    if (!given.on_answer_ || (*given.on_answer_).given_)
        given.on_answer_ = owned<added_fields>(new added_fields);
    return *given.on_answer_;
}

std::optional<std::string_view> added_fields::field_of(const request& given, std::string_view name) noexcept
{
    if (!given.on_answer_)
        return std::nullopt;
    const added_fields& all = *given.on_answer_;
    const std::optional<std::string_view> own = value_in(all.lines_, name);
    return own || !all.constant_ ? own : value_in(all.constant_->lines(), name);
}

void added_fields::add(std::string_view name, std::string_view value)
{
    const std::string line = field_line(name, value);
    if (!may_repeat(name))
        erase_lines(lines_, name);
    lines_ += line;
}

void added_fields::add(std::shared_ptr<const constant_fields> all)
{
    const auto own_before = std::exchange(constant_, std::move(all));
    if (!own_before && lines_.empty())
        return;
    const auto use = [](const std::string& lines, auto each) {
        for_each_line(lines, [&](std::string_view line, std::string_view name, std::string_view) {
            each(line, name);
            return false;
        });
    };
    if (own_before)
        use(own_before->lines(), [&](std::string_view line, std::string_view name) {
            if (may_repeat(name) || !value_in(lines_, name))
                lines_ += line;
        });
    use(constant_->lines(), [&](std::string_view, std::string_view name) { // what is added last counts
        if (!may_repeat(name))
            erase_lines(lines_, name);
    });
}

void added_fields::give_once(response& answer)
{
    if (!std::exchange(given_, true))
        give_to(answer);
}

void added_fields::give_to(response& answer) const
{
    std::string& to = lines_of(answer);
    if (constant_ && to.empty() && lines_.empty() && !constant_->has_type()) {
        to = constant_->lines();
        return;
    }
    const auto give = [&](std::string_view line, std::string_view name, std::string_view) {
        if (may_repeat(name) || !answer.field(name))
            to += line;
        return false;
    };
    for_each_line(lines_, give);
    if (constant_)
        for_each_line(constant_->lines(), give);
}

} // namespace plait::http::detail
