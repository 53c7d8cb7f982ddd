#!/usr/bin/env python3
"""The server's program and its sockets: handed over by a service manager, and on disk.

    restart_test.py PATH-OF-plait-server
"""
import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = None


class Server:
    """A running server. `descriptors`: sockets that it is handed as systemd does, from descriptor 3 on."""

    def __init__(self, *options, descriptors=(), names="", most_descriptors=None, hard_limit=None):
        def prepare():  # in the new process
            if most_descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (most_descriptors, hard_limit or most_descriptors))
            for number, each in enumerate(moved, 3):
                os.dup2(each, number)
            if moved:
                os.putenv("LISTEN_PID", str(os.getpid()))
                os.putenv("LISTEN_FDS", str(len(moved)))
                os.putenv("LISTEN_FDNAMES", names)

        # Out of the way of the numbers that they get.
        moved = [os.dup(each.fileno()) for each in descriptors]
        while any(each < 3 + len(moved) for each in moved):
            moved = [os.dup(each) for each in moved]
        self.process = subprocess.Popen(
            [PROGRAM, "--threads=2", *options],
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=range(3, 3 + len(moved)),
            preexec_fn=prepare,
        )
        for each in moved:
            os.close(each)
        self.first_line = self.process.stderr.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def port(self):
        return int(re.search(r"listening on http://\S+:(\d+)/", self.first_line)[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def waits(self):
        """Whether none of its threads runs, or could."""
        folder = f"/proc/{self.process.pid}/task"
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] != "S":
                    return False
        return True


def listening():
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen(1024)
    return made


def ask(port):
    """The status of one request on a connection of its own."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request("GET", "/healthz", headers={"Connection": "close"})
        answer = client.getresponse()
        answer.read()
        return answer.status
    finally:
        client.close()


def ask_by_file(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(path)
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: client.recv(4096), b""))


class Load:
    """Clients that ask, one request a connection, until they are told to stop. Counts what is answered, and what is not."""

    def __init__(self, port):
        self.port = port
        self.answered = 0
        self.lost = []
        self.more = threading.Condition()
        self.stopping = False
        self.clients = [threading.Thread(target=self.run) for _ in range(4)]
        for each in self.clients:
            each.start()

    def run(self):
        while not self.stopping:
            try:
                failed = None if ask(self.port) == 200 else "another status"
            except OSError as error:
                failed = repr(error)
            except http.client.HTTPException as error:
                failed = repr(error)
            with self.more:
                self.answered += not failed
                self.lost += [failed] if failed else []
                self.more.notify_all()

    def wait_for(self, count):
        """Until so many more are answered, or one is lost."""
        with self.more:
            enough = self.answered + count
            return self.more.wait_for(lambda: self.answered >= enough or self.lost, timeout=60)

    def stop(self):
        self.stopping = True
        for each in self.clients:
            each.join()


class Restart(unittest.TestCase):
    def test_no_request_is_lost_while_a_new_server_takes_the_place_of_the_old_one(self):
        with listening() as shared:
            running = Server(descriptors=[shared])
            load = Load(shared.getsockname()[1])
            try:
                for _ in range(5):
                    self.assertTrue(load.wait_for(50))
                    with running as old:
                        running = Server(descriptors=[shared])
                        self.assertIn("listening on", running.first_line)
                        self.assertTrue(load.wait_for(20))
                        self.assertEqual(old.stop(), 0)
                self.assertTrue(load.wait_for(50))
            finally:
                load.stop()
                running.__exit__()
            self.assertEqual(load.lost, [])

    def test_nor_while_there_is_none_for_a_moment(self):
        with listening() as shared:
            running = Server(descriptors=[shared])
            load = Load(shared.getsockname()[1])
            try:
                for _ in range(5):
                    self.assertTrue(load.wait_for(50))
                    with running as old:
                        self.assertEqual(old.stop(), 0)
                    running = Server(descriptors=[shared])
                self.assertTrue(load.wait_for(50))
            finally:
                load.stop()
                running.__exit__()
            self.assertEqual(load.lost, [])


class HandedOver(unittest.TestCase):
    def test_sockets_that_are_handed_over_are_used_all_or_by_name(self):
        with listening() as first, listening() as second, tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "socket")
            with socket.socket(socket.AF_UNIX) as third:
                third.bind(path)
                third.listen()
                handed = {"descriptors": [first, second, third], "names": "web:admin:local"}
                ports = [each.getsockname()[1] for each in (first, second)]
                with Server(**handed) as server:
                    for port in ports:
                        self.assertEqual(ask(port), 200)
                    self.assertTrue(ask_by_file(path).startswith(b"HTTP/1.1 200 OK"))
                    # Set on what listens, for all that it accepts.
                    self.assertNotEqual(first.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), 0)
                    self.assertEqual(server.stop(), 0)
                self.assertTrue(os.path.exists(path))  # whose it is not
                with Server("--listen=systemd:admin", **handed) as server:
                    self.assertIn(f":{ports[1]}/", server.first_line)
                    self.assertEqual(ask(ports[1]), 200)
                with Server("--port=0", **handed) as server:  # chosen: then that counts
                    self.assertNotIn(server.port(), ports)

    def test_what_cannot_be_used_gets_one_clear_line(self):
        with listening() as usable, socket.socket() as unusable:
            for options, handed, says in (
                ((), {"descriptors": [unusable]}, "descriptor 3 is not a stream socket that listens"),
                (("--listen=systemd:x",), {"descriptors": [usable], "names": "web"}, "the names are 'web'"),
                (("--listen=systemd",), {}, "no socket was handed over"),
            ):
                with self.subTest(says), Server(*options, **handed) as server:
                    self.assertEqual(server.process.wait(timeout=20), 1)
                    self.assertIn(says, server.first_line)
                    self.assertEqual(server.process.stderr.read(), "")

    def test_programs_that_it_starts_inherit_none_of_what_was_handed_over(self):
        for option in ("--listen=systemd", "--listen=systemd:web", "--port=0"):
            with self.subTest(option), listening() as first, listening() as second:
                with Server(option, descriptors=[first, second], names="web:admin") as server:
                    self.assertIn("listening", server.first_line)
                    for number in (3, 4):
                        with open(f"/proc/{server.process.pid}/fdinfo/{number}", encoding="ascii") as file:
                            flags = int(re.search(r"flags:\s*(\d+)", file.read())[1], 8)
                        self.assertTrue(flags & os.O_CLOEXEC)


class OnDisk(unittest.TestCase):
    def test_a_unix_socket_is_replaced_after_a_crash_and_removed_at_the_end(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "socket")
            with Server(f"--listen=unix:{path}") as crashes:
                self.assertIn(f"listening on unix:{path} ", crashes.first_line)
                with Server(f"--listen=unix:{path}") as second:
                    self.assertEqual(second.process.wait(timeout=20), 1)
                    self.assertIn("in use", second.first_line)
            self.assertTrue(os.path.exists(path))
            with Server(f"--listen=unix:{path}", "--listen=127.0.0.1:0") as server:
                self.assertTrue(ask_by_file(path).startswith(b"HTTP/1.1 200 OK"))
                self.assertEqual(server.stop(), 0)
            self.assertFalse(os.path.exists(path))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
