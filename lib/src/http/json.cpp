#include <plait/http/json.hpp>

#include <boost/json/src.hpp>

namespace plait::http {

response json(const boost::json::value& value, status status)
{
    return json_text(boost::json::serialize(value), status);
}

} // namespace plait::http
