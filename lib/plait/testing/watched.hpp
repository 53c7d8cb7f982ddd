#pragma once

#include <plait/detail/coroutine/takes_copy.hpp>
#include <plait/detail/kernel/simulation_hook.hpp>

#include <concepts>
#include <source_location>
#include <type_traits>
#include <utility>

namespace plait::testing {

/// Plain data that a `simulation` watches. Two uses by different loops that nothing orders, one of them a write, are a
/// data race, and end the test with an error that names both source lines. Outside of a simulation it is just the plain
/// data.
///
///     watched<int> hits(0, "hits");
///     hits.write(hits.read() + 1);
///     hits.change([](int& n) { ++n; });
///
/// Errors: none are thrown here. `simulation::run` throws `data_race` at the end of the step in which the race was
///   found.
///
/// Threads: as safe as the data itself, and no safer.
///
/// Cost: one thread-local read for a use, outside of a simulation.
template <class T>
class watched {
public:
    watched()
        requires std::default_initializable<T>
    = default;
    explicit watched(T value, const char* name = "watched data") : value_(std::move(value)), name_(name) {}
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
    ~watched() { plait::detail::ended(this); }

    [[nodiscard]] const T& read(const std::source_location& where = std::source_location::current()) const
    {
        note(use::read, where);
        return value_;
    }
    void write(T value, const std::source_location& where = std::source_location::current())
    {
        note(use::write, where);
        value_ = std::move(value);
    }
    /// Calls `function(value)`, which may change the value. Returns what the function returns.
    template <class Function>
    decltype(auto) change(Function&& function, const std::source_location& where = std::source_location::current())
    {
        static_assert(
            !plait::detail::takes_copy<std::decay_t<Function>, T>(),
            "the function of watched::change takes the data by reference, as what it changes of a copy is lost");
        note(use::write, where);
        return std::forward<Function>(function)(value_);
    }

private:
    using use = plait::detail::simulation_hook::use;

    void note(use what, const std::source_location& where) const
    {
        if (plait::detail::current.simulated) [[unlikely]]
            plait::detail::current.simulated->used(this, name_, what, where);
    }

    T value_{};
    const char* name_ = "watched data";
};

template <class T>
watched(T) -> watched<T>;
template <class T>
watched(T, const char*) -> watched<T>;

} // namespace plait::testing
