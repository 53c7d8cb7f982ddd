// Fails with: request::parameter<T> and request::query<T> give a std::string, an integer, a double, a bool or a described enum
#include <plait/http.hpp>

plait::http::response use(plait::http::request& request)
{
#ifdef TWIN
    return plait::http::text(request.query<std::string>("name").value_or("nobody"));
#else
    return plait::http::text(std::string(request.query<std::string_view>("name").value_or("nobody")));
#endif
}
