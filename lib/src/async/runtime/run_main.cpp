#include <plait/run_main.hpp>

#include "async/kernel/watching.hpp"
#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <cstdio>
#include <utility>

namespace plait::detail {

namespace {

int run_or_throw(count_argument loops, awaitable<int> main)
{
    const watching watched(watching::what::signals);
    try {
        return runtime(loops).run(std::move(main));
    } catch (const boost::system::system_error& thrown) {
        if (thrown.code() == error::interrupted)
            return 0;
        throw;
    }
}

} // namespace

int run_to_status(count_argument loops, awaitable<int> main) noexcept
{
    try {
        return run_or_throw(loops, std::move(main));
    } catch (...) {
        std::fputs((describe(std::current_exception()) + "\n").c_str(), stderr);
        return 1;
    }
}

} // namespace plait::detail
