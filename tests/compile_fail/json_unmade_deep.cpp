// Fails with: JSON is read into types that can be made without arguments
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <vector>

struct place {
#ifndef TWIN
    explicit place(double x) : x(x) {}
#endif
    double x = 0;
};
BOOST_DESCRIBE_STRUCT(place, (), (x))

struct user {
    std::vector<std::vector<std::vector<std::vector<std::vector<std::vector<std::optional<place>>>>>>> homes;
};
BOOST_DESCRIBE_STRUCT(user, (), (homes))

user use(plait::http::request& request)
{
    return request.json<user>();
}
