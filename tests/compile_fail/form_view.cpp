// Fails with: deleted
#include <plait/http.hpp>
#include <plait/http/form.hpp>

plait::http::response store(plait::http::request& request)
{
#ifdef TWIN
    const plait::http::form_data form = request.form();
    const plait::http::file_part& photo = form.require_file("photo");
#else
    const plait::http::file_part& photo = request.form().require_file("photo");
#endif
    return plait::http::text(photo.file_name);
}
