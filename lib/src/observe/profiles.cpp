#include "observe/profiles.hpp"

namespace plait::detail {

namespace {

profile_maker not_built_yet()
{
    static constexpr const char* reason = "not built yet";
    return {
        [](profile_order) -> awaitable<std::string> {
            throw profile_unavailable(reason);
            co_return std::string();
        },
        [] { return std::string(reason); },
    };
}

} // namespace

profile_makers all_profile_makers()
{
    profile_makers all;
    all.cpu = not_built_yet();
    all.heap = not_built_yet();
    all.allocs = not_built_yet();
    all.block = not_built_yet();
    all.mutex = not_built_yet();
    all.tasks = not_built_yet();
    return all;
}

} // namespace plait::detail
