#!/usr/bin/env python3
"""A program and a library that were built for different Boosts, or know different parts of Asio, do not link.

    config_test.py CONFIG LIBRARY COMPILER FLAG...

CONFIG is the library's plait/config.hpp. The program is compiled and linked three times: as it should be, and as if it
had another config.hpp, or another Boost.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

CONFIG, LIBRARY, *COMPILER = sys.argv[1:]
LINKED = {"backtrace": "PLAIT_HAS_BACKTRACE 1", "z": "PLAIT_HAS_ZLIB 1"}
PROGRAM = """
#include <plait/version.hpp>
#include <plait/awaitable.hpp>
int main() {}
"""


class Config(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    @staticmethod
    def libraries():
        with open(CONFIG, encoding="utf-8") as file:
            config = file.read()
        return [f"-l{name}" for name in ("backtrace", "z") if LINKED[name] in config]

    def link(self, *options):
        """Gives what the compiler and the linker say, which is nothing when they are content."""
        source = self.write("program.cpp", PROGRAM)
        program = os.path.join(self.folder, "program")
        first = next(i for i, word in enumerate(COMPILER) if word.startswith("-"))
        compiler = [*COMPILER[:first], *options, *COMPILER[first:]] # the options' folders come before the library's
        done = subprocess.run(
            [*compiler, source, "-o", program, LIBRARY, "-pthread", *self.libraries()],
            capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    def test_a_program_with_the_library_s_config_links(self):
        self.assertEqual(self.link(), "")

    def test_a_program_with_another_config_is_told_which_library_it_needs(self):
        with open(CONFIG, encoding="utf-8") as file:
            config = file.read()
        known = "PLAIT_KNOWS_ASIO_FRAMES "
        answer = config[config.index(known) + len(known)]
        other = {"0": "1", "1": "0"}[answer]
        self.write("plait/config.hpp", config.replace(known + answer, known + other))
        for further in ([], ["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"]):
            said = self.link("-I" + self.folder, *further)
            self.assertIn("undefined reference to `plait::detail::a_plait_library_built_for_boost_", said)
            self.assertIn(f"_with_asio_frames_{other}'", said)
            self.assertEqual(said.count("undefined reference"), 1)

    def test_a_program_with_another_boost_is_told_which_library_it_needs(self):
        self.write("boost/version.hpp", "#pragma once\n#define BOOST_VERSION 109900\n#define BOOST_LIB_VERSION \"1_99\"\n")
        said = self.link("-isystem" + self.folder)
        self.assertIn("undefined reference to `plait::detail::a_plait_library_built_for_boost_109900_with_asio_", said)
        self.assertEqual(said.count("undefined reference"), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
