// What most tests begin with. clang compiles it once for each program, and then a test in three fifths of the time; g++
// gains nothing from it, and there each test is seen to include what it uses.
#pragma once

#include <plait/detail/coroutine/loop.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <chrono>
#include <string>
