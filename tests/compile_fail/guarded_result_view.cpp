// Fails with: the function of guarded::with returns a copy
#include <plait/guarded.hpp>

#include <string>
#include <string_view>

plait::awaitable<void> use(plait::guarded<std::string>& text)
{
#ifdef TWIN
    (void)co_await text.with([](std::string& s) { return std::string(s); });
#else
    (void)co_await text.with([](std::string& s) -> std::string_view { return s; });
#endif
}
