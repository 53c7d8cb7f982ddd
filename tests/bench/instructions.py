#!/usr/bin/env python3
"""Counts the user instructions of the server for each request on open connections. It does not matter what else the
machine does, almost. Several clients send requests at once, as those of a busy server do, so they share what the server
does once for all of them. The count moves by less than 1 %. Only the loop's thread counts: what others do by the clock, as the
one that watches the loops, would count for more under valgrind, where all takes long.

    instructions.py SERVER [--limit=N] [--keep=FOLDER] [TARGET...]

It prints a line for each target, and fails if one takes more than N, in each of three tries: where the machine is so busy
that a turn of the loop takes long, the loop is watched, which takes up to 3 % more. For each target the server runs
twice, with few requests and with many. The difference of the two is the result, so the server's start and end do not
count. With `--keep`, callgrind's profiles stay in that folder.
"""
import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile

CLIENTS = 16
FEW, MANY = 10 * CLIENTS, 60 * CLIENTS
TRIES = 3

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('server')
parser.add_argument('targets', nargs='*', default=['/plaintext'])
parser.add_argument('--limit', type=int, default=0)
parser.add_argument('--keep')
args = parser.parse_args()


def ask(port, target, count):
    request = f'GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n'.encode()
    clients = [socket.create_connection(('127.0.0.1', port)) for _ in range(CLIENTS)]
    for _ in range(count // CLIENTS):
        for client in clients:
            client.sendall(request)
        for client in clients:
            check(client, target)
    for client in clients:
        client.close()


def check(client, target):
    answer = b''
    while b'\r\n\r\n' not in answer:
        answer += client.recv(65536)
    if not answer.startswith(b'HTTP/1.1 200'):
        sys.exit(f'instructions.py: {target} is answered {answer[:40]!r}')
    head, body = answer.split(b'\r\n\r\n', 1)
    length = int(re.search(rb'Content-Length: (\d+)', head)[1])
    while len(body) < length:
        body += client.recv(65536)


def instructions(folder, target, count):
    profile = os.path.join(folder, f'callgrind.{target.strip("/") or "root"}.{count}')
    server = subprocess.Popen(
        ['valgrind', '--tool=callgrind', '--separate-threads=yes', '--callgrind-out-file=' + profile,
         args.server, '--port=0', '--threads=1'],
        stderr=subprocess.PIPE, text=True)
    port = None
    for line in server.stderr:
        if found := re.search(r'listening on http://[^:]*:(\d+)', line):
            port = int(found[1])
            break
    if port is None:
        sys.exit('instructions.py: the server does not listen')
    ask(port, target, count)
    server.send_signal(signal.SIGTERM)
    server.communicate()
    if server.returncode != 0:
        sys.exit(f'instructions.py: the server ended with {server.returncode}')
    with open(profile + '-01') as lines:
        return int(re.search(r'^(?:summary|totals): (\d+)', lines.read(), re.M)[1])


failed = False
with tempfile.TemporaryDirectory() as scratch:
    for target in args.targets:
        folder = args.keep or scratch
        for _ in range(TRIES):
            each = (instructions(folder, target, MANY) - instructions(folder, target, FEW)) / (MANY - FEW)
            too_many = args.limit and each > args.limit
            if not too_many:
                break
        failed = failed or too_many
        print(f'{target:12} {each:8.0f} instructions for each request' + (f', more than {args.limit}' if too_many else ''))
sys.exit(1 if failed else 0)
