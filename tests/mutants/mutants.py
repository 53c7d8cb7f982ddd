"""Bugs of the kind that only some orders of steps show, to be planted one at a time."""
from typing import NamedTuple


class Mutant(NamedTuple):
    bug: str  # in one line
    file: str  # in lib/src
    before: str  # occurs once in the file
    after: str
    compiled: str = ""  # for a header: the source that includes it


MUTANTS = [
    Mutant(
        "channel: a receiver that waits is not woken when an item is handed to it",
        "async/sync/channel.cpp",
        """        receiving->waiting.wake();
        return outcome::done;""",
        """        return outcome::done;""",
    ),
    Mutant(
        "channel: a sender that waits is not woken when its item gets a place",
        "async/sync/channel.cpp",
        """            append(static_cast<sender*>(sending)->item_);
            sending->waiting.wake();""",
        """            append(static_cast<sender*>(sending)->item_);""",
    ),
    Mutant(
        "channel: an item is not handed to those behind a receiver that has been cancelled",
        "async/sync/channel.cpp",
        "own ? receivers_.claim_with(*own) : receivers_.claim()",
        "own ? receivers_.claim_with(*own) : receivers_.claim_first()",
    ),
    Mutant(
        "channel: a place that comes free does not go to those behind a sender that has been cancelled",
        "async/sync/channel.cpp",
        "if (wait_node* sending = senders_.claim()) {",
        "if (wait_node* sending = senders_.claim_first()) {",
    ),
    Mutant(
        "channel: close forgets the senders that wait",
        "async/sync/channel.cpp",
        """    while (wait_node* sending = senders_.claim())
        sending->waiting.wake(make_error_code(error::closed));""",
        "",
    ),
    Mutant(
        "channel: a receiver is given the item of a sender that waits, before those that are kept",
        "async/sync/channel.cpp",
        """    if (size_ > 0) {
        if (own""",
        """    if (size_ > 0 && senders_.empty()) {
        if (own""",
    ),
    Mutant(
        "race: a task that finishes after the winner takes its place",
        "async/join/first_wins.cpp",
        "if (decided() || all_.error() ||",
        "if (all_.error() ||",
    ),
    Mutant(
        "join: those that were cancelled are not awaited",
        "async/join/join.cpp",
        "if (running_ > 0 || walking_ || leaving_ || !waiting_)",
        "if ((running_ > 0 && !cancelled()) || walking_ || leaving_ || !waiting_)",
    ),
    Mutant(
        "join: the parent goes on before the last task has ended",
        "async/join/join.cpp",
        "if (running_ > 0 || walking_ || leaving_ || !waiting_)",
        "if (running_ > 1 || walking_ || leaving_ || !waiting_)",
    ),
    Mutant(
        "join: a task that is started when the others have been cancelled is not",
        "async/join/join.cpp",
        "const urgency too_late = cancelled_;",
        "const urgency too_late = urgency::none;",
    ),
    Mutant(
        "with_timeout: a result that comes after the time is dropped",
        "async/join/deadline.cpp",
        "    only_.cancel();",
        "    only_.fail(std::make_exception_ptr(boost::system::system_error(error::timed_out)));",
    ),
    Mutant(
        "with_timeout: a deadline comes before what else happens in its moment",
        "async/join/deadline.cpp",
        "timer(order::last)",
        "timer(order::normal)",
    ),
    Mutant(
        "semaphore: a place that comes free is given to all that wait",
        "async/sync/semaphore.cpp",
        """        --available_;
        next->waiting.wake();
    }""",
        """        next->waiting.wake();
    }
    --available_;""",
    ),
    Mutant(
        "event: only one is woken",
        "async/sync/event.cpp",
        "while (detail::wait_node* next = waiting_.claim())",
        "if (detail::wait_node* next = waiting_.claim())",
    ),
    Mutant(
        "event: those behind a waiter that has been cancelled are not woken",
        "async/sync/event.cpp",
        "while (detail::wait_node* next = waiting_.claim())",
        "while (detail::wait_node* next = waiting_.claim_first())",
    ),
    Mutant(
        "latch: it opens when one has not arrived",
        "async/sync/latch.cpp",
        "if (by == 0 || left != by)",
        "if (by == 0 || left > by + 1)",
    ),
    Mutant(
        "shared_mutex: a writer comes in beside readers",
        "async/sync/shared_mutex.cpp",
        "return !writer_ && (wanted == kind::shared || readers_ == 0);",
        "return !writer_;",
    ),
    Mutant(
        "shared_mutex: readers are held up by a writer that has given up",
        "async/sync/handed_wait.hpp",
        "        of_.admit(); // those behind it may have waited for this one alone\n",
        "",
        "async/sync/shared_mutex.cpp",
    ),
    Mutant(
        "shared_mutex: a reader overtakes a writer that waits",
        "async/sync/shared_mutex.cpp",
        "if (!waiting_.empty() || !has_room(wanted))",
        "if (!has_room(wanted))",
    ),
    Mutant(
        "single_flight: one that has followed runs the task again",
        "async/sync/shared_call.cpp",
        "return call_.state_ == shared_call::state::given_up;",
        "return call_.state_ != shared_call::state::running;",
    ),
    Mutant(
        "single_flight: only the first that follows is told of the result",
        "async/sync/shared_call.cpp",
        "while (wait_node* next = call_.following_.claim())",
        "if (wait_node* next = call_.following_.claim())",
    ),
    Mutant(
        "single_flight: when the leader is cancelled, the one that leads next is not told",
        "async/sync/shared_call.cpp",
        """->leads_ = true;
        next->waiting.wake();""",
        """->leads_ = true;""",
    ),
    Mutant(
        "wait_queue: a wait that has ended is ended again",
        "async/sync/wait_queue.cpp",
        "return oldest->claim() ? oldest : nullptr;",
        """static_cast<void>(oldest->claim());
    return oldest;""",
    ),
    Mutant(
        "rate_limiter: a token is given again to the next, after one who has waited for it",
        "async/sync/rate_limiter.cpp",
        """        if (served_)
            limit_.served_until_ = std::max(limit_.served_until_, *node_);
""",
        "",
    ),
    Mutant(
        "rate_limiter: one that has given up is left in the queue",
        "async/sync/rate_limiter.cpp",
        "        own_.splice(own_.end(), limit_.waiting_, node_);\n",
        "",
    ),
    Mutant(
        "on_all_loops: it returns when the task there has ended, while a cancellation is under way",
        "async/runtime/on_all_loops.cpp",
        """        cancelled_ = how;
        ++expected_;""",
        """        cancelled_ = how;""",
    ),
    Mutant(
        "scope: the tasks are not ended when the body is cancelled",
        "async/join/scope.cpp",
        """    if (!all_.caller_is_cancelled())
        all_.cancel();
""",
        "",
    ),
    Mutant(
        "hedged: a call is made after one has answered",
        "async/join/hedged.cpp",
        "return !decided() && !all().cancelled() && started_ < most_;",
        "return started_ < most_;",
    ),
    Mutant(
        "streams: a callable that has failed ends its body in order",
        "http/connection/connection_streams.cpp",
        "if (const std::exception_ptr thrown = std::exchange(current.thrown, nullptr)) {",
        "if (const std::exception_ptr thrown = nullptr; std::exchange(current.thrown, nullptr), thrown) {",
    ),
    Mutant(
        "streams: the callable outlives its request",
        "http/connection/request_state.hpp",
        """        end_streams();
        std::destroy_at(&limit);
""",
        """        input.release();
        end_streams();
        std::destroy_at(&limit);
""",
        "http/connection/connection.cpp",
    ),
    Mutant(
        "streams: the rest of a body that was not read is taken for requests",
        "http/connection/connection_reader.cpp",
        """    current.parser().closes();
    current.request.upgrade_.reset();""",
        """    current.request.upgrade_.reset();""",
    ),
    Mutant(
        "streams: 100 Continue is sent without a read",
        "http/connection/connection_body.cpp",
        "if (!by_handler && current.parser().expects_continue()",
        "if (current.parser().expects_continue()",
    ),
]
