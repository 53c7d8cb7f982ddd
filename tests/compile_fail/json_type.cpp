// Fails with: JSON has nothing for a type here: it knows described structs (BOOST_DESCRIBE_STRUCT)
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/class.hpp>

struct place {
    double x = 0;
};
#ifdef TWIN
BOOST_DESCRIBE_STRUCT(place, (), (x))
#endif

struct user {
    place home;
};
BOOST_DESCRIBE_STRUCT(user, (), (home))

plait::http::response use(const user& user)
{
    return plait::http::json(user);
}
