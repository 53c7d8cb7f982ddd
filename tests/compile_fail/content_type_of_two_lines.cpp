// Fails with: a_field_has_no_control_characters
#include <plait/http/response.hpp>

plait::http::response picture()
{
#ifdef TWIN
    return plait::http::response().content_type("image/png");
#else
    return plait::http::response().content_type("image/png\r\nSet-Cookie: a=b");
#endif
}
