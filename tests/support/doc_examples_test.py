#!/usr/bin/env python3
"""The README's program is an example, verbatim, and the commands it names exist."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = "examples/01_hello_server.cpp"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\./)?((?:server|tests)/\S+)", re.MULTILINE)


def problems(root):
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    with open(os.path.join(root, PROGRAM), encoding="utf-8") as file:
        example = file.read()

    blocks = BLOCK.findall(readme)
    programs = [text for language, text in blocks if language == "cpp"]
    if example not in programs:
        yield f"README.md has no ```cpp block that is {PROGRAM}, verbatim"

    commands = {name for language, text in blocks if language in ("sh", "bash", "shell", "console", "")
                for name in COMMAND.findall(text)}
    for needed in ("server/run", "server/build-all", "tests/run"):
        if needed not in commands:
            yield f"README.md does not show the command {needed}"
    for name in sorted(commands):
        if not os.access(os.path.join(root, name), os.X_OK):
            yield f"README.md names {name}, which is not a program"


if __name__ == "__main__":
    sys.exit("\n".join(problems(ROOT)) or None)
