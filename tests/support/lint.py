#!/usr/bin/env python3
"""Runs clang-tidy over the sources of lib, server and examples, as many at a time as there are cores, and clang-query,
for the rules of lint_rules.py, over those that may break them, headers included. Prints what they find, and
"N passed, N failed".

    lint.py BUILD-FOLDER [FILE...]

The folder is a build's, which says how each file is compiled. It is left a log in Meson's form, for summary.py.

Files that are compiled alike are read together, as most of the time goes into the headers: a sixth of the time. Where
something is found, each is read by itself, so that it is told what is wrong with which.
"""
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import tempfile

import lint_rules

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = ("lib/", "server/", "examples/")
NONE_OF_OURS = {"lib/src/asio.cpp"}  # it compiles that, and takes as long as ten others
TIDY = "clang-tidy-19"
TOGETHER = 12  # files


def commands(build):
    """How each file is compiled, by its name from the root of the project."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    named = {os.path.relpath(os.path.join(each["directory"], each["file"]), ROOT): each for each in entries}
    return {name: named[name] for name in sorted(named) if name.startswith(FOLDERS) and name not in NONE_OF_OURS}


def options(command):
    """What is the same for the files of a target: all but the file and what is written."""
    words = shlex.split(command)
    return tuple(word for before, word in zip(["", *words], words)
                 if before not in ("-o", "-c", "-MF", "-MQ") and word not in ("-o", "-c", "-MD", "-MF", "-MQ"))


def batches(known, names):
    """Lists of files that are compiled alike."""
    alike = collections.defaultdict(list)
    for name in names:
        alike[options(known[name]["command"]) if name in known else name].append(name)
    return [files[start:start + TOGETHER] for files in alike.values() for start in range(0, len(files), TOGETHER)]


def tidy(folder, path):
    """What is wrong with a file; empty: nothing."""
    done = subprocess.run([TIDY, "--quiet", f"--config-file={ROOT}/.clang-tidy", "-p", folder, path], cwd=ROOT,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout or done.stderr


def pass_together(known, names):
    """Whether nothing is found in a file that includes them all."""
    first = known[names[0]]
    with tempfile.TemporaryDirectory(prefix="plait-lint-") as folder:
        path = os.path.join(folder, "together.cpp")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f'#include "{os.path.join(ROOT, name)}" // NOLINT\n' for name in names)
        command = shlex.join([*options(first["command"]), "-c", path])
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump([{"directory": first["directory"], "command": command, "file": path}], file)
        return not tidy(folder, path)


def headers():
    """The headers that clang-query should read. clang-tidy reads all of them with the sources."""
    for top in FOLDERS:
        for folder, _, files in sorted(os.walk(os.path.join(ROOT, top))):
            yield from (os.path.relpath(path, ROOT) for path in (os.path.join(folder, name) for name in sorted(files))
                        if path.endswith(".hpp") and lint_rules.is_suspect(path))


def findings(build, known, names):
    """What is wrong with each of the files of a batch."""
    found = [""] * len(names)
    if not names[0].endswith(".hpp") and not (len(names) > 1 and pass_together(known, names)):
        found = [tidy(build, os.path.join(ROOT, name)) for name in names]
    for index, name in enumerate(names):
        path = os.path.join(ROOT, name)
        if os.path.exists(path) and lint_rules.is_suspect(path):
            found[index] += lint_rules.findings(path, "-p", build)
    return found


def main(build, *names):
    logs = os.path.join(build, "meson-logs")
    os.makedirs(logs, exist_ok=True)
    failed = 0
    known = commands(build)
    names = names or [*known, *headers()]
    work = batches(known, names)
    with (concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
          open(os.path.join(logs, "testlog.json"), "w", encoding="utf-8") as log):
        for batch, results in zip(work, pool.map(lambda batch: findings(build, known, batch), work)):
            for name, found in zip(batch, results):
                if found:
                    failed += 1
                    print(found, flush=True)
                result = "FAIL" if found else "OK"
                log.write(json.dumps({"name": f"lint {name}", "result": result, "stdout": found}) + "\n")
    print(f"{len(names) - failed} passed, {failed} failed")
    return 0 if names and not failed else 1


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), *sys.argv[2:]))
