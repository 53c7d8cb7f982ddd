// Fails, with clang, with: reading variable 'value_' requires holding turn 'hits.turns_'
#include <plait/detail/coroutine/result.hpp>
#include <plait/detail/coroutine/task_argument.hpp>
#include <plait/detail/sync/turn_queue.hpp>

#include <string_view>

#define private public // as a member function that forgets its turn
#include <plait/guarded.hpp>
#undef private

int read(plait::guarded<int>& hits)
{
#ifdef TWIN
    int value = 0;
    if (hits.turns_.try_enter_soon()) {
        value = hits.value_;
        hits.turns_.leave();
    }
    return value;
#else
    return hits.value_;
#endif
}
