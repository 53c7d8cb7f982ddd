// Fails with: JSON has an enumerator's name for an enumeration: describe it with BOOST_DESCRIBE_ENUM
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <boost/describe/enum.hpp>

#include <optional>

enum class color { red, green };
#ifdef TWIN
BOOST_DESCRIBE_ENUM(color, red, green)
#endif

std::optional<color> use(plait::http::request& request)
{
    return request.json<std::optional<color>>();
}
