// Fails with: request::parameter<T> gives a std::string, or for {name:int} an integer: int, std::int64_t, std::size_t
#include <plait/http.hpp>

plait::http::response use(plait::http::request& request)
{
#ifdef TWIN
    return plait::http::text(std::to_string(request.parameter<int>("id")));
#else
    return plait::http::text(std::to_string(request.parameter<double>("id")));
#endif
}
