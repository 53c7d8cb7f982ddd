// Fails with: more_bytes_than_size_t_can_hold
#include <plait/bytes.hpp>

using plait::operator""_GiB;

plait::bytes limit()
{
#ifdef TWIN
    return 17179869183_GiB;
#else
    return 17179869184_GiB;
#endif
}
