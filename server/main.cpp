#include "options.hpp"
#include "serve.hpp"

int main(int argc, char** argv)
{
    const auto parsed = parse_options(argc, argv);
    if (const int* status = std::get_if<int>(&parsed))
        return *status;
    return serve(std::get<options>(parsed), make_app);
}
