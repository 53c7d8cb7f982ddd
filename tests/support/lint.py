#!/usr/bin/env python3
"""Runs clang-tidy over the sources of lib, server and examples, as many at a time as there are cores, and prints what it
finds and "N passed, N failed".

    lint.py BUILD-FOLDER [FILE...]

The folder is a build's, which says how each file is compiled. It is left a log in Meson's form, for summary.py.
"""
import concurrent.futures
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = ("lib/", "server/", "examples/")
NONE_OF_OURS = {"lib/src/asio.cpp", "lib/src/beast.cpp"}  # they compile those, and take as long as ten others
TIDY = "clang-tidy-19"


def sources(build):
    """The files that the build compiles, from the root of the project."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        paths = {os.path.join(each["directory"], each["file"]) for each in json.load(file)}
    names = {os.path.relpath(path, ROOT) for path in paths}
    return sorted(name for name in names - NONE_OF_OURS if name.startswith(FOLDERS))


def findings(build, name):
    """What is wrong with a file; empty: nothing."""
    done = subprocess.run([TIDY, "--quiet", "-p", build, os.path.join(ROOT, name)],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout or done.stderr


def main(build, *names):
    logs = os.path.join(build, "meson-logs")
    os.makedirs(logs, exist_ok=True)
    failed = 0
    names = names or sources(build)
    with (concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
          open(os.path.join(logs, "testlog.json"), "w", encoding="utf-8") as log):
        for name, found in zip(names, pool.map(lambda name: findings(build, name), names)):
            if found:
                failed += 1
                print(found, flush=True)
            result = "FAIL" if found else "OK"
            log.write(json.dumps({"name": f"lint {name}", "result": result, "stdout": found}) + "\n")
    print(f"{len(names) - failed} passed, {failed} failed")
    return 0 if names and not failed else 1


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), *sys.argv[2:]))
