#!/usr/bin/env python3
"""The server's program when the process may have no more descriptors.

    descriptors_test.py PATH-OF-plait-server
"""
import select
import socket
import sys
import time
import unittest

import restart_test
from restart_test import Server, ask

SLOW = b"GET /page?mode=concurrent HTTP/1.1\r\nHost: test\r\n\r\n"
QUICK = b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"


def next_trouble(server):
    """The next line of the log that is more than a notice."""
    while "[info]" in (line := server.process.stderr.readline()):
        pass
    return line


class Clients:
    """Connections to a server."""

    def __init__(self, server):
        self.port = server.port()
        self.all = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def connect(self):
        self.all.append(socket.create_connection(("127.0.0.1", self.port), timeout=20))
        return self.all[-1]

    def closed(self):
        """How many of them the server has closed, or has answered."""
        return len(select.select(self.all, [], [], 0)[0])

    def close(self):
        for each in self.all:
            each.close()


class Descriptors(unittest.TestCase):
    def test_when_they_run_out_idle_connections_are_closed_for_new_ones(self):
        with Server("--listen=127.0.0.1:0", "--latency-scale=0.3", most_descriptors=64) as server, Clients(server) as clients:
            busy = clients.connect()
            busy.sendall(SLOW)
            for _ in range(200):
                clients.connect()
            self.assertEqual(ask(server.port()), 200)
            self.assertIn("no more descriptors (this process may have 64)", next_trouble(server))
            self.assertGreater(clients.closed(), 100)
            self.assertTrue(busy.recv(4096).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.stop(), 0)
            self.assertNotIn("descriptors", server.process.stderr.read())  # it is said once

    def test_the_soft_limit_is_raised_to_the_hard_one(self):
        with Server("--listen=127.0.0.1:0", most_descriptors=64, hard_limit=400) as server, Clients(server) as clients:
            for _ in range(200):
                clients.connect()
            self.assertEqual(ask(server.port()), 200)
            clients.all[0].sendall(QUICK)
            self.assertTrue(clients.all[0].recv(4096).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(server.stop(), 0)
            self.assertNotIn("descriptors", server.process.stderr.read())

    def test_when_all_are_in_use_a_server_neither_spins_nor_dies(self):
        options = ("--listen=127.0.0.1:0", "--latency-scale=1000")
        with Server(*options, most_descriptors=64) as server, Clients(server) as clients:
            for _ in range(200):
                clients.connect().sendall(SLOW)
            self.assertIn("no more descriptors", next_trouble(server))
            self.assertIn("cannot accept connections for now", next_trouble(server))
            # A loop that spins is never seen to wait so often; one that pauses is, whatever else the machine does.
            in_a_row = 0
            give_up = time.monotonic() + 20
            while in_a_row < 100:
                in_a_row = in_a_row + 1 if server.waits() else 0
                self.assertLess(time.monotonic(), give_up)
            clients.close()
            self.assertEqual(ask(server.port()), 200)
            self.assertEqual(server.stop(), 0)
            rest = server.process.stderr.read()
            self.assertLessEqual(rest.count("cannot accept"), 1)  # the other loop; once for each


if __name__ == "__main__":
    restart_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
