#!/usr/bin/env python3
"""A leak in one route of a server, and how it is found: with Go's pprof, in one command.

    heap_profile_test.py PATH-OF-leaky_server [PATH-OF-plait-server PATH-OF-plait-server-heap]
"""
import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from running_server import RunningServer

PROGRAM = None
EXAMPLE_SERVERS = []
GO = shutil.which("go")
HERE = os.path.dirname(os.path.abspath(__file__))
MEGABYTE = 1 << 20


class Server(RunningServer):
    def __init__(self, *command):
        super().__init__(command or [PROGRAM], stderr=subprocess.STDOUT)
        self.knows_lines = "lines known: 1" in self.first_line

    def repeat(self, times, path):
        for _ in range(times):
            status, body = self.get(path)
            assert status == 200, body

    def top(self, *options, profile="heap"):
        """What go tool pprof says: the lines of its table, with the values in bytes. None is left out: pprof alone drops
        what is less than 0.5 % of all, as 200 blocks are beside 40,000 that a few samples from before main stand for."""
        with tempfile.TemporaryDirectory() as folder:
            url = f"http://127.0.0.1:{self.port}/debug/pprof/{profile}"
            all_lines = ["-nodefraction=0", "-nodecount=1000"]
            done = subprocess.run([GO, "tool", "pprof", "-top", "-unit=B", *all_lines, *options, url], check=False,
                                  env={**os.environ, "HOME": folder, "PPROF_TMPDIR": folder}, text=True, timeout=120,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stderr
        return done.stdout


def flat(table, pattern):
    """The bytes of the first line in the table that has this pattern; 0 if there is none."""
    for line in table.splitlines():
        if re.search(pattern, line):
            return float(line.split()[0].removesuffix("B"))
    return 0


def cumulated(table, pattern):
    return next((float(line.split()[3].removesuffix("B")) for line in table.splitlines() if re.search(pattern, line)), 0)


def line_of(text):
    with open(os.path.join(HERE, "leaky_server.cpp"), encoding="utf-8") as file:
        return next(number for number, line in enumerate(file, 1) if text in line)


class HeapProfile(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.__exit__)
        status, body = self.server.get("/debug/pprof/heap")
        if status == 501:
            self.skipTest(body.decode())
        self.assertEqual(status, 200)

    def near(self, got, wanted):
        """Within five standard deviations. A sample of a smaller block than 64 KiB stands for that much, and a larger one
        for little more than itself, so its variance is less."""
        self.assertLess(abs(got - wanted), 5 * (wanted * 64 * 1024) ** 0.5)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_the_line_of_a_leak_leads(self):
        self.server.repeat(100, "/leak/ada")
        self.server.repeat(100, "/fine")
        table = self.server.top("-lines")
        first = table.splitlines()[table.splitlines().index(next(x for x in table.splitlines() if "flat%" in x)) + 1]
        self.assertIn(f"leaky_server.cpp:{line_of('// the leak')}", first, table)
        self.assertIn("remember", first, table)
        self.near(flat(table, "remember"), 100 * 2 * 100_000)
        self.assertLess(flat(table, r"\bfine\b"), MEGABYTE, table)
        # The lines of the coroutines that wait, and the route, stand below.
        if self.server.knows_lines:
            self.near(cumulated(table, f"leaky_server.cpp:{line_of('// the handler waits')}"), 100 * 2 * 100_000)
        self.near(cumulated(table, r"route /leak/\{who\}"), 100 * 2 * 100_000)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_a_route_can_be_chosen(self):
        self.server.repeat(20, "/leak/ada")
        table = self.server.top(r"-tagfocus=route=^/leak/\{who\}$")
        self.near(flat(table, "remember"), 20 * 2 * 100_000)
        self.assertEqual(flat(table, "before_main"), 0, table)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_what_is_allocated_and_freed_is_in_allocs_alone(self):
        self.server.repeat(100, "/fine")
        self.near(flat(self.server.top(profile="allocs"), r"\bfine\b"), 100 * 300_000)
        self.assertLess(flat(self.server.top(), r"\bfine\b"), MEGABYTE)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_objects_are_counted_too(self):
        self.server.repeat(100, "/leak/ada")
        table = self.server.top("-sample_index=inuse_objects")
        # A block of 100,000 bytes is sampled with the chance 0.78, so the deviation of 200 is 7.5.
        self.assertLess(abs(flat(table, "remember") - 200), 5 * 7.5, table)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_what_a_program_allocates_before_main_has_its_stack(self):
        table = self.server.top()
        self.assertGreater(cumulated(table, "_GLOBAL__sub_I|static_initialization|before_main"), MEGABYTE, table)

    @unittest.skipUnless(GO, "no go in PATH")
    def test_seconds_show_what_changes_in_them(self):
        self.server.repeat(100, "/leak/ada")
        got = {}
        window = threading.Thread(target=lambda: got.update(table=self.server.top(profile="heap?seconds=3")))
        window.start()
        while window.is_alive():
            self.server.repeat(1, "/leak/eve")
        self.assertGreater(flat(got["table"], "remember"), 0, got["table"])
        # All of it, so far, is more: what was before does not count.
        self.assertLess(flat(got["table"], "remember"), flat(self.server.top(), "remember") - 15 * MEGABYTE)

    def test_the_file_is_packed(self):
        _, body = self.server.get("/debug/pprof/heap")
        self.assertIn(b"inuse_space", gzip.decompress(body))

    def test_the_program_ends_as_without(self):
        self.server.repeat(10, "/leak/ada")
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.process.wait(timeout=60), 0)


class ExampleServer(unittest.TestCase):
    def setUp(self):
        if not EXAMPLE_SERVERS:
            self.skipTest("there is no example server in this build")

    def test_without_the_library_it_says_which_to_link(self):
        with Server(EXAMPLE_SERVERS[0], "--port=0") as server:
            status, text = server.get("/debug/pprof/heap")
            self.assertEqual(status, 404)
            self.assertIn(b"plait-heap", text)
            self.assertIn(b"Not here: allocations are sampled only", server.get("/debug/")[1])

    def test_with_the_library_it_has_a_heap_profile(self):
        with Server(EXAMPLE_SERVERS[1], "--port=0") as server:
            status, body = server.get("/debug/pprof/heap")
            if status == 501:
                self.skipTest(body.decode())
            self.assertEqual(status, 200)
            self.assertIn(b"inuse_space", gzip.decompress(body))


if __name__ == "__main__":
    PROGRAM, *EXAMPLE_SERVERS = sys.argv[1:]
    del sys.argv[1:]
    unittest.main()
