#pragma once

// The options of a scope stand beside it.
#include <plait/scope.hpp>
