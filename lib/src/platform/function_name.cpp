#include "platform/function_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

namespace plait::platform {

namespace {

bool in_identifier(char each)
{
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') || each == '_';
}

bool is_digit(char each)
{
    return each >= '0' && each <= '9';
}

// g++ names the frame of a coroutine after the coroutine's own linkage name, as in "_ZN4shop4loadEi.Frame". This name
// occurs in that of the resumed part, after its length, and in what std::source_location gives, after "::".
std::string_view coroutine_of_frame(std::string_view name)
{
    constexpr std::string_view frame = ".Frame";
    const std::size_t end = name.rfind(frame);
    if (end == std::string_view::npos)
        return {};
    for (std::size_t begin = name.rfind("_Z", end); begin != std::string_view::npos && begin > 0;
         begin = name.rfind("_Z", begin - 1)) {
        if (!std::ranges::all_of(name.substr(begin, end - begin), in_identifier))
            break;
        std::size_t length = 0;
        std::size_t digits = begin;
        while (digits > 0 && is_digit(name[digits - 1]))
            --digits;
        for (const char each : name.substr(digits, std::min<std::size_t>(begin - digits, 9)))
            length = 10 * length + static_cast<std::size_t>(each - '0');
        if (name[begin - 1] == ':' || length == end + frame.size() - begin)
            return name.substr(begin, end - begin);
    }
    return {};
}

std::string demangled(std::string_view linkage_name)
{
#if __has_include(<cxxabi.h>)
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(std::string(linkage_name).c_str(), nullptr, nullptr, &status), &std::free);
    if (text)
        return text.get();
#endif
    return std::string(linkage_name);
}

class simplified {
public:
    simplified(std::string_view text, lambda_names lambdas) : rest_(text), lambdas_(lambdas) {}

