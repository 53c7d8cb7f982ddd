// Fails with: the task of run_main returns nothing, or the int that the program ends with
#include <plait/run_main.hpp>

#include <string>

#ifdef TWIN
plait::awaitable<int> start();
#else
plait::awaitable<std::string> start();
#endif

int main()
{
    return plait::run_main(start());
}
