#include "equal_sums.hpp"
#include "routes.hpp"

#include <plait/blocking.hpp>

#include <bit>
#include <random>
#include <string>
#include <string_view>

using namespace plait;
using namespace plait::http;

namespace {

using subset = std::uint64_t; // bit i is set if number i is in the subset

/// A hash map from a sum to a subset with that sum. Its cells are one block of memory, in which a sum that finds its
/// cell taken goes into the next free one.
class subsets_by_sum {
public:
    /// Returns the subset with that sum. If there is none, it becomes `added`.
    subset find_or_add(std::uint64_t sum, subset added)
    {
        cell& place = find(sum);
        if (place.found != 0)
            return place.found;
        place = {sum, added};
        if (++count_ * 2 > cells_.size())
            grow();
        return added;
    }

private:
    struct cell {
        std::uint64_t sum = 0;
        subset found = 0; // 0: the cell is free
    };

    cell& find(std::uint64_t sum) noexcept
    {
        constexpr std::uint64_t golden_ratio = 0x9e37'79b9'7f4a'7c15; // it spreads sums that are close to each other
        const std::size_t mask = cells_.size() - 1;
        std::size_t at = (sum * golden_ratio >> 20U) & mask;
        while (cells_[at].found != 0 && cells_[at].sum != sum)
            at = (at + 1) & mask;
        return cells_[at];
    }

    void grow()
    {
        std::vector<cell> old(cells_.size() * 2);
        old.swap(cells_);
        for (const cell& each : old)
            if (each.found != 0)
                find(each.sum) = each;
    }

    std::vector<cell> cells_ = std::vector<cell>(1024);
    std::size_t count_ = 0;
};

std::uint64_t sum_of(const std::vector<std::uint64_t>& numbers, subset chosen) noexcept
{
    std::uint64_t sum = 0;
    for (; chosen != 0; chosen &= chosen - 1)
        sum += numbers[static_cast<std::size_t>(std::countr_zero(chosen))];
    return sum;
}

std::vector<std::uint64_t> members(const std::vector<std::uint64_t>& numbers, subset chosen)
{
    std::vector<std::uint64_t> found;
    for (; chosen != 0; chosen &= chosen - 1)
        found.push_back(numbers[static_cast<std::size_t>(std::countr_zero(chosen))]);
    return found;
}

} // namespace

std::vector<std::uint64_t> random_numbers(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<std::uint64_t> numbers(count);
    for (std::uint64_t& each : numbers)
        each = 1 + (random() >> (64 - (count - 6))); // up to 2^(count - 6), of which up to 44 are less than 2^count
    return numbers;
}

// This function is not inlined, as it is the one that a profile shall name.
[[gnu::noinline]] std::optional<equal_sums>
find_equal_sums(const std::vector<std::uint64_t>& numbers, std::uint64_t seed, const std::stop_token& stop)
{
    constexpr std::size_t between_looks = 1024; // subsets that are summed before the token is asked again
    std::mt19937_64 random(seed);
    subsets_by_sum known;
    for (std::size_t tried = 1; tried % between_looks != 0 || !stop.stop_requested(); ++tried) {
        const subset chosen = random() >> (64 - numbers.size());
        if (chosen == 0)
            continue;
        const subset other = known.find_or_add(sum_of(numbers, chosen), chosen);
        if (other == chosen)
            continue;
        const subset left = other & ~chosen; // without what both have, the sums are still equal
        return equal_sums{members(numbers, left), members(numbers, chosen & ~other), sum_of(numbers, left), tried};
    }
    return std::nullopt;
}

namespace {

std::string to_text(const std::vector<std::uint64_t>& numbers)
{
    std::string text;
    for (const std::uint64_t each : numbers)
        text.append(text.empty() ? "" : " + ").append(std::to_string(each));
    return text;
}

std::string to_text(std::uint64_t size, std::uint64_t seed, const equal_sums& found)
{
    std::string text = "Of " + std::to_string(size) + " random numbers (seed " + std::to_string(seed);
    text.append("), these have the same sum:\n").append(to_text(found.left)).append("\n= ");
    text.append(to_text(found.right)).append("\n= ").append(std::to_string(found.sum)).append("\n");
    return text.append(std::to_string(found.tried)).append(" subsets were tried.\n");
}

} // namespace

void add_equal_sums(router& app)
{
    app.get("/equal-sums", [](request& request) -> awaitable<response> {
        constexpr std::size_t usual_size = 40;
        const auto size = request.query<std::size_t>("size").value_or(usual_size);
        const auto seed = request.query<std::uint64_t>("seed").value_or(1);
        if (size < fewest_numbers || size > most_numbers)
            throw http_error(
                status::bad_request, "size is how many numbers, from " + std::to_string(fewest_numbers) + " to "
                                         + std::to_string(most_numbers)
                                         + ": /equal-sums?size=" + std::to_string(usual_size));
        const std::vector<std::uint64_t> numbers = random_numbers(size, seed);
        const auto found =
            co_await blocking([&](std::stop_token stop) { return find_equal_sums(numbers, seed, stop); });
        if (!found) // nobody waits for the answer any more
            throw http_error(status::service_unavailable);
        co_return text(to_text(size, seed, *found)).set("Cache-Control", "no-store");
    });
}