    std::string name()
    {
        while (!rest_.empty() && take_next()) {
        }
        return std::move(name_);
    }

private:
    bool take(std::string_view text)
    {
        if (!rest_.starts_with(text))
            return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    // Takes one part of the text. Returns false after the last part of the name.
    bool take_next()
    {
        const bool at_word = name_.empty() || !in_identifier(name_.back());
        switch (rest_.front()) {
        case ' ':
            if (rest_.starts_with(" [")) // " [with T = int]"
                return false;
            name_.clear(); // that was the result
            rest_.remove_prefix(1);
            return true;
        case '<':
            if (rest_.starts_with("<lambda("))
                take_lambda(take_group());
            else
                take_group();
            return true;
        case '{':
            take_braces();
            return true;
        case '\'': // libc++ writes 'lambda'(int)
            rest_.remove_prefix(std::min(rest_.find('\'', 1), rest_.size() - 1) + 1);
            take_lambda({});
            return true;
        case '(':
            return take_parentheses();
        case '[': // "[abi:cxx11]"
            take_group();
            return true;
        default:
            if (at_word && rest_.starts_with("operator") && (rest_.size() == 8 || !in_identifier(rest_[8])))
                take_operator();
            else if (at_word && rest_.starts_with("$_"))
                take_numbered_lambda();
            else if (!(at_word && take("__cxx11::")))
                name_ += rest_.front(), rest_.remove_prefix(1);
            return true;
        }
    }

    bool take_parentheses()
    {
        if (take("(anonymous namespace)")) {
            name_ += "(anonymous namespace)";
            return true;
        }
        if (take("(anonymous class)")) {
            take_lambda({});
            return true;
        }
        if (name_.empty() && rest_.size() > 1 && (rest_[1] == '*' || rest_[1] == '&')) { // "void (*name(int))(char)"
            rest_.remove_prefix(rest_.find_first_not_of("(*&"));
            return true;
        }
        take_group();
        if (name_.empty() || name_ == "decltype")
            return true;
        std::string_view after = rest_;
        for (bool more = true; more;) {
            more = false;
            for (const std::string_view each : {" const", " volatile", " &&", " &", " noexcept", " mutable"}) {
                more = more || after.starts_with(each);
                after.remove_prefix(after.starts_with(each) ? each.size() : 0);
            }
        }
        if (!after.starts_with("::"))
            return false;
        rest_ = after;
        return true;
    }

    void take_braces()
    {
        const std::string_view group = take_group();
        if (group == "{anonymous}")
            name_ += "(anonymous namespace)";
        else if (group.starts_with("{lambda"))
            take_lambda(group);
        else
            name_ += group;
    }

    void take_lambda(std::string_view group)
    {
        name_ += "{lambda";
        if (constexpr std::size_t head = 7; lambdas_ == lambda_names::numbered && group.size() > head) {
            group.remove_prefix(head); // "{lambda" or "<lambda"
            group.remove_suffix(1);
            name_ += short_types(group);
        }
        name_ += '}';
    }

    void take_numbered_lambda()
    {
        rest_.remove_prefix(2);
        while (!rest_.empty() && is_digit(rest_.front()))
            rest_.remove_prefix(1);
        take_lambda({});
    }

    void take_operator()
    {
        constexpr std::array<std::string_view, 47> known{
            "()",  "[]",  " new[]", " new", " delete[]", " delete", " co_await", "\"\" ", "\"\"", "<=>",
            "<<=", ">>=", "->*",    "<<",   ">>",        "<=",      ">=",        "==",    "!=",   "&&",
            "||",  "++",  "--",     "+=",   "-=",        "*=",      "/=",        "%=",    "^=",   "&=",
            "|=",  "->",  "+",      "-",    "*",         "/",       "%",         "^",     "&",    "|",
            "~",   "!",   "=",      "<",    ">",         ",",       "co_await"};
        rest_.remove_prefix(8);
        const auto* const found = std::ranges::find_if(known, [&](auto each) { return rest_.starts_with(each); });
        if (found == known.end()) {
            take_conversion();
            return;
        }
        rest_.remove_prefix(found->size());
        if (*found == "()" && name_.ends_with("}::")) { // a lambda's
            name_.resize(name_.size() - 2);
        } else {
            name_ += "operator";
            name_ += found->starts_with("\"\"") ? "\"\"" : *found;
        }
        if (rest_.starts_with(" <"))
            rest_.remove_prefix(1);
    }

    // "operator std::vector<int>() const" becomes "operator vector": clang gives to std::source_location no more than that.
    void take_conversion()
    {
        std::string type;
        while (!rest_.empty() && (rest_.front() != '(' || rest_.starts_with("(*"))) {
            if (rest_.front() == '<' || rest_.front() == '(')
                take_group();
            else
                type += rest_.front(), rest_.remove_prefix(1);
        }
        if (const std::size_t colons = type.rfind("::"); colons != std::string::npos)
            type.erase(1, colons + 1);
        name_ += "operator" + type;
    }

    // Takes "<...>", "(...)", "{...}" or "[...]", with all that is nested in it.
    std::string_view take_group()
    {
        std::string open;
        std::size_t at = 0;
        do {
            const char each = rest_[at];
            const bool operator_before = rest_.substr(0, at).ends_with("operator");
            if (each == '\'' && at + 2 < rest_.size() && (rest_[at + 2] == '\'' || rest_[at + 1] == '\\'))
                at += rest_[at + 2] == '\'' ? 2 : 3; // a character as the argument of a template
            else if (each == '(' || each == '{' || each == '[' || (each == '<' && !operator_before))
                open += each;
            else if (each == ')' || each == '}' || each == ']')
                close(open, each == ')' ? '(' : each == '}' ? '{' : '[');
            else if (each == '>' && open.back() == '<' && rest_[at - 1] != '-')
                open.pop_back();
            ++at;
        } while (!open.empty() && at < rest_.size());
        const std::string_view group = rest_.substr(0, at);
        rest_.remove_prefix(std::min(at, rest_.size()));
        return group;
    }

    // A "<" that is still open inside of what is closed was an operator.
    static void close(std::string& open, char opened)
    {
        while (!open.empty() && open.back() != opened)
            open.pop_back();
        if (!open.empty())
            open.pop_back();
    }

    // "(std::vector<int>&, shop::order)#2" becomes "(vector&, order)#2".
    static std::string short_types(std::string_view text)
    {
        std::string kept;
        simplified part(text, lambda_names::numbered);
        while (!part.rest_.empty()) {
            if (part.rest_.front() == '<')
                part.take_group();
            else if (part.take("::"))
                while (!kept.empty() && in_identifier(kept.back()))
                    kept.pop_back();
            else if (!part.take("(anonymous namespace)::"))
                kept += part.rest_.front(), part.rest_.remove_prefix(1);
        }
        return kept;
    }

    std::string_view rest_;
    std::string name_;
    lambda_names lambdas_;
};

} // namespace

std::string readable_name(std::string_view name, lambda_names lambdas)
{
    std::string whole;
    if (const std::string_view coroutine = coroutine_of_frame(name); !coroutine.empty())
        whole = demangled(coroutine);
    else if (name.starts_with("_Z"))
        whole = demangled(name.substr(0, name.find('.')));
    else if (name.find_first_of(":<( ") == std::string_view::npos)
        whole = name.substr(0, name.find('.', 1)); // without ".constprop.0"
    else
        whole = name;
    const std::string readable = simplified(whole, lambdas).name();
    return readable.empty() ? whole : readable;
}

} // namespace plait::platform
