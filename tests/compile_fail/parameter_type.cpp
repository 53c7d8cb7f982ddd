// Fails with: request::parameter<T> and request::query<T> give a std::string, an integer, a double, a bool or a described enum
#include <plait/http.hpp>

plait::http::response use(plait::http::request& request)
{
#ifdef TWIN
    return plait::http::text(std::to_string(request.parameter<int>("id")));
#else
    return plait::http::text(request.parameter<const char*>("id"));
#endif
}
