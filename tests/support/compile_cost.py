#!/usr/bin/env python3
"""What one source file costs to compile: medians of several runs, and the compiler's peak memory.

    compile_cost.py [--runs N] [--memory-limit MB] COMPILER ARGUMENT...

With a limit, more memory than that fails. Memory repeats from run to run; time does not, so it is printed only.
"""
import argparse
import os
import statistics
import sys
import time


def compile_once(command):
    """(seconds, seconds of CPU, megabytes); the usage of g++ includes that of the compiler proper, its child."""
    begin = time.monotonic()
    compiles = {**os.environ, "CCACHE_DISABLE": "1"}  # and does not look up what was compiled before
    child = os.posix_spawnp(command[0], command, compiles)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"does not compile: {' '.join(command)}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory-limit", type=float, metavar="MB")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()

    runs = [compile_once(arguments.command + ["-c", "-o", os.devnull]) for _ in range(arguments.runs)]
    seconds, cpu_seconds = (statistics.median(run[i] for run in runs) for i in (0, 1))
    megabytes = max(run[2] for run in runs)
    print(f"{seconds:.2f} s, {cpu_seconds:.2f} s of CPU, {megabytes:.0f} MB")
    if arguments.memory_limit and megabytes > arguments.memory_limit:
        sys.exit(f"more than {arguments.memory_limit:.0f} MB")


if __name__ == "__main__":
    main()
