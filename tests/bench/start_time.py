#!/usr/bin/env python3
"""Measures how long a server takes from its start to its first answer: the median of 20 runs, in milliseconds.

    start_time.py PROGRAM [OPTION...]

The figure includes about 1 ms of this script, which it takes to start a process from a large one.
"""
import re
import socket
import statistics
import subprocess
import sys
import time

RUNS = 20
REQUEST = b"GET /plaintext HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"


def once(command):
    begun = time.perf_counter()
    with subprocess.Popen([*command, "--port=0"], stderr=subprocess.PIPE) as process:
        try:
            port = int(re.search(rb"listening on http://[\d.]+:(\d+)/", process.stderr.readline())[1])
            with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
                client.sendall(REQUEST)
                if not client.recv(4096).startswith(b"HTTP/1.1 200 "):
                    raise AssertionError("no answer")
                return (time.perf_counter() - begun) * 1000
        finally:
            process.kill()


def main(*command):
    times = sorted(once(command) for _ in range(RUNS))
    print(f"{statistics.median(times):.1f} ms to the first answer, of {RUNS} runs from {times[0]:.1f} to {times[-1]:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
