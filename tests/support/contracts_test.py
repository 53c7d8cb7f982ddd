#!/usr/bin/env python3
"""Holds the comments of public headers to their form: which headings stand in a contract, and in which order."""
import re
import sys

from rooms_test import ROOT, files

HEADINGS = ["Returns", "Errors", "Cancellation", "Lifetime", "Threads", "Cost", "See also"]
HEADING = re.compile(rf"\s*/// ({'|'.join(HEADINGS)}):")
DOC_LINE = re.compile(r"\s*///(?!<)")

# What each header of the async room says somewhere, as it is what its users cannot see from the declarations.
SAID_SOMEWHERE = ["Threads", "Cost"]
DECLARES_NOTHING = {"lib/plait/http.hpp", "lib/plait/version.hpp"}

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


def problems(root):
    for path, text in files(root, ["lib/plait"], (".hpp",)):
        folders = path.split("/")[2:-1]
        if "detail" in folders:
            continue
        for number, heading, later in misplaced(text):
            yield f"{path}:{number}: {heading} comes before {later}"
        if not folders and path not in DECLARES_NOTHING:
            said = {found[1] for line in text.splitlines() if (found := HEADING.match(line))}
            for heading in SAID_SOMEWHERE:
                if heading not in said:
                    yield f"{path}: no comment has a line of {heading}:"


if __name__ == "__main__":
    sys.exit("\n".join(problems(ROOT)) or None)
