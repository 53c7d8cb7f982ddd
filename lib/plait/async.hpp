#pragma once

// All of plait but HTTP, and its table of contents. Each of these headers stands alone, too.

// Joins: run tasks at the same time, and wait for them.
#include <plait/first_success.hpp>       // until one has succeeded; the others are cancelled
#include <plait/for_each_concurrent.hpp> // one for each element of a range, so many at a time
#include <plait/hedged.hpp>              // a call, and the same call again when it takes long
#include <plait/max_in_flight.hpp>       // how many of a range's tasks may run at the same time
#include <plait/on_all_loops.hpp>        // one on each loop
#include <plait/race.hpp>                // until the first has finished; the others are cancelled
#include <plait/run_concurrent.hpp>      // all of them, and all must succeed
#include <plait/scope.hpp>               // as many as it turns out: with_scope, and what it does with errors
#include <plait/settle.hpp>              // all of them, whether they fail or not

// Around one task.
#include <plait/awaitable.hpp>     // what every coroutine returns
#include <plait/context_value.hpp> // a value that is set for a task, and for all that it starts
#include <plait/retry.hpp>         // once more when it fails: with pauses, and within a budget
#include <plait/shield.hpp>        // out of the reach of a cancellation
#include <plait/single_flight.hpp> // one call for all who ask for the same at the same time
#include <plait/timed.hpp>         // how long it took

// Time.
#include <plait/after.hpp>        // the end of a time, in a select
#include <plait/clock.hpp>        // what time it is: real, or a test's
#include <plait/deadline.hpp>     // with_deadline, and how much time is left
#include <plait/rate_limiter.hpp> // so many in a second
#include <plait/sleep.hpp>        // wait for a time
#include <plait/with_timeout.hpp> // so long, and no longer

// State that tasks share.
#include <plait/guarded.hpp>      // a value, for functions that do not wait
#include <plait/mutex.hpp>        // one task at a time, which may wait inside
#include <plait/semaphore.hpp>    // so many tasks at a time
#include <plait/shared_mutex.hpp> // one that writes, or many that read

// Signals: one task tells others.
#include <plait/event.hpp> // a flag that can be waited for
#include <plait/latch.hpp> // until so many things have been done

// Channels.
#include <plait/channel.hpp> // items from task to task
#include <plait/select.hpp>  // the first of several: an item, an event, a time

// Errors, and what is told of them.
#include <plait/error.hpp>    // plait's own; describe; errors that no one could be given
#include <plait/failures.hpp> // several at once
#include <plait/log.hpp>      // lines, for a sink of your own
#include <plait/outcome.hpp>  // a result, or an error

// Loops, and what lies outside of them.
#include <plait/adopt.hpp>         // a coroutine of another library
#include <plait/blocking.hpp>      // plain code that blocks, on a thread of its own
#include <plait/executor.hpp>      // where a coroutine runs
#include <plait/runtime.hpp>       // loops, each with a thread
#include <plait/use_awaitable.hpp> // an operation of Asio as a task

// The main function.
#include <plait/run.hpp>      // runs a coroutine to its end
#include <plait/run_main.hpp> // a whole main, with signals and its exit status
#include <plait/version.hpp>  // of plait
