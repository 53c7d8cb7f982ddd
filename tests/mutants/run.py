#!/usr/bin/env python3
"""Plants one bug after another in the library, and expects each to be found by the tests in tests/explore.

    run.py BUILD-FOLDER             all of mutants.py, as many at a time as there are processors
    run.py BUILD-FOLDER WORD...     those whose bug or file has one of the words in it

Each needs one file to be compiled, and the test program to be linked again, in a folder that is removed afterwards. Says
for each which test found it, and under which schedule; the first is the order of arrival. Ends with 1 if one was not
found, or could not be planted.
"""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time

from mutants import MUTANTS

PROGRAM = "tests/explore_tests"
TIME_LIMIT = 60  # seconds
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib", "src")

TEST_CASE = re.compile(r"^TEST SUITE: explore: (\w+)\nTEST CASE:\s+(.*)$", re.MULTILINE)
SCHEDULE = re.compile(r"schedule (\d+) failed: ([^\n]*)")
CHECK = re.compile(r"FATAL ERROR: (REQUIRE\(.*\)) is NOT correct")
CRASH = re.compile(r"test case CRASHED: (SIG\w+)")


class Unplanted(Exception):
    """It cannot be told whether the bug would be found."""


def planted(mutant):
    with open(os.path.join(SOURCES, mutant.file), encoding="utf-8") as file:
        text = file.read()
    if (times := text.count(mutant.before)) != 1:
        raise Unplanted(f"{mutant.file} has the text to replace {times} times: bring mutants.py up to date")
    return text.replace(mutant.before, mutant.after)


def run(command, folder):
    done = subprocess.run(command, cwd=folder, check=False, text=True, capture_output=True)
    if done.returncode != 0:
        raise Unplanted(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def with_output(command, output):
    """A command of the build, with its -o replaced, and what it writes for ninja left out."""
    words = []
    rest = iter(shlex.split(command))
    for word in rest:
        if word == "-o":
            next(rest)
            words += ["-o", output]
        elif word in ("-MF", "-MQ"):
            next(rest)
        elif word != "-MD":
            words.append(word)
    return words


def compile_command(build, file):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as commands:
        for entry in json.load(commands):
            if os.path.normpath(entry["file"]).endswith(os.path.join("lib", "src", file)):
                return entry["command"], entry["file"]
    raise Unplanted(f"{build} does not compile {file}")


def build_mutant(build, link, mutant, folder):
    source = os.path.join(folder, mutant.file)
    os.makedirs(os.path.dirname(source), exist_ok=True)
    with open(source, "w", encoding="utf-8") as file:
        file.write(planted(mutant))
    command, original = compile_command(build, mutant.compiled or mutant.file)
    words = with_output(command, source + ".o")
    if mutant.compiled:  # the header in this folder is found before the one in lib/src
        words.insert(next(i for i, word in enumerate(words) if word.startswith("-")), "-I" + folder)
    else:
        words[words.index(original)] = source
    run(words + ["-w", "-O1"], build)

    # What is in the object file is not taken from the library that comes behind it.
    program = os.path.join(folder, "mutant")
    words = with_output(link, program)
    words.insert(words.index(program) + 1, source + ".o")
    run(words, build)
    return program


def execute(program):
    """What it says, until it ends, or has failed, or the time is over. Its lines come before it crashes."""
    command = ["stdbuf", "--output=L", program, "--no-colors"]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as running:
        limit = threading.Timer(TIME_LIMIT, running.kill)
        limit.start()
        for line in running.stdout:
            lines.append(line)
            if SCHEDULE.search(line):
                running.kill()
                break
        limit.cancel()
    return "".join(lines), running.returncode


def found_by(output, status):
    """The test, the schedule, and what went wrong."""
    tests = TEST_CASE.findall(output)
    test = ": ".join(tests[-1]) if tests else "?"
    if schedule := SCHEDULE.search(output):
        check = CHECK.search(output)
        return test, schedule[1], check[1] if check else schedule[2]
    if crash := CRASH.search(output):
        return test, "-", crash[1]
    return test, "-", f"ends with {status}" if status >= 0 else f"does not end in {TIME_LIMIT} s"


def fails_in_order(program, test):
    """Whether a test that crashes does so under the first schedule already, as a crash cannot say under which it was."""
    name = test.partition(": ")[2].replace(",", "?")  # a comma would end the name
    command = [program, "--test-case=" + name]
    in_order = {**os.environ, "PLAIT_SCHEDULE": "in_order"}
    done = subprocess.run(command, env=in_order, check=False, capture_output=True, timeout=TIME_LIMIT)
    return done.returncode != 0


def try_mutant(build, link, mutant):
    """Whether it was found, and a text that says by what."""
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="plait-mutant-") as folder:
            program = build_mutant(build, link, mutant, folder)
            output, status = execute(program)
            if status == 0:
                return False, "NOT FOUND"
            test, schedule, what = found_by(output, status)
            if schedule == "-" and CRASH.search(output):
                schedule = "1" if fails_in_order(program, test) else ">1"
    except Unplanted as problem:
        return False, f"NOT PLANTED: {problem}"
    seconds = time.monotonic() - started
    return True, f"schedule {schedule:>4}  {test}\n      {what[:100]} ({seconds:.0f} s)"


def main(build, words):
    output, status = execute(os.path.join(build, PROGRAM))
    if status != 0:
        sys.exit(f"{output}\n{PROGRAM} fails without a planted bug")
    link = run(["ninja", "-t", "commands", PROGRAM], build).splitlines()[-1]
    chosen = [each for each in MUTANTS if not words or any(word in each.bug + each.file for word in words)]
    found = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        for mutant, (is_found, text) in zip(chosen, threads.map(lambda each: try_mutant(build, link, each), chosen)):
            found += is_found
            print(f"{mutant.bug}\n    {text}", flush=True)
    print(f"{found} of {len(chosen)} found")
    sys.exit(found != len(chosen))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
