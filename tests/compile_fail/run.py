#!/usr/bin/env python3
"""Checks that a file does not compile, for the reason it states, and that its twin does.

    run.py COMPILER [ARGUMENT...] CASE.cpp

The first line of the case states a part of the expected message:

    // Fails with: TEXT
    // Fails, with g++ before 13, with: TEXT
    // Fails, with clang, with: TEXT

The twin is the same file compiled with -DTWIN. Ends with 77, skipped, if the case is not about this compiler.
"""
import re
import subprocess
import sys

SKIPPED = 77
FIRST_LINE = re.compile(
    r"// Fails(, with (g\+\+ before (?P<before>\d+)|(?P<clang>clang)),)? with: (?P<text>.+)"
)

*compiler, case = sys.argv[1:]


def macros():
    asked = subprocess.run([*compiler, "-dM", "-E", "-x", "c++", "/dev/null"], check=True, capture_output=True, text=True)
    return dict(line.split(" ", 2)[1:] for line in asked.stdout.splitlines() if line.count(" ") >= 2)


def is_about_this_compiler(case):
    if not case["before"] and not case["clang"]:
        return True
    defined = macros()
    is_clang = "__clang__" in defined
    if case["clang"]:
        return is_clang
    return not is_clang and int(defined.get("__GNUC__", case["before"])) < int(case["before"])


def compile_case(*arguments):
    return subprocess.run(
        [*compiler, *arguments, "-fsyntax-only", case], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


with open(case, encoding="utf-8") as file:
    stated = FIRST_LINE.fullmatch(file.readline().rstrip())
if not stated:
    sys.exit(f"{case}: the first line does not state how it fails")
if not is_about_this_compiler(stated):
    print(f"{case}: not about this compiler")
    sys.exit(SKIPPED)

twin = compile_case("-DTWIN")
if twin.returncode != 0:
    sys.exit(f"{case}: the twin does not compile:\n{twin.stdout}")
failing = compile_case()
if failing.returncode == 0:
    sys.exit(f"{case}: compiles")
if stated["text"] not in failing.stdout:
    sys.exit(f"{case}: fails, but not with: {stated['text']}\n{failing.stdout}")
