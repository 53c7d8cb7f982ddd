// Fails with: is not a constant expression
#include <plait/http/response.hpp>

plait::http::response picture(const char* type)
{
#ifdef TWIN
    return plait::http::response().set("Content-Type", type);
#else
    return plait::http::response().content_type(type);
#endif
}
