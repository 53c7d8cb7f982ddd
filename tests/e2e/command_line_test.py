#!/usr/bin/env python3
"""The server's program as a user has it: options, errors, a request, and how it stops.

    command_line_test.py PATH-OF-plait-server
"""
import http.client
import re
import resource
import signal
import socket
import subprocess
import sys
import unittest

PROGRAM = None


def run(*options):
    return subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=20)


class Server:
    """A running server, on a port that it says."""

    def __init__(self, *options):
        self.process = subprocess.Popen([PROGRAM, "--port=0", *options], stderr=subprocess.PIPE, text=True)
        self.clients = []
        self.port = int(re.search(r"listening on http://[\d.]+:(\d+)/", self.process.stderr.readline())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in self.clients:
            client.close()
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def connect(self):
        self.clients.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20))
        return self.clients[-1]

    def stop(self, how):
        self.process.send_signal(how)
        return self.process.wait(timeout=20)


class Options(unittest.TestCase):
    def test_help_lists_every_option_and_succeeds(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for option in ("--port", "--address", "--threads", "--latency-scale", "--log-level", "--debug-token",
                       "--version"):
            self.assertIn(option, done.stdout)

    def test_version_names_program_number_platform_and_compiler(self):
        done = run("--version")
        self.assertEqual(done.returncode, 0)
        program, platform = done.stdout.splitlines()
        self.assertRegex(program, r"^plait-server \d+\.\d+\.\d+( \(.+\))?$")
        known = r"\(known of Asio's inside: (no )?frames, (no )?reactor\)"
        self.assertRegex(
            platform, rf"^for [a-z]+ [a-z0-9_]+, compiled with [a-z]+ [\d.]+ on Boost 1_\d+ {known}$")

    def test_a_bad_value_gets_one_clear_line_and_status_1(self):
        for bad, names in (
            ("--port=99999", "--port"),
            ("--port=http", "--port"),
            ("--port=017000", "--port: '017000' is not a number from 0 to 65535"),
            ("--port=0x10", "--port"),
            ("--port=-1", "--port"),
            ("--port=+80", "--port"),
            ("--port= 80", "--port"),
            ("--threads=0", "--threads"),
            ("--threads=010", "--threads"),
            ("--latency-scale=-1", "--latency-scale"),
            ("--latency-scale=nan", "--latency-scale: 'nan' is not a number from 0 to 1000, as 0.5"),
            ("--latency-scale=inf", "--latency-scale"),
            ("--latency-scale=0x1p3", "--latency-scale"),
            ("--latency-scale=.", "--latency-scale"),
            ("--log-level=loud", "--log-level"),
            ("--stall-limit=-1", "--stall-limit"),
            ("--debug-token=a b", "--debug-token: the token of debug_options may have letters"),
            ("--address=nowhere", "nowhere"),
            ("--colour=red", "--colour"),
        ):
            with self.subTest(bad):
                done = run(bad)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(names, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_an_empty_value_is_a_bad_value(self):
        for option in ("--port", "--threads", "--latency-scale", "--log-level", "--address", "--listen",
                       "--stall-limit", "--debug-token"):
            with self.subTest(option):
                done = run(option, "")
                self.assertEqual(done.returncode, 1)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn("''" if option in ("--address", "--listen") else option, done.stderr)

    def test_what_the_system_refuses_at_the_start_gets_one_clear_line_and_status_1(self):
        def limit(what, most):
            return lambda: resource.setrlimit(what, (most, most))

        for options, before, says in (
            (("--threads=1024",), limit(resource.RLIMIT_NOFILE, 1024), "Too many open files"),
            (("--threads=2",), limit(resource.RLIMIT_NOFILE, 8), "Too many open files"),
            (("--threads=2",), limit(resource.RLIMIT_NOFILE, 12), "Too many open files"),
            (("--threads=2",), limit(resource.RLIMIT_NOFILE, 15), "Too many open files"),
        ):
            with self.subTest(says):
                done = subprocess.run(
                    [PROGRAM, "--port=0", *options], capture_output=True, text=True, timeout=20, preexec_fn=before)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(says, done.stderr.splitlines()[-1])

    def test_a_port_in_use_gets_one_clear_line_and_status_1(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            done = run("--port", port)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(port, done.stderr)
        self.assertIn("in use", done.stderr)

    def test_two_servers_do_not_share_a_port(self):
        with Server() as first:
            self.assertEqual(run("--port", str(first.port)).returncode, 1)


class Life(unittest.TestCase):
    def test_it_counts_hits(self):
        with Server() as server:
            client = server.connect()
            for count in ("1", "2", "3"):
                client.request("GET", "/")
                self.assertEqual(client.getresponse().read().decode(), count)

    def test_sigterm_and_sigint_stop_it_with_status_0(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(how.name), Server() as server:
                idle = server.connect()
                idle.request("GET", "/healthz")
                idle.getresponse().read()
                self.assertEqual(server.stop(how), 0)

    def test_a_request_in_flight_is_answered_before_it_stops(self):
        with Server("--threads=1", "--latency-scale=0.2") as server:
            client = server.connect()
            client.request("GET", "/page?mode=concurrent")
            probe = server.connect()  # when this is answered, the request before it has been read
            probe.request("GET", "/healthz")
            probe.getresponse().read()
            server.process.send_signal(signal.SIGTERM)
            answer = client.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.getheader("Connection"), "close")
            self.assertIn(b"Ada Lovelace", answer.read())
            self.assertEqual(server.process.wait(timeout=20), 0)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
