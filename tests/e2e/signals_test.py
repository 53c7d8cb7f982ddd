#!/usr/bin/env python3
"""How a program ends that does more than serve: on a signal, and when it cannot begin.

    signals_test.py PATH-OF-examples/16_last_save
"""
import http.client
import re
import signal
import socket
import subprocess
import sys
import unittest

PROGRAM = None


class Program:
    """It listens on a port that it says."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", self.process.stdout.readline())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def visit(self):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        client.request("GET", "/")
        body = client.getresponse().read().decode()
        client.close()
        return body

    def stop(self, how):
        self.process.send_signal(how)
        return self.process.communicate(timeout=20)


class Ends(unittest.TestCase):
    def test_a_signal_ends_it_with_0_when_the_last_save_is_done(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(how.name), Program() as program:
                for count in (1, 2, 3):
                    self.assertEqual(program.visit(), f"visit {count}\n")
                written, errors = program.stop(how)
                self.assertEqual(program.process.returncode, 0)
                self.assertEqual(written.splitlines()[-1], "saved 3")
                self.assertEqual(errors, "")

    def test_an_error_is_one_line_and_status_1(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            taken = subprocess.run([PROGRAM, port], capture_output=True, text=True, timeout=20)
        wrong = subprocess.run([PROGRAM, "http"], capture_output=True, text=True, timeout=20)
        for done, names in ((taken, port), (wrong, "stoi")):
            with self.subTest(names):
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(names, done.stderr)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
