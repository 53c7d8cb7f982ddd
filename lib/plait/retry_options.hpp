#pragma once

// The options of `retry`, and its budget, stand beside it.
#include <plait/retry.hpp>
