#pragma once

#include <plait/html/detail/render.hpp>
#include <plait/html/template_file.hpp>

#include <string>
#include <utility>

namespace plait::detail {

/// A template's file in memory, and what was made of it. It is counted by who has it.
struct watched_template;

void retain(watched_template&) noexcept;
void release(watched_template&) noexcept;

/// What templates of all types of data have: a program that was compiled, or one that a file is read for.
class template_base {
public:
    constexpr template_base(const template_base& other) noexcept : program_(other.program_), watched_(other.watched_)
    {
        if (watched_)
            retain(*watched_);
    }
    constexpr template_base& operator=(const template_base& other) noexcept
    {
        template_base copy(other);
        std::swap(program_, copy.program_);
        std::swap(watched_, copy.watched_);
        return *this;
    }

protected:
    constexpr template_base() noexcept = default;
    constexpr explicit template_base(const template_program& program) noexcept : program_(&program) {}
    template_base(const template_file& file, const value_type& data, template_language language);
    constexpr ~template_base()
    {
        if (watched_)
            release(*watched_);
    }

    void append(const void* data, std::string& out) const
    {
        if (program_)
            render(*program_, data, out);
        else
            append_from_file(data, out);
    }

private:
    void append_from_file(const void* data, std::string& out) const;

    const template_program* program_ = nullptr;
    watched_template* watched_ = nullptr;
};

} // namespace plait::detail
