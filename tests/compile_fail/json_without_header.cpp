// Fails with: request::json needs this: #include <plait/http/json.hpp>
#include <plait/http.hpp>
#ifdef TWIN
#include <plait/http/json.hpp>
#endif

int use(plait::http::request& request)
{
    return request.json<int>();
}
