// Fails with: the function of watched::change takes the data by reference, as what it changes of a copy is lost
#include <plait/testing/watched.hpp>

void use(plait::testing::watched<int>& hits)
{
#ifdef TWIN
    hits.change([](int& n) { ++n; });
#else
    hits.change([](int n) { ++n; });
#endif
}
