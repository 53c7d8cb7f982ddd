#pragma once

#include <plait/after.hpp>
#include <plait/awaitable.hpp>
#include <plait/detail/sync/select_case.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace plait {

/// Waits for the first of several things, its cases. Exactly one of them happens.
///
///     auto chosen = co_await select(prices.receiving(), stop.waiting(), orders.sending(3), after(80ms));
///     if (chosen.index() == 0)
///         use(std::get<0>(chosen));
///
/// If several cases are ready, the first one in the order of the arguments is chosen, never a random one. So put first
/// a case that the others must not keep from coming up, such as a stop.
///
/// A case that is not chosen leaves no trace: nothing was received, nothing was sent. An item that was to be sent
/// stands in its case, and a case that is a variable keeps it:
///
///     auto offer = orders.sending(std::move(order));
///     auto chosen = co_await select(offer, after(80ms)); // offer.item is still there if it was the time
///
/// Returns: a `std::variant` with an alternative for each case, in the order of the arguments: a `std::optional<T>` for
///   `channel<T>::receiving` (none: closed and drained), a `std::monostate` for the others. Its `index()` says which
///   case was chosen.
///
/// Errors: `error::closed` if the case that comes up is a `sending` whose channel is closed, and
///   `asio::error::operation_aborted` if the caller is cancelled while it waits.
///
/// Cancellation: ends the wait, unless one of the cases has happened meanwhile: then that case is returned.
///
/// Lifetime: a case that is a variable must outlive the call; other cases are kept by the call.
///
/// Threads: the caller resumes on its own loop. What a case waits for may be used by tasks of all loops, which may be
///   in `select` too.
///
/// Cost: 95 ns for three cases of which one is ready, no memory (`bench_each`).
template <class... Cases>
[[nodiscard]] auto select(Cases&&... cases);

/// Does what `select` does, and does not wait: if no case is ready, none is chosen.
///
///     if (auto chosen = try_select(prices.receiving(), orders.sending(3))) ...
///
/// Returns: a `std::optional` of what `select` gives; none if no case is ready.
///
/// Errors: `error::closed`, as for `select`.
template <class... Cases>
[[nodiscard]] auto try_select(Cases&&... cases);

//
// Implementation
//

namespace detail {

template <class Case>
concept selectable = std::derived_from<typename std::remove_reference_t<Case>::place, select_case>;

/// Compiles if `Cases` are cases. Otherwise the error says what to do.
template <class... Cases>
consteval void check_cases()
{
    static_assert(sizeof...(Cases) > 0, "select needs a case: of nothing it would wait for ever");
    static_assert(
        (selectable<Cases> && ...),
        "select waits for cases, not for tasks: channel.receiving(), channel.sending(item), event.waiting(), "
        "after(time), at(point)");
    static_assert(
        (!std::is_const_v<std::remove_reference_t<Cases>> && ...), "a case that is a variable must not be const");
}

template <class Case>
using selected = typename std::remove_reference_t<Case>::result;

using select_cases = std::span<select_case* const>;

inline constexpr std::size_t none_chosen = static_cast<std::size_t>(-1);

[[nodiscard]] std::size_t choose_now(select_cases);
void enqueue_all(const wait&, select_cases); // is called when the task is suspended
[[nodiscard]] std::size_t chosen_of(select_cases) noexcept;

/// The cases of one `select`. They are in their queues until this is destroyed.
template <class... Cases>
class places {
public:
    places(wait& waiting, Cases&... cases) : places_(entry<Cases>{waiting, cases}...)
    {
        std::apply([this](auto&... each) { all_ = {&each.here...}; }, places_);
    }

    [[nodiscard]] select_cases all() const noexcept { return all_; }

private:
    template <class Case>
    struct entry {
        wait& waiting;
        Case& of;
    };
    // A place is built inside the tuple from one argument, because it cannot be moved.
    template <class Case>
    struct place {
        explicit place(entry<Case> from) noexcept : here(from.waiting, from.of) {}
        typename Case::place here;
    };

    std::tuple<place<Cases>...> places_;
    std::array<select_case*, sizeof...(Cases)> all_;
};

template <class... Cases, std::size_t... Index>
std::variant<selected<Cases>...> take(std::size_t chosen, std::index_sequence<Index...>, Cases&... cases)
{
    std::optional<std::variant<selected<Cases>...>> taken;
    ((chosen == Index ? void(taken.emplace(std::in_place_index<Index>, cases.take())) : void()), ...);
    return *std::move(taken);
}

// Each of `Cases` is a reference to the caller's variable, or a value.
template <class... Cases>
awaitable<std::variant<selected<Cases>...>> select_first(Cases... cases)
{
    wait waiting("select");
    const places<std::remove_reference_t<Cases>...> entered(waiting, cases...);
    std::size_t chosen = gives_way() ? none_chosen : choose_now(entered.all());
    if (chosen == none_chosen) {
        co_await waiting.suspend([&] { enqueue_all(waiting, entered.all()); });
        chosen = chosen_of(entered.all());
    }
    co_return take(chosen, std::index_sequence_for<Cases...>(), cases...);
}

} // namespace detail

template <class... Cases>
auto select(Cases&&... cases)
{
    detail::check_cases<Cases...>();
    return detail::select_first<Cases...>(std::forward<Cases>(cases)...);
}

template <class... Cases>
auto try_select(Cases&&... cases)
{
    detail::check_cases<Cases...>();
    detail::wait never("try_select");
    const detail::places<std::remove_reference_t<Cases>...> all(never, cases...);
    const std::size_t chosen = detail::choose_now(all.all());
    using found = std::optional<std::variant<detail::selected<Cases>...>>;
    if (chosen == detail::none_chosen)
        return found();
    return found(detail::take(chosen, std::index_sequence_for<Cases...>(), cases...));
}

} // namespace plait
