#!/usr/bin/env python3
"""The log of a server whose handlers fail, when nobody reads it: the server goes on.

    log_test.py PATH-OF-conformance_server
"""
import os
import re
import signal
import socket
import subprocess
import sys
import unittest

PROGRAM = None
FAILS = b"GET /throw HTTP/1.1\r\nHost: test\r\n\r\n"


class Server:
    """A running server whose standard error is `log`, a descriptor."""

    def __init__(self, log):
        self.process = subprocess.Popen([PROGRAM, "0"], stdout=subprocess.PIPE, stderr=log, text=True)
        self.port = int(re.search(r"listening on (\d+)", self.process.stdout.readline())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def fail(self, times):
        """How many of so many requests that fail, and are logged, are answered."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            for done in range(times):
                client.sendall(FAILS)
                if not client.recv(65536).startswith(b"HTTP/1.1 500 "):
                    return done
        return times

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


class Log(unittest.TestCase):
    def test_a_reader_that_has_stopped_stops_nobody_and_is_told_what_it_missed(self):
        reader, writer = os.pipe()
        with open(reader, "rb") as log, Server(writer) as server:
            os.close(writer)
            self.assertEqual(server.fail(3000), 3000)  # a pipe has room for some 1,000 lines
            taken = os.read(log.fileno(), 1 << 20)
            self.assertEqual(server.fail(1), 1)
            lines = (taken + log.readline()).decode().splitlines()
            self.assertRegex(lines[0], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z error GET /throw error=\S+')
            self.assertEqual(len(lines) + int(re.search(r" dropped=(\d+)$", lines[-1])[1]), 3001)
            self.assertEqual(server.stop(), 0)

    def test_a_reader_that_has_died_stops_nobody(self):
        reader, writer = os.pipe()
        with Server(writer) as server:
            os.close(writer)
            os.close(reader)
            self.assertEqual(server.fail(10), 10)
            self.assertEqual(server.stop(), 0)

    def test_without_standard_descriptors_no_client_gets_the_log(self):
        closes = f'exec "{PROGRAM}" 0 2>&- 0<&-'
        process = subprocess.Popen(["sh", "-c", closes], stdout=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r"listening on (\d+)", process.stdout.readline())[1])
            with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
                for _ in range(3):
                    client.sendall(FAILS)
                    answer = client.recv(65536)
                    self.assertTrue(answer.startswith(b"HTTP/1.1 500 "), answer)
                    self.assertNotIn(b"GET /throw", answer)
                for number in (0, 2):
                    self.assertEqual(os.readlink(f"/proc/{process.pid}/fd/{number}"), "/dev/null")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
