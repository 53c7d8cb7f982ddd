#pragma once

// This header includes all of plait but HTTP, and is its table of contents. Each of these headers can be included
// alone.

// Joins run tasks at the same time, and wait for them.
#include <plait/first_success.hpp>       // waits until one task has succeeded, and cancels the others
#include <plait/for_each_concurrent.hpp> // runs a task for each element of a range, a number of them at a time
#include <plait/hedged.hpp>              // makes a call, and the same call again when the first takes long
#include <plait/max_in_flight.hpp>       // says how many tasks of a range may run at the same time
#include <plait/on_all_loops.hpp>        // runs a task on each loop
#include <plait/race.hpp>                // waits until the first task has finished, and cancels the others
#include <plait/run_concurrent.hpp>      // waits for all tasks, all of which must succeed
#include <plait/scope.hpp>               // runs tasks whose number is not known: with_scope, and its rules for errors
#include <plait/settle.hpp>              // waits for all tasks, whether they fail or not

// These are for one task.
#include <plait/awaitable.hpp>     // the type that every coroutine returns
#include <plait/context_value.hpp> // sets a value for a task, and for all that it starts
#include <plait/named.hpp>         // gives a task a name, for profiles and lists of tasks
#include <plait/retry.hpp>         // runs a task again when it fails: with pauses, and within a budget
#include <plait/shield.hpp>        // keeps a cancellation from a task
#include <plait/single_flight.hpp> // runs one task for all callers that need the same result at the same time
#include <plait/timed.hpp>         // says how long a task took

// Time
#include <plait/after.hpp>        // lets a select wait for a time
#include <plait/clock.hpp>        // tells the time: the real one, or that of a test
#include <plait/deadline.hpp>     // cancels a task at a point in time (with_deadline), and tells how much time is left
#include <plait/rate_limiter.hpp> // limits how many things happen in a second
#include <plait/sleep.hpp>        // waits for a time
#include <plait/with_timeout.hpp> // cancels a task that takes too long

// State that tasks share
#include <plait/guarded.hpp>      // gives a value to one function at a time, which does not wait inside
#include <plait/mutex.hpp>        // lets one task at a time in, which may wait inside
#include <plait/semaphore.hpp>    // lets a number of tasks in at a time
#include <plait/shared_mutex.hpp> // lets in one task that writes, or many that read

// Signals, with which a task tells others something
#include <plait/event.hpp> // a flag that tasks can wait for
#include <plait/latch.hpp> // keeps tasks waiting until a number of things have been done

// Channels
#include <plait/channel.hpp> // carries items from task to task
#include <plait/select.hpp>  // waits for the first of several things: an item, an event, a time

// Errors, and how they are told
#include <plait/error.hpp>    // plait's own errors; describe; the handler of errors that reach no caller
#include <plait/failures.hpp> // several errors at once
#include <plait/log.hpp>      // writes lines, also to a sink of your own
#include <plait/outcome.hpp>  // a result, or an error

// Loops, and the world outside of them
#include <plait/adopt.hpp>         // awaits a coroutine of another library
#include <plait/blocking.hpp>      // runs plain code that blocks, on another thread
#include <plait/executor.hpp>      // names the loop that a coroutine runs on
#include <plait/runtime.hpp>       // loops, each with a thread
#include <plait/stall_limit.hpp>   // how long a step may hold its loop before plait warns
#include <plait/use_awaitable.hpp> // makes an operation of Asio a task

// Sizes
#include <plait/bytes.hpp> // a number of bytes: 64_KiB, 2_GiB

// The main function
#include <plait/run.hpp>      // runs a coroutine to its end
#include <plait/run_main.hpp> // a whole main, with signals and an exit status
#include <plait/version.hpp>  // the version of plait
