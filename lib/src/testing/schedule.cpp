#include <plait/testing/schedule.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

namespace plait::testing {

schedule schedule::in_order() noexcept
{
    return schedule(kind::in_order);
}

schedule schedule::random(std::uint64_t seed) noexcept
{
    schedule made(kind::random);
    made.seed_ = seed;
    return made;
}

schedule schedule::pct(std::uint64_t seed, std::uint32_t depth, std::uint32_t steps)
{
    if (depth == 0 || steps == 0)
        throw std::invalid_argument("schedule::pct: a depth or number of steps of 0; give at least 1");
    schedule made(kind::pct);
    made.seed_ = seed;
    made.depth_ = depth;
    made.steps_ = steps;
    return made;
}

schedule schedule::choices(std::vector<std::uint32_t> list)
{
    while (!list.empty() && list.back() == 0) // behind the end of the list every choice is 0
        list.pop_back();
    schedule made(kind::choices);
    made.list_ = std::move(list);
    return made;
}

std::string schedule::text() const
{
    switch (how_) {
    case kind::in_order:
        break;
    case kind::random:
        return "random:" + std::to_string(seed_);
    case kind::pct:
        return "pct:" + std::to_string(seed_) + ":" + std::to_string(depth_) + ":" + std::to_string(steps_);
    case kind::choices:
        std::string text = "choices:";
        for (std::size_t i = 0; i < list_.size(); ++i)
            text += (i == 0 ? "" : ".") + std::to_string(list_[i]);
        return text;
    }
    return "in_order";
}

namespace {

/// Reads the numbers of a text, one after the other.
class numbers {
public:
    explicit numbers(std::string_view text) noexcept : rest_(text) {}

    template <class Number>
    [[nodiscard]] std::optional<Number> next(char before)
    {
        if (before != '\0') {
            if (!rest_.starts_with(before))
                return std::nullopt;
            rest_.remove_prefix(1);
        }
        Number value{};
        const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (failed != std::errc())
            return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<schedule> parsed(std::string_view text)
{
    if (text == "in_order")
        return schedule::in_order();
    const std::size_t colon = text.find(':');
    if (colon == text.npos)
        return std::nullopt;
    const std::string_view how = text.substr(0, colon);
    numbers rest(text.substr(colon + 1));
    if (how == "random") {
        if (const auto seed = rest.next<std::uint64_t>('\0'); seed && rest.at_end())
            return schedule::random(*seed);
    } else if (how == "pct") {
        const auto seed = rest.next<std::uint64_t>('\0');
        const auto depth = rest.next<std::uint32_t>(':');
        const auto steps = rest.next<std::uint32_t>(':');
        if (seed && depth && steps && *depth > 0 && *steps > 0 && rest.at_end())
            return schedule::pct(*seed, *depth, *steps);
    } else if (how == "choices") {
        std::vector<std::uint32_t> list;
        while (!rest.at_end()) {
            const auto each = rest.next<std::uint32_t>(list.empty() ? '\0' : '.');
            if (!each)
                return std::nullopt;
            list.push_back(*each);
        }
        return schedule::choices(std::move(list));
    }
    return std::nullopt;
}

} // namespace

schedule schedule::parse(std::string_view text)
{
    if (auto found = parsed(text))
        return *std::move(found);
    throw std::invalid_argument(
        "'" + std::string(text)
        + "' is no schedule: give in_order, random:SEED, pct:SEED:DEPTH:STEPS or choices:N.N.N, as the message of a "
          "failure does");
}

} // namespace plait::testing
