// Fails with: the task of single_flight<Key, T>::run returns an awaitable<T>
#include <plait/single_flight.hpp>

#include <string>

plait::awaitable<std::string> load(int id);
plait::awaitable<const char*> name(int id);

plait::awaitable<std::string> use(plait::single_flight<int, std::string>& loads, int id)
{
#ifdef TWIN
    co_return co_await loads.run(id, [&] { return load(id); });
#else
    co_return co_await loads.run(id, [&] { return name(id); });
#endif
}
