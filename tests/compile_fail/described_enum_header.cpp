// Fails with: to read a described enum, add #include <plait/http/described_enum.hpp>
#include <plait/http.hpp>
#ifdef TWIN
#include <plait/http/described_enum.hpp>
#endif

#include <boost/describe/enum.hpp>

enum class order { oldest, newest };
BOOST_DESCRIBE_ENUM(order, oldest, newest)

bool newest_first(const plait::http::request& request)
{
    return request.query<order>("order") == order::newest;
}
