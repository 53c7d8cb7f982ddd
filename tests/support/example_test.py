#!/usr/bin/env python3
"""Runs an example and compares what it prints with the "Output:" block of the comment at its top.

    example_test.py PROGRAM SOURCE

Where the comment has lines `curl localhost:PORT/PATH`, with `-d 'BODY'` or `--json 'BODY'` behind that for a POST, the example
is a server: it is started, those requests are made, their bodies are compared instead, and it must end with status 0 on SIGTERM. It runs in a network of its own where the
system allows that, so that its port is free; elsewhere the test is skipped if the port is in use.
"""
import ctypes
import fcntl
import itertools
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request

SKIPPED = 77  # Meson's word for it
CURL = re.compile(r"curl (?:-s )?localhost:(\d+)(\S*)(?: (-d|--json) '(.*)')?$")


def comment_of(source):
    with open(source, encoding="utf-8") as file:
        header = itertools.takewhile(lambda line: line.startswith("//"), file)
        return [line[2:].strip() for line in header]


def listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask_for(port, path, option, body):
    fields = {"Content-Type": "application/json", "Accept": "application/json"} if option == "--json" else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body.encode() if body else None, fields)
    try:
        answer = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.read().decode()


def enter_own_network():
    libc = ctypes.CDLL(None)
    new_user, new_network = 0x10000000, 0x40000000
    if libc.unshare(new_network) != 0 and libc.unshare(new_user | new_network) != 0:
        return
    set_flags, up = 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, set_flags, struct.pack("16sh14x", b"lo", up))


def ask(program, requests):
    port = int(requests[0][0])
    enter_own_network()
    if listening(port):
        print(f"port {port} is in use")
        sys.exit(SKIPPED)
    server = subprocess.Popen([program], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not listening(port):
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{program} does not listen on port {port}")
            time.sleep(0.01)
        bodies = [ask_for(port, *rest) for _, *rest in requests]
        server.terminate()
        if server.wait(timeout=20) != 0:
            sys.exit(f"{program} ended with status {server.returncode} on SIGTERM")
    finally:
        server.kill()
    return [line for body in bodies for line in body.splitlines()]


def main():
    program, source = sys.argv[1:]
    comment = comment_of(source)
    expected = comment[comment.index("Output:") + 1:]

    requests = [match.groups() for line in comment if (match := CURL.match(line))]
    if requests:
        actual = ask(program, requests)
    else:
        actual = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()

    if [line.strip() for line in actual] != expected:
        sys.exit(f"{source}\n  expected: {expected}\n  actual:   {actual}")


if __name__ == "__main__":
    main()
