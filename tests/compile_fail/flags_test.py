#!/usr/bin/env python3
"""A file that is compiled without what plait needs gets one line that says what to do, whichever header comes first.

    flags_test.py COMPILER [ARGUMENT...]    with the arguments that are right
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

LIB = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "lib")
ANY_FLAGS = {"plait/html/escape.hpp", "plait/version.hpp"} # these need nothing of the kind
COMMAND = []


def public_headers():
    for where, folders, names in os.walk(os.path.join(LIB, "plait")):
        folders[:] = set(folders) - {"detail"}
        for name in names:
            path = os.path.relpath(os.path.join(where, name), LIB)
            if name.endswith(".hpp") and path not in ANY_FLAGS:
                yield path


def compiled(header, command):
    """The errors of a file that includes this header alone."""
    done = subprocess.run([*command, "-fsyntax-only", "-x", "c++", "-"], input=f"#include <{header}>\n",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return re.findall(r"error: (.*)", done.stdout)


def system_folders():
    """Where the compiler looks for headers without being told."""
    said = subprocess.run([*COMMAND, "-v", "-fsyntax-only", "-x", "c++", "/dev/null"],
                          stderr=subprocess.PIPE, text=True, check=True).stderr
    return re.search(r"#include <\.\.\.> search starts here:\n(.*?)End of search list", said, re.DOTALL)[1].split()


class Flags(unittest.TestCase):
    def told(self, text, command):
        for header in public_headers():
            with self.subTest(header):
                first, *others = compiled(header, command)
                self.assertIn(text, first)
                self.assertEqual(len(others), 1, others)
                self.assertIn("see_the_error_above", others[0])

    def test_another_standard(self):
        self.told("compile with -std=c++20", [each.replace("c++20", "c++17") for each in COMMAND])

    def test_a_definition_of_the_library_is_missing(self):
        for name in ("BOOST_ASIO_NO_DEPRECATED", "BOOST_ASIO_SEPARATE_COMPILATION", "BOOST_BEAST_SEPARATE_COMPILATION"):
            self.told("is compiled with the library's flags", [*COMMAND, "-U" + name])

    def test_the_header_that_is_written_when_plait_is_configured_is_missing(self):
        self.told("plait/config.hpp is missing", [each for each in COMMAND if not each.startswith("-I")] + ["-I" + LIB])

    def test_boost_is_missing(self):
        with tempfile.TemporaryDirectory() as root:
            without_boost = ["-nostdinc", "-nostdinc++"]
            for number, folder in enumerate(system_folders()):
                copy = os.path.join(root, str(number))
                os.mkdir(copy)
                for name in set(os.listdir(folder)) - {"boost"}:
                    os.symlink(os.path.join(folder, name), os.path.join(copy, name))
                without_boost += ["-isystem", copy]
            self.told("needs the headers of Boost, 1.81 or newer", [*COMMAND, *without_boost])

    def test_boost_is_too_old(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(os.path.join(root, "boost"))
            with open(os.path.join(root, "boost/version.hpp"), "w", encoding="utf-8") as file:
                file.write("#define BOOST_VERSION 108000\n")
            self.told("needs Boost 1.81 or newer", [*COMMAND, "-I", root])


if __name__ == "__main__":
    COMMAND = sys.argv[1:]
    del sys.argv[1:]
    unittest.main()
