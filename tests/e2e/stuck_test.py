#!/usr/bin/env python3
"""A server that stands still, and how the line is found: by itself, or in one command.

    stuck_test.py PATH-OF-stuck_server
"""
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

from running_server import RunningServer

PROGRAM = None


class Server(RunningServer):
    def __init__(self):
        super().__init__([PROGRAM], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.knows_lines = "lines known: 1" in self.first_line
        self.asking = []
        self.ending = threading.Timer(60, self.process.kill)  # a line that does not come would be waited for for ever
        self.ending.start()

    def __exit__(self, *_):
        self.ending.cancel()
        super().__exit__()
        for each in self.asking:
            each.join()

    def ask(self, path):
        """Sends a request whose answer does not come for long."""
        answers = []

        def wait():
            try:
                answers.append(self.get(path))
            except (OSError, http.client.HTTPException):
                answers.append((0, ""))
        self.asking.append(threading.Thread(target=wait))
        self.asking[-1].start()
        return answers

    def line(self, pattern):
        """The next line of standard error that has the pattern."""
        for line in self.process.stderr:
            if re.search(pattern, line):
                return line
        raise AssertionError("the server has ended without " + pattern)

    def release(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        for each in self.asking:
            each.join()

    def tasks(self, wanted):
        """The tasks as text, as soon as they have the pattern."""
        while True:
            status, body = self.get("/debug/pprof/tasks?debug=1")
            text = body.decode()
            assert status == 200, text
            if re.search(wanted, text):
                return text


class Stuck(unittest.TestCase):
    def test_a_handler_that_blocks_its_loop_is_named_while_it_does(self):
        with Server() as server:
            answers = server.ask("/blocks")
            line = server.line("holds its loop")
            self.assertRegex(line, r"warning a handler holds its loop at stuck_server\.cpp:\d+ .*read_slow_file")
            self.assertRegex(line, r"held=\d+ms loop=[01] method=GET route=/blocks stack=\"")
            self.assertRegex(line, r"read_slow_file < stuck_server\.cpp:\d+ .*blocks")
            server.release()
            self.assertEqual(answers[0][0], 200)
            self.assertGreaterEqual(int(answers[0][1]), 1)

    def test_so_is_a_handler_that_is_a_plain_function(self):
        with Server() as server:
            answers = server.ask("/blocks/plainly")
            self.assertRegex(server.line("holds its loop"), r"read_slow_file.* route=/blocks/plainly ")
            server.release()
            self.assertEqual(answers[0][0], 200)

    def test_an_endless_loop_is_named(self):
        with Server() as server:
            server.ask("/spins")
            line = server.line("holds its loop")
            self.assertRegex(line, r"stuck_server\.cpp:\d+ .*search_for_ever")
            self.assertRegex(line, r"route=/spins")

    def test_SIGQUIT_lists_the_tasks_also_while_a_loop_is_stuck_and_the_server_goes_on(self):
        with Server() as server:
            answers = server.ask("/blocks")
            server.line("holds its loop")
            server.process.send_signal(signal.SIGQUIT)
            server.line(r"^loop \d$")
            self.assertRegex(server.line("does not answer"), r"loop [01] does not answer; its thread runs, for GET /blocks")
            server.line(r"^  stuck_server\.cpp:\d+ .*read_slow_file")
            server.release()
            self.assertEqual(answers[0][0], 200)
            self.assertGreaterEqual(int(answers[0][1]), 1)

    def test_SIGQUIT_lists_handlers_and_the_tasks_below_them(self):
        with Server() as server:
            server.ask("/deadlocks")
            server.tasks(r"(?s)mutex::lock.*mutex::lock")
            server.process.send_signal(signal.SIGQUIT)
            self.assertRegex(server.line("GET /deadlocks"),
                             r"^  http::serve \(GET /deadlocks\), waits for the tasks of run_concurrent for ")
            self.assertRegex(server.line("to bob"), r"^      named \(GET /deadlocks, to bob\), waits in mutex::lock for ")

    def test_a_deadlock_of_two_mutexes_shows_the_line_of_each(self):
        with Server() as server:
            server.ask("/deadlocks")
            text = server.tasks(r"(?s)mutex::lock.*mutex::lock")
            self.assertRegex(text, r"named, waits in mutex::lock, GET /deadlocks to ada\n")
            self.assertRegex(text, r"named, waits in mutex::lock, GET /deadlocks to bob\n")
            if server.knows_lines:
                with open(__file__.replace("stuck_test.py", "stuck_server.cpp"), encoding="utf-8") as source:
                    waiting = next(number for number, line in enumerate(source, 1) if "waits for the other task" in line)
                self.assertEqual(len(re.findall(rf"    stuck_server\.cpp:{waiting} .*transfer", text)), 2, text)

    @unittest.skipUnless(shutil.which("go"), "no go in PATH, whose pprof reads profiles")
    def test_pprof_reads_the_tasks_by_route(self):
        with Server() as server, tempfile.TemporaryDirectory() as folder:
            server.ask("/deadlocks")
            server.tasks(r"(?s)mutex::lock.*mutex::lock")
            path = os.path.join(folder, "tasks")
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/debug/pprof/tasks") as answer, open(path, "wb") as file:
                file.write(answer.read())
            read = subprocess.run(["go", "tool", "pprof", "-top", "-cum", "-tagfocus=route=^/deadlocks$", path],
                                  capture_output=True, text=True, check=True,
                                  env={**os.environ, "HOME": folder, "PPROF_TMPDIR": folder}).stdout
            self.assertRegex(read, r"(?m)^ +0 +0% +[\d.]+% +5 +[\d.]+% +route /deadlocks$")
            if server.knows_lines:
                self.assertRegex(read, r"(?m)^ +2 .*transfer$")

    def test_so_does_one_of_two_threads(self):
        with Server() as server:
            server.ask("/deadlocks/threads")
            text = server.tasks(r"(?s)take_both.*take_both")
            self.assertEqual(text.count("a thread of a pool runs, for GET /deadlocks/threads\n"), 2, text)
            self.assertEqual(len(re.findall(r"  stuck_server\.cpp:\d+ .*take_both\n", text)), 2, text)

    def test_a_drain_that_overruns_shows_what_it_waited_for(self):
        with Server() as server:
            server.ask("/deadlocks")
            server.tasks(r"(?s)mutex::lock.*mutex::lock")
            server.process.send_signal(signal.SIGTERM)
            server.line("drain_timeout is over")
            self.assertRegex(server.line("mutex::lock"), r"named \(GET /deadlocks, to \w+\), waits in mutex::lock")
            self.assertEqual(server.process.wait(timeout=20), 0)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
