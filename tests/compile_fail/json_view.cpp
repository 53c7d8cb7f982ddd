// Fails with: JSON is not read into a std::string_view or const char*, which would point to nothing: take a std::string
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/class.hpp>

#include <vector>

struct user {
    std::vector<std::string_view> names;
};
BOOST_DESCRIBE_STRUCT(user, (), (names))

#ifdef TWIN
std::string use(const user& user)
{
    return plait::http::to_json(user);
}
#else
user use(plait::http::request& request)
{
    return request.json<user>();
}
#endif
