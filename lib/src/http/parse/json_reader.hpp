#pragma once

#include "http/parse/json_document.hpp"
#include "http/parse/json_place.hpp"
#include <plait/http/detail/json_type.hpp>
#include <plait/http/http_error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// Reads the values of a text into a value of the user's type. It goes on after an error, to find the others. It goes as
/// deep as the text, which is limited.
class json_reader {
public:
    json_reader(const json_document& document, const json_options& options) noexcept
        : document_(document), options_(options)
    {
    }

    void read(const json_type&, void* into);
    [[nodiscard]] bool is_right() const noexcept { return error_count_ == 0; }
    /// Throws `http_error` with 422 and the errors, if there are some.
    void throw_errors();

    static constexpr std::size_t most_errors = 20;

private:
    void read_maybe(const json_type&, void* into, const json_node&);
    void read_array(const json_type&, void* into, const json_node&);
    void read_fixed_array(const json_type&, void* into, const json_node&);
    void read_map(const json_type&, void* into, const json_node&);
    void read_object(const json_type&, void* into, const json_node&);
    void read_variant(const json_type&, void* into);
    void read_at(json_place, const json_type&, void* into);
    [[noreturn]] void refuse_twice(std::string_view name) const;
    void refuse_unknown(std::string_view name);
    void miss(const json_member&);

    void add_error(const json_node* got, std::string expected);
    void add_error(const json_node* got, const json_type& expected);

    const json_document& document_;
    const json_options& options_;
    std::size_t at_ = 0; // the value that is read next
    const json_place* place_ = nullptr;
    std::vector<wrong_value> errors_;
    std::size_t error_count_ = 0; // of all, also of those that are not kept
};

} // namespace plait::http::detail
