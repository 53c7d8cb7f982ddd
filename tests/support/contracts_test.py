#!/usr/bin/env python3
"""Holds the comments of public headers to their form: which headings stand in a contract, and in which order;
plait/async.hpp to name each header of its room; and constructors and options to refuse negative counts."""
import os
import re
import sys

from rooms_test import ROOT, files, room_of

HEADINGS = ["Returns", "Errors", "Cancellation", "Lifetime", "Threads", "Cost", "See also"]
HEADING = re.compile(rf"\s*/// ({'|'.join(HEADINGS)}):")
DOC_LINE = re.compile(r"\s*///(?!<)")

# What each header says somewhere that declares something to call, as users cannot see it from the declarations.
SAID_SOMEWHERE = ["Threads", "Cost"]
CONTENTS = "lib/plait/async.hpp"
ENTRY = re.compile(r"^#include <(plait/[^>]+)>( +// \S.*)?$", re.MULTILINE)
# A std::size_t takes -1 without a word. The testing kit's counts are small numbers in the text of a test.
UNCHECKED = re.compile(r"^ *(explicit \w+|\w+_(?:options|limits)& \w+)"
                       r"\((?:std::size_t|unsigned|std::uint\d+_t)(?: \w+)?\)", re.MULTILINE)
NOT_CODE = re.compile(r"//.*|^\s*#.*", re.MULTILINE)


def misplaced(text):
    """(line, heading, the later one that stands before it) of each block of /// lines."""
    latest = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not DOC_LINE.match(line):
            latest = 0
        elif found := HEADING.match(line):
            place = HEADINGS.index(found[1])
            if place < latest:
                yield number, found[1], HEADINGS[latest]
            latest = max(latest, place)


def declares_functions(text):
    """Enumerations, aliases and lists of other headers do without parentheses."""
    return "(" in NOT_CODE.sub("", text)


def not_in_contents(root):
    """What is wrong with the table of contents of the room async. A header that declares nothing has moved elsewhere."""
    if not os.path.exists(os.path.join(root, CONTENTS)):
        return
    with open(os.path.join(root, CONTENTS), encoding="utf-8") as file:
        entries = ENTRY.findall(file.read())
    named = [f"lib/{header}" for header, _ in entries]
    for path in sorted({each for each in named if named.count(each) > 1}):
        yield f"{CONTENTS}: {path} stands there twice"
    for header, said in entries:
        if not said:
            yield f"{CONTENTS}: no words about lib/{header}"
    for path, text in files(root, ["lib/plait"], (".hpp",)):
        if os.path.dirname(path) == "lib/plait" and room_of(path) == "async" and "namespace plait" in text:
            if path not in named:
                yield f"{CONTENTS}: {path} is missing"


def problems(root):
    yield from not_in_contents(root)
    for path, text in files(root, ["lib/plait"], (".hpp",)):
        if "detail" in path.split("/"):
            continue
        for number, heading, later in misplaced(text):
            yield f"{path}:{number}: {heading} comes before {later}"
        if room_of(path) != "testing":
            for found in UNCHECKED.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: {found[1]} takes a count_argument or a byte_limit, which refuse -1"
        if declares_functions(text):
            said = {found[1] for line in text.splitlines() if (found := HEADING.match(line))}
            for heading in SAID_SOMEWHERE:
                if heading not in said:
                    yield f"{path}: no comment has a line of {heading}:"


if __name__ == "__main__":
    sys.exit("\n".join(problems(ROOT)) or None)
