#!/usr/bin/env python3
"""/debug/ of the server's program, over real sockets: from this machine's addresses, a unix socket, and through what looks
like a proxy or a web page.

    debug_routes_test.py PATH-OF-plait-server
"""
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None


class Server:
    """A running server, on 127.0.0.1, ::1 and a unix socket."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "socket")
        listen = ["--listen=127.0.0.1:0", "--listen=[::]:0", f"--listen=unix:{self.path}"]
        self.process = subprocess.Popen([PROGRAM, *listen, *options], stderr=subprocess.PIPE, text=True)
        lines = [self.process.stderr.readline() for _ in listen]
        self.ports = [int(re.search(r":(\d+)/", line)[1]) for line in lines[:2]]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        self.folder.cleanup()

    def connected(self, address):
        """A connection to an address; None: over the unix socket."""
        if address is None:
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(20)
            made.connect(self.path)
            return made
        port = self.ports[0 if address == "127.0.0.1" else 1]
        return socket.create_connection((address.removeprefix("mapped "), port), timeout=20)

    def get(self, path, address="127.0.0.1", method="GET", **fields):
        """The status, the fields and the body of the answer."""
        client = http.client.HTTPConnection("localhost", timeout=20)
        client.sock = self.connected(address)
        try:
            client.request(method, path, headers={name.replace("_", "-"): value for name, value in fields.items()})
            answer = client.getresponse()
            return answer.status, answer, answer.read().decode()
        finally:
            client.close()


def own_address():
    """An address of this machine that is not a loopback one; None: it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            found = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") else found


class Access(unittest.TestCase):
    def test_this_machine_gets_the_page_over_ipv4_ipv6_and_a_unix_socket(self):
        with Server() as server:
            for address in ("127.0.0.1", "::1", "mapped 127.0.0.1", None):
                with self.subTest(address):
                    try:
                        status, _, page = server.get("/debug/", address)
                    except OSError as failed:
                        self.skipTest(failed)
                    self.assertEqual(status, 200)
                    self.assertIn('<a href="pprof/profile?seconds=10">', page)

    def test_an_address_of_this_machine_that_others_reach_needs_the_token(self):
        address = own_address()
        if not address:
            self.skipTest("this machine has loopback addresses alone")
        with Server("--debug-token=secret") as server:
            status, answer, line = server.get("/debug/pprof/cmdline", address)
            self.assertEqual(status, 403)
            self.assertEqual(answer.getheader("Cache-Control"), "no-store")
            self.assertRegex(line, r"^/debug/ is closed here: it answers this machine alone.*\n$")
            self.assertEqual(server.get("/debug/pprof/cmdline?token=secret", address)[0], 200)
            self.assertEqual(server.get("/debug/", address, Authorization="Bearer secret")[0], 200)
            self.assertEqual(server.get("/debug/", address, Authorization="Bearer guessed")[0], 403)

    def test_what_a_proxy_or_a_web_page_may_have_sent_is_refused_over_each_kind_of_socket(self):
        with Server() as server:
            for address in ("127.0.0.1", None):
                for field, value in (("X-Forwarded-For", "127.0.0.1"), ("Host", "example.com"), ("Via", "1.1 proxy"),
                                     ("Origin", "http://example.com"), ("Sec-Fetch-Site", "cross-site")):
                    with self.subTest(field, address=address):
                        self.assertEqual(server.get("/debug/", address, **{field: value})[0], 403)
                        self.assertEqual(server.get("/debug/nothing", address, "OPTIONS", **{field: value})[0], 403)
                        self.assertEqual(server.get("/plaintext", address, **{field: value})[0], 200)


class Pages(unittest.TestCase):
    def test_cmdline_is_what_the_program_was_started_with(self):
        with Server("--log-level=info") as server:
            parts = server.get("/debug/pprof/cmdline")[2].split("\0")
            self.assertEqual(parts[0], PROGRAM)
            self.assertEqual(parts[-1], "--log-level=info")

    def test_a_cpu_profile_that_runs_ends_with_its_client_and_does_not_hold_up_the_end(self):
        with Server("--threads=1") as server:
            client = server.connected("127.0.0.1")
            client.sendall(b"GET /debug/pprof/profile?seconds=300 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertEqual(server.get("/healthz")[0], 200)  # so the request before it was read
            client.close()
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(timeout=8), 0)  # a drain would take 10 s


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
