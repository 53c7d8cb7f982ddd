#!/usr/bin/env python3
"""Runs benchmark programs one after another, so that their figures come from the same machine in the same minutes.

    ninja -C build benchmarks                                      builds the programs and runs this
    tests/bench/compare.py build/tests/bench_*                     the same, if they are built
    tests/bench/compare.py --peers ~/go_peers build/tests/bench_*  and Go's benchmarks of what they measure

It looks for Go's tests in the folder of the peers, and runs the benchmarks of each folder that has some.
"""
import argparse
import glob
import os
import subprocess
import sys


def run(title, command, **where):
    """Runs the command and prints its output; returns false if it fails."""
    print(f"=== {title}\n", flush=True)
    status = subprocess.run(command, check=False, **where).returncode
    print("" if status == 0 else f"*** {title}: exit status {status}\n", flush=True)
    return status == 0


def run_go(folder):
    environment = dict(os.environ, GO111MODULE="off")
    return run(folder, ["go", "test", "-bench", ".", "-run", "XXX"], cwd=folder, env=environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="FOLDER", help="where Go's benchmarks are, in it or below")
    parser.add_argument("programs", metavar="PROGRAM", nargs="+", help="a benchmark of plait, built")
    arguments = parser.parse_args()

    folders = []
    if arguments.peers:
        tests = glob.glob(os.path.join(arguments.peers, "**", "*_test.go"), recursive=True)
        folders = sorted({os.path.dirname(test) for test in tests})
        if not folders:
            parser.error(f"no Go tests in {arguments.peers}")
    programs = [os.path.abspath(each) for each in arguments.programs if os.path.isfile(each)]  # no folders of objects

    passed = [run(os.path.basename(program), [program]) for program in programs]
    passed += [run_go(folder) for folder in folders]
    return 0 if passed and all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
