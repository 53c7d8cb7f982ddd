#!/usr/bin/env python3
"""The server with the race detector, as a user has it: a race on purpose is found, counted and logged once; the example
server has none under load.

    race_detector_test.py PATH-OF-plait-server PATH-OF-racy_server
"""
import concurrent.futures
import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
import unittest

SERVER = None
RACY_SERVER = None
FOUND_RACES = 66
CLIENTS = 200


def ask(client, target):
    client.request("GET", target)
    answer = client.getresponse()
    body = answer.read().decode()
    if answer.status != 200:
        raise AssertionError(f"{target}: {answer.status}")
    return body


class Server:
    """A running server with two loops, on a port that it says."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--port=0", "--threads=2", "--latency-scale=0.01"], stderr=subprocess.PIPE, text=True)
        first = self.process.stderr.readline()
        self.port = int(re.search(r"listening on http://[\d.]+:(\d+)/", first)[1])
        self.reader = concurrent.futures.ThreadPoolExecutor(1)
        self.rest = self.reader.submit(self.process.stderr.read)  # so that it never waits for the pipe

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.shutdown()
        self.process.stderr.close()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)

    def get(self, *targets):
        """The bodies, over a connection of their own."""
        with contextlib.closing(self.connect()) as client:
            return [ask(client, target) for target in targets]

    def health(self):
        return json.loads(self.get("/healthz")[0])

    def stop(self):
        """(exit status, log)"""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40), self.rest.result()

    def race_on_two_loops(self):
        """Asks /racy on both loops by turns: no two requests overlap."""
        with contextlib.ExitStack() as closing:
            by_loop = {}
            for _ in range(100):
                client = closing.enter_context(contextlib.closing(self.connect()))
                by_loop[ask(client, "/racy").split()[0]] = client
                if len(by_loop) == 2:
                    break
            else:
                raise AssertionError("100 connections came to one loop")
            for _ in range(10):
                for client in by_loop.values():
                    ask(client, "/racy")


class RaceOnPurpose(unittest.TestCase):
    def test_is_found_counted_and_logged_once_with_both_stacks_and_its_route(self):
        with Server(RACY_SERVER) as server:
            self.assertEqual(server.health()["races"], 0)
            server.race_on_two_loops()
            self.assertEqual(server.health()["races"], 1)
            for _ in range(3):  # the server goes on, and says nothing twice
                server.race_on_two_loops()
                server.get("/", "/racy", "/racy")
            self.assertEqual(server.health()["races"], 1)
            status, log = server.stop()

        self.assertEqual(status, FOUND_RACES)
        self.assertEqual(log.count("race found"), 1, log)
        self.assertRegex(log, r"race found: data-race at 0x\w+, route=/racy\n")
        now, before = log.split("before that, ")
        for stack in (now, before):
            self.assertRegex(stack, r"(read|write) of 4 bytes by thread \d+:\n +#0 .*make_racy_app.* \S*/racy_server.cpp:\d+")
        self.assertIn("stopped; races found: 1", log)
        self.assertNotIn("WARNING: ThreadSanitizer", log)


class ExampleServer(unittest.TestCase):
    def test_says_that_it_has_a_race_detector(self):
        done = subprocess.run([SERVER, "--version"], capture_output=True, text=True, timeout=40, check=True)
        self.assertRegex(done.stdout.splitlines()[0], r"^plait-server \d+\.\d+\.\d+ \(race detector: ThreadSanitizer, (clang|g\+\+) \d+\)$")
        with Server(SERVER) as server:
            self.assertRegex(server.health()["race_detector"], r"^ThreadSanitizer, (clang|g\+\+) \d+$")

    def test_has_no_race_under_load_and_while_it_stops(self):
        targets = ["/", "/page?mode=serial", "/plaintext", "/page?mode=concurrent", "/json", "/hits"]
        with Server(SERVER) as server, concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            for done in [clients.submit(server.get, *targets) for _ in range(CLIENTS)]:
                done.result()
            self.assertEqual(server.get("/hits"), [json.dumps({"hits": CLIENTS}, separators=(",", ":"))])
            self.assertEqual(server.health()["races"], 0)

            last = [clients.submit(server.get, "/page?mode=serial") for _ in range(CLIENTS)]
            status, log = server.stop()
            for each in last:
                each.exception()  # answered, or too late: as it may be
        self.assertEqual(status, 0, log)
        self.assertNotIn("race", log)


if __name__ == "__main__":
    SERVER, RACY_SERVER = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
