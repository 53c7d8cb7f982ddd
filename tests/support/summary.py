#!/usr/bin/env python3
"""Adds up the tests of several runs of `meson test`, and prints "N passed, N failed" as the last line.

    summary.py TESTLOG.json...

A doctest program counts with its test cases, any other test as one. A program that crashed, ran out of time or ran no
test case counts as one failure more, and so does a run that left no log. The exit status is 0 when something ran and
nothing failed.
"""
import json
import re
import sys

DOCTEST_HEADER = "[doctest] doctest version"
DOCTEST_CASES = re.compile(r"^\[doctest\] test cases: *\d+ *\| *(\d+) passed *\| *(\d+) failed", re.MULTILINE)
GOOD = {"OK", "EXPECTEDFAIL"}
SKIPPED = "SKIP"


def count(test):
    """(passed, failed, skipped) of one entry of a test log."""
    good = test["result"] in GOOD
    output = test.get("stdout", "")
    if DOCTEST_HEADER in output:
        programs = DOCTEST_CASES.findall(output)
        passed = sum(int(cases) for cases, _ in programs)
        failed = sum(int(cases) for _, cases in programs)
        if not good or passed == 0:
            failed = max(failed, 1)
        return passed, failed, 0
    if test["result"] == SKIPPED:
        return 0, 0, 1
    return (1, 0, 0) if good else (0, 1, 0)


def read(log):
    try:
        with open(log, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except FileNotFoundError:
        return []


def main(logs):
    passed, failed, skipped = 0, 0, 0
    for log in logs:
        tests = read(log)
        if not tests:
            print(f"ran nothing: {log}")
            failed += 1
        for test in tests:
            more_passed, more_failed, more_skipped = count(test)
            passed, failed, skipped = passed + more_passed, failed + more_failed, skipped + more_skipped
            if more_failed:
                print(f"failed: {test['name']} ({test['result']}), in {log}")

    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
