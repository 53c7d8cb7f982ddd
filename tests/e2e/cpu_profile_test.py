#!/usr/bin/env python3
"""CPU profiles of the example server under load, as Go's pprof reads them.

    cpu_profile_test.py PATH-OF-plait-server
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from running_server import RunningServer

PROGRAM = None
GO = shutil.which("go")
SECONDS = 3


class Server(RunningServer):
    def __init__(self):
        super().__init__([PROGRAM, "--port=0", "--threads=2", "--latency-scale=0"], "stderr")

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pprof(profile, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cpu.pprof")
        with open(path, "wb") as file:
            file.write(profile)
        done = subprocess.run([GO, "tool", "pprof", *options, path], check=False, capture_output=True, text=True,
                              env={**os.environ, "HOME": folder, "PPROF_TMPDIR": folder}, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


class CpuProfile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A profile of a server that finds equal sums all the time, and answers others."""
        with Server() as server:
            status, why = server.get("/debug/pprof/profile?seconds=1")
            if status == 501:
                raise unittest.SkipTest(why.decode())
            ending = threading.Event()

            def ask(path):
                while not ending.is_set():
                    server.get(path)

            asking = [threading.Thread(target=ask, args=[path]) for path in ("/equal-sums?size=40", "/page", "/nowhere")]
            for each in asking:
                each.start()
            taken = []
            taking = threading.Thread(target=lambda: taken.append(server.get(f"/debug/pprof/profile?seconds={SECONDS}")))
            taking.start()
            # The rate at which the server uses processors, in the midst of the profile.
            time.sleep(0.3)
            began, used = time.monotonic(), server.processor_seconds()
            time.sleep(SECONDS - 0.6)
            cls.rate = (server.processor_seconds() - used) / (time.monotonic() - began)
            cls.busy = server.get("/debug/pprof/profile?seconds=1")
            taking.join()
            ending.set()
            for each in asking:
                each.join()
            cls.status, cls.profile = taken[0]
            cls.alive = server.get("/debug/pprof/profile?seconds=1")[0]

    def test_it_is_answered_and_the_server_goes_on(self):
        self.assertEqual(self.status, 200)
        self.assertEqual(self.alive, 200)

    def test_a_second_one_meanwhile_is_refused(self):
        self.assertEqual(self.busy[0], 409, self.busy[1])

    def test_the_function_that_computes_is_found_below_its_route(self):
        found = pprof(self.profile, "-top", "-cum", "-tagfocus=route=^/equal-sums$")
        self.assertRegex(found, r"(?m) find_equal_sums$")
        self.assertRegex(found, r"(?m) route /equal-sums$")
        self.assertNotIn("route /page", found)

    def test_the_route_that_computes_leads(self):
        tags = pprof(self.profile, "-tags")
        first = re.search(r"(?m)^ route: Total .*\n.*: (\S+)$", tags)
        self.assertEqual(first[1], "/equal-sums", tags)

    def test_what_is_sampled_is_what_the_processors_were_used(self):
        text = pprof(self.profile, "-top")
        sampled = float(re.search(r"Total samples = ([\d.]+)s", text)[1]) / SECONDS
        self.assertLess(abs(sampled - self.rate), 0.15 * self.rate, (sampled, self.rate))

    def test_the_graph_is_drawn(self):
        if not shutil.which("dot"):
            self.skipTest("no dot in PATH")
        self.assertIn("</svg>", pprof(self.profile, "-svg", "-output=/dev/stdout"))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    if not GO:
        print("skipped: no go in PATH, whose pprof reads profiles")
        sys.exit(77)
    unittest.main()
