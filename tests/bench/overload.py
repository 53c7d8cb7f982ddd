#!/usr/bin/env python3
"""Offers a server twice the requests that it can serve: ours with and without overload_target, and Go's.

    ninja -C build tests/overload_server tests/open_load             builds the server and the clients
    tests/bench/overload.py build/tests/overload_server build/tests/open_load

Each server has one loop, on a core of its own; the clients have another core. First 16 clients wait for their answers,
which shows what the server can do at best. Then requests come at random times: half of that, and twice of that. "good"
are answers 200, as a part of what the server can do at best. Latencies count from the time at which a request was meant to be
sent; "lag" is how late the clients themselves sent one in a hundred. What a refusal costs follows from the answers
that are missing for it. It needs Go.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

from measured_server import Server

HERE = os.path.dirname(os.path.abspath(__file__))


def offer(arguments, server, rate, connections):
    command = ["taskset", "-c", "1", arguments.clients, str(server.port), "/work", str(connections),
               str(arguments.seconds), str(rate)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure(arguments, command):
    with Server(command, False) as server:
        best = offer(arguments, server, 0, 16)["good"]
        half = offer(arguments, server, best / 2, arguments.connections)
        twice = offer(arguments, server, best * 2, arguments.connections)
    return best, half, twice


def milliseconds(micros):
    return f"{micros / 1000:,.1f} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", metavar="PROGRAM")
    parser.add_argument("clients", metavar="CLIENTS")
    parser.add_argument("--cost", type=int, default=150, help="us that a handler holds the processor")
    parser.add_argument("--target", type=int, default=5000, help="overload_target in us")
    parser.add_argument("--connections", type=int, default=512)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--without-go", action="store_true")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as cache:
        ours = [os.path.abspath(arguments.server), "{port}", str(arguments.cost)]
        servers = {"plait": [*ours, str(arguments.target)], "plait, overload_target 0": [*ours, "0"]}
        if not arguments.without_go:
            go = os.path.join(cache, "go")
            source = os.path.join(HERE, "peers/overload/main.go")
            subprocess.run(["go", "build", "-o", go, source], env=dict(os.environ, GO111MODULE="off"), check=True)
            servers["Go"] = [go, "{port}", str(arguments.cost)]
        print(f"A handler that takes {arguments.cost} us, {arguments.connections} connections\n")
        print("| | best | p99 at half of it | good at twice of it | their p99 | refused | a refusal costs | lag |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for title, command in servers.items():
            best, half, twice = measure(arguments, command)
            cost = (1 - twice["good"] / best) / twice["refused"] * 1e6 if twice["refused"] > 0 else 0
            print(f"| {title} | {best:,.0f}/s | {milliseconds(half['good_p99'])} | {twice['good'] / best:.0%} "
                  f"| {milliseconds(twice['good_p99'])} | {twice['refused']:,.0f}/s | {cost:.1f} us "
                  f"| {milliseconds(twice['lag_p99'])} |", flush=True)
            for name, run in (("half", half), ("twice", twice)):
                if run["other"] or run["closed"]:
                    print(f"{title}: {name}: {run}", file=sys.stderr)


if __name__ == "__main__":
    main()
