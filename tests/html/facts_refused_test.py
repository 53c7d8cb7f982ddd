#!/usr/bin/env python3
"""None of the templates that facts.py refuses compiles, whether in the source or embedded: facts_refused_test.py PROGRAM COMPILER...

The program is the one that facts.py made, and the compiler is g++.
"""
import re
import subprocess
import sys

import facts

MESSAGE = re.compile(r'"(?:refused_(?P<file>\d+)\.html: )?line (?P<line>\d+), (?P<reason>[^"\n]*)"')


def main():
    program, *compiler = sys.argv[1:]
    output = subprocess.run([*compiler, "-fsyntax-only", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False).stdout
    in_source, embedded = {}, {}
    for found in MESSAGE.finditer(output.replace("\\'", "'")):
        if found["file"]:
            embedded[int(found["file"])] = found["reason"]
        else:
            in_source[(int(found["line"]) - 1) // facts.LINES_APART] = found["reason"]
    wrong = [f"{use}, {text}\n    {reasons.get(i, 'compiles')}"
             for use, reasons in (("in the source", in_source), ("embedded", embedded))
             for i, (text, reason) in enumerate(facts.REFUSED) if reason not in reasons.get(i, "")]
    print("\n".join(wrong) or f"{len(facts.REFUSED)} templates do not compile")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
