#pragma once

#include <plait/html/detail/characters.hpp>

namespace plait::detail {

/// The names of a tag's attributes, to find those that stand twice: browsers take the first one.
class html_tag {
public:
    bool is_split = false; // no name stands behind its `<`

    /// Makes it that of another tag. The names stay where they are, as an assignment of all would take the compiler long.
    constexpr void reset()
    {
        is_split = false;
        size_ = 0;
        last_ = {};
    }

    /// The attribute in which the text is, or was last.
    [[nodiscard]] constexpr std::string_view attribute() const { return last_; }
    [[nodiscard]] constexpr int size() const { return size_; }

    [[nodiscard]] constexpr bool is_full() const { return size_ == most; }

    /// Adds a name. Returns false if it is there already, or if there is no room to remember it.
    constexpr bool add(std::string_view name)
    {
        last_ = name;
        for (int i = 0; i < size_; ++i)
            if (names_[i].size() == name.size() && is_same_name(names_[i], name))
                return false;
        if (is_full())
            return false;
        names_[size_++] = name;
        return true;
    }

    /// Adds those of a tag whose names came from another branch. Behind one that finds no room, none is added.
    constexpr void merge(const html_tag& other, int from)
    {
        for (int i = from; i < other.size_; ++i)
            (void)add(other.names_[i]);
    }

private:
    [[nodiscard]] static constexpr bool is_same_name(std::string_view left, std::string_view right)
    {
        for (std::size_t i = 0; i < left.size(); ++i)
            if (to_lower(left.data()[i]) != to_lower(right.data()[i]))
                return false;
        return true;
    }

    static constexpr int most = 32;
    std::string_view names_[most];
    std::string_view last_;
    int size_ = 0;
};

} // namespace plait::detail
