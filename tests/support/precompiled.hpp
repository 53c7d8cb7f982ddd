// This header includes what most tests include. clang compiles it once for each program, and then each test in three
// fifths of the time. g++ gains nothing from it, so there it is not used, and that build shows that each test includes
// what it uses.
#pragma once

#include <plait/detail/coroutine/loop.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <chrono>
#include <string>
