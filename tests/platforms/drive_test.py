"""Drives the executables of server/build-all that can run here: linux64 in an empty root folder, linux-arm64 under qemu,
win64 under Wine."""
import concurrent.futures
import signal
import subprocess
import time
import unittest

from running import EmptyRoot, Emulated, Server, Wine

CLIENTS = 200


class Driven:
    """What each of them must do."""

    target = runs_in = platform = None
    lacks = ", without: profiles, signed cookies, compression"

    @classmethod
    def setUpClass(cls):
        cls.how = cls.runs_in(cls.target)

    @classmethod
    def tearDownClass(cls):
        cls.how.close()

    def run_to_end(self, *options):
        return subprocess.run(
            [*self.how.command, *options], env=self.how.environment, capture_output=True, text=True, timeout=60,
            check=False)

    def test_version_names_the_target_the_compiler_and_what_is_left_out(self):
        done = self.run_to_end("--version")
        self.assertEqual(done.returncode, 0)
        built = r"compiled with (clang|gcc) [\d.]+ on Boost 1_\d+ \(known of Asio's inside: [a-z, ]+\)"
        self.assertRegex(done.stdout, rf"\nfor {self.platform}, {built}{self.lacks}\n$")

    def test_200_requests_at_the_same_time_count_to_200(self):
        with Server(self.how) as server:
            clients = [server.connect() for _ in range(CLIENTS)]
            try:
                for each in clients:
                    each.request("GET", "/")
                answers = [int(each.getresponse().read()) for each in clients]
            finally:
                for each in clients:
                    each.close()
            self.assertEqual(sorted(answers), list(range(1, CLIENTS + 1)))

    def test_a_page_takes_6_seconds_in_turn_and_3_at_the_same_time(self):
        def timed(mode):
            begun = time.monotonic()
            self.assertIn("Ada Lovelace", server.get(f"/page?mode={mode}"))
            return time.monotonic() - begun

        with Server(self.how) as server, concurrent.futures.ThreadPoolExecutor(2) as clients:
            serial, concurrent_mode = clients.map(timed, ("serial", "concurrent"))
        self.assertGreaterEqual(serial, 6)
        self.assertGreaterEqual(concurrent_mode, 3)
        self.assertLess(concurrent_mode, serial)

    def stops_by(self, how):
        with Server(self.how, "--latency-scale=2") as server: # the page takes 6 s
            client, probe = server.connect(), server.connect()
            client.request("GET", "/page?mode=concurrent")
            probe.request("GET", "/healthz")  # when this is answered, the request before it has been read
            probe.getresponse().read()
            server.process.send_signal(how)
            answer = client.getresponse()
            self.assertEqual((answer.status, answer.getheader("Connection")), (200, "close"))
            self.assertIn("Ada Lovelace", answer.read().decode())
            self.assertEqual(server.process.wait(timeout=60), 0)
            self.assertIn("stopped", server.process.stderr.read())
            client.close()
            probe.close()

    def test_ctrl_c_lets_a_request_in_flight_finish(self):
        self.stops_by(signal.SIGINT)

    def test_a_port_in_use_is_refused(self):
        with Server(self.how) as server:
            done = self.run_to_end(f"--port={server.port}")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"cannot listen on 127.0.0.1:{server.port}: ", done.stderr)


class DrivenOnLinux(Driven):
    def test_sigterm_lets_a_request_in_flight_finish(self):
        self.stops_by(signal.SIGTERM)


class Linux64(DrivenOnLinux, unittest.TestCase):
    target, runs_in, platform = "linux64", EmptyRoot, "linux x86_64"
    lacks = ", without: profiles, signed cookies" # zlib is linked in


class LinuxArm64(DrivenOnLinux, unittest.TestCase):
    target, runs_in, platform = "linux-arm64", Emulated, "linux aarch64"


class Win64(Driven, unittest.TestCase):
    target, runs_in, platform = "win64", Wine, "windows x86_64"
    lacks = ", without: unix sockets, sockets handed over by systemd, connections on more than one loop, profiles, signed cookies, " \
            "compression"

    def test_what_windows_lacks_is_refused_with_the_reason(self):
        for option in ("unix:/run/app.sock", "systemd"):
            with self.subTest(option):
                done = self.run_to_end(f"--listen={option}")
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"cannot listen on {option}: not on Windows; write an IP address and a port", done.stderr)
