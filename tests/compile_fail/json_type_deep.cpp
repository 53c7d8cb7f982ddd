// Fails with: JSON has nothing for a type here: it knows described structs (BOOST_DESCRIBE_STRUCT)
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

struct place {
    double x = 0;
};
#ifdef TWIN
BOOST_DESCRIBE_STRUCT(place, (), (x))
#endif

// What is wrong is eight types deep, behind one that contains itself.
struct user {
    std::vector<user> friends;
    std::vector<std::vector<std::map<std::string, std::optional<std::vector<std::vector<place>>>>>> homes;
};
BOOST_DESCRIBE_STRUCT(user, (), (friends, homes))

plait::http::response use(const user& user)
{
    return plait::http::json(user);
}
