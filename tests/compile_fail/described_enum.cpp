// Fails with: describe the enum behind its definition: BOOST_DESCRIBE_ENUM(order, oldest, newest)
#include <plait/http/described_enum.hpp>
#include <plait/http/request.hpp>

#include <boost/describe/enum.hpp>

enum class order { oldest, newest };
#ifdef TWIN
BOOST_DESCRIBE_ENUM(order, oldest, newest)
#endif

bool newest_first(const plait::http::request& request)
{
    return request.query<order>("order") == order::newest;
}
