// Fails, with g++ before 13, with: g++ 12 destroys an aggregate written inside a co_await expression twice: give it a name first
#include <plait/single_flight.hpp>

#include <compare>
#include <string>

struct place {
    std::string city;
    std::string street;
    auto operator<=>(const place&) const = default;
};

plait::awaitable<int> load(const place& of);

plait::awaitable<int> use(plait::single_flight<place, int>& loads)
{
#ifdef TWIN
    const place of{"Berlin", "Unter den Linden"};
    co_return co_await loads.run(of, [&] { return load(of); });
#else
    co_return co_await loads.run(place{"Berlin", "Unter den Linden"}, [] { return load({}); });
#endif
}
