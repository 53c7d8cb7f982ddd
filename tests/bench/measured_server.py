"""Server programs under load, each for the time of one run: what the benchmarks of whole servers share."""
import os
import re
import socket
import subprocess
import sys
import tempfile

REPORT = """done = function(summary, latency)
  io.write(string.format("RES %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.status))
end
"""


class Server:
    """A server program that runs on the first core, for the time of one run."""

    def __init__(self, command, prints_port):
        self.port = None if prints_port else free_port()
        command = ["taskset", "-c", "0"] + [part.format(port=self.port) for part in command]
        self.process = subprocess.Popen(
            command, env=dict(os.environ, GOMAXPROCS="1"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if prints_port:
            self.port = int(re.search(r"listening on http://[\d.]+:(\d+)/", self.process.stderr.readline())[1])
        else:
            self.wait_for_port()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()

    def wait_for_port(self):
        while self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                pass
        sys.exit(f"it did not start: {self.process.args}")

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def load(server, path, seconds, script=""):
    """Returns (requests, seconds, 99th percentile in us). `script` says in Lua what wrk sends, if it is no GET."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + REPORT)
        file.flush()
        command = ["taskset", "-c", "1", "wrk", "-t1", "-c64", f"-d{seconds}s", "-s", file.name,
                   f"http://127.0.0.1:{server.port}{path}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    requests, duration, p99, errors = map(int, re.search(r"^RES (.*)$", done.stdout, re.MULTILINE)[1].split())
    if errors:
        sys.exit(f"{path}: {errors} errors\n{done.stdout}")
    return requests, duration / 1e6, p99


def measure(command, prints_port, path, seconds, meanwhile=lambda server: None, script=""):
    """Runs the server under load, while `meanwhile` has begun something that goes on."""
    with Server(command, prints_port) as server:
        load(server, path, 1, script)
        meanwhile(server)
        before = server.cpu_seconds()
        requests, duration, p99 = load(server, path, seconds, script)
        cpu = (server.cpu_seconds() - before) / requests * 1e6
        return {"rate": requests / duration, "p99": p99 / 1000, "cpu": cpu, "memory": server.peak_mib()}
