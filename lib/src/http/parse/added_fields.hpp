#pragma once

#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

/// Fields that a middleware adds to each answer. They are checked when it is made.
class constant_fields {
public:
    /// Adds a field, or replaces the one of that name. It throws what `response::set` throws.
    void set(std::string_view name, std::string_view value);
    /// Takes the field away.
    void erase(std::string_view name) noexcept;

    [[nodiscard]] const std::string& lines() const noexcept { return lines_; }
    [[nodiscard]] bool has_type() const noexcept { return has_type_; } // whether Content-Type is one of them

private:
    std::string lines_;
    bool has_type_ = false;
};

/// What `request::add_to_answer` has added, and what middlewares have by its rules.
class added_fields {
public:
    /// Those of the request, which are made if there are none.
    [[nodiscard]] static added_fields& of(request&);
    /// The first field of that name that was added so far.
    [[nodiscard]] static std::optional<std::string_view> field_of(const request&, std::string_view name) noexcept;

    void add(std::string_view name, std::string_view value);
    void add(std::shared_ptr<const constant_fields> all);
    /// Adds to the answer what it has not set itself. An answer that is made later, of what is added later, is another one.
    void give_once(response& answer);

private:
    void give_to(response& answer) const;

    std::string lines_;
    std::shared_ptr<const constant_fields> constant_; // of a name that is in both, `lines_` count
    bool given_ = false;
};

} // namespace plait::http::detail
