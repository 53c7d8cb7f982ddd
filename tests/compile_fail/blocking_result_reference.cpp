// Fails with: the function of blocking returns a copy
#include <plait/blocking.hpp>

#include <string>

plait::awaitable<std::string> use(std::string& text)
{
#ifdef TWIN
    co_return co_await plait::blocking([&] { return text; });
#else
    co_return co_await plait::blocking([&]() -> std::string& { return text; });
#endif
}
