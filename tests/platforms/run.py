#!/usr/bin/env python3
"""Runs the tests of this folder on what server/build-all has made, those of each class on a thread of their own, and leaves
a log as Meson does.

    run.py FOLDER-FOR-meson-logs [CLASS...]
"""
import concurrent.futures
import json
import os
import sys
import unittest

import build_all_test
import drive_test
import executables_test

CLASSES = {each.__name__: each for each in (
    build_all_test.BuildAll, executables_test.Executables, drive_test.Linux64, drive_test.LinuxArm64, drive_test.Win64)}


class Recorded(unittest.TestResult):
    """Keeps a line of the log for each test."""

    def __init__(self):
        super().__init__()
        self.lines = {}

    def record(self, test, problem=None):
        name = "platforms " + test.id().partition(".")[2]
        if problem or name not in self.lines:
            self.lines[name] = problem

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.record(test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.record(test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.record(test, (self.failures + self.errors)[-1][1])


def run(tests):
    result = Recorded()
    unittest.defaultTestLoader.loadTestsFromTestCase(tests).run(result)
    return result.lines


def main(folder, *names):
    logs = os.path.join(folder, "meson-logs")
    os.makedirs(logs, exist_ok=True)
    failed = passed = 0
    with (concurrent.futures.ThreadPoolExecutor() as threads,
          open(os.path.join(logs, "testlog.json"), "w", encoding="utf-8") as log):
        for lines in threads.map(run, [CLASSES[name] for name in names or CLASSES]):
            for name, problem in lines.items():
                if problem:
                    failed += 1
                    print(f"{name}\n{problem}", flush=True)
                else:
                    passed += 1
                log.write(json.dumps({"name": name, "result": "FAIL" if problem else "OK", "stdout": problem or ""}) + "\n")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
