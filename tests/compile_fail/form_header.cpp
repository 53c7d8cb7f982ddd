// Fails with: form_data has a header of its own: #include <plait/http/form.hpp>
#include <plait/http.hpp>
#ifdef TWIN
#include <plait/http/form.hpp>
#endif

plait::http::response log_in(plait::http::request& request)
{
    const plait::http::form_data form = request.form();
    std::string all = std::string(form["name"]) + std::string(form.require("password"));
    for (const std::string_view each : form.all("tag"))
        all += each;
    return plait::http::text(all);
}
