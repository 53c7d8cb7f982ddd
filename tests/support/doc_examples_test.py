#!/usr/bin/env python3
"""The README's program is an example, verbatim, as is all else of its C++; its lines for build systems are tested, and the
commands, files and layers that it names exist."""
import os
import re
import sys

from layers import LAYERS
from rooms_test import ROOT, files

PROGRAM = "examples/01_hello_server.cpp"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"\A(//.*\n)+\n")
COMMAND = re.compile(r"^(?:\$ )?(?:\./)?((?:server|tests)/\S+)", re.MULTILINE)


def problems(root):
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    with open(os.path.join(root, PROGRAM), encoding="utf-8") as file:
        example = file.read()

    blocks = BLOCK.findall(readme)
    programs = [text for language, text in blocks if language == "cpp"]
    if COMMENT.sub("", example) not in programs:
        yield f"README.md has no ```cpp block that is {PROGRAM}, verbatim, but for the comment at its top"

    examples = [text for _, text in files(root, ["examples"], (".cpp", ".hpp"))]
    for text in programs:
        if not any(text in each for each in examples):
            yield f"README.md: these lines of C++ are in no example: {text.splitlines()[0]} ..."

    consumers = "".join(text for _, text in files(root, ["tests/consumers"], (".py", ".txt", ".build")))
    for language, text in blocks:
        for line in text.splitlines():
            taken_along = language in ("cmake", "meson") or line.startswith("g++ ")
            if taken_along and line.partition(" #")[0] not in consumers:
                yield f"README.md: no test takes plait along with this line: {line}"

    names = set(re.findall(r"`((?:examples/)?\d\d_\w+)", readme))
    for name in sorted(names):
        if not os.path.exists(os.path.join(root, "examples", name.removeprefix("examples/") + ".cpp")):
            yield f"README.md names the example {name}, which is not there"

    commands = {name for language, text in blocks if language in ("sh", "bash", "shell", "console", "")
                for name in COMMAND.findall(text)}
    for needed in ("server/run", "server/build-all", "tests/run"):
        if needed not in commands:
            yield f"README.md does not show the command {needed}"
    for name in sorted(commands):
        if not os.access(os.path.join(root, name), os.X_OK):
            yield f"README.md names {name}, which is not a program"

    for room, layers in LAYERS.items():
        if f" {' > '.join(reversed(layers))}\n" not in readme:
            yield f"README.md does not show the layers of {room}, as layers.py has them"


if __name__ == "__main__":
    sys.exit("\n".join(problems(ROOT)) or None)
