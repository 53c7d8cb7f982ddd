#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// Finds a number by a text and the number of who owns it: a hash table in two blocks of memory. What is looked up
/// may come from an attacker, as it is never added: a table has the runs that the program's own texts make.
class text_index {
public:
    using number = std::uint32_t;
    static constexpr number none = static_cast<number>(-1);

    /// The key is not there yet. Its value is not `none`.
    void add(number owner, std::string_view text, number value);

    [[nodiscard]] number find(number owner, std::string_view text) const noexcept;
    /// Looks for what the text is without its percent-encoding.
    [[nodiscard]] number find_decoded(number owner, std::string_view encoded) const noexcept;

private:
    struct slot {
        number value = none; // none: a free slot
        number owner = none;
        number hash = 0;
        number at = 0; // in texts_
        number size = 0;
    };

    void place(const slot&) noexcept;
    template <class Same>
    [[nodiscard]] number look(number owner, number hash, Same same) const noexcept;

    std::vector<slot> slots_ = std::vector<slot>(1); // a power of two, at most half of them in use
    std::size_t mask_ = 0;                           // their number less one
    std::string texts_;
    std::size_t count_ = 0;
};

} // namespace plait::http::detail
