#!/usr/bin/env python3
"""What is known of the functions of a program depends on how that was built; nothing never is.

    symbols_test.py PROGRAM.cpp LIBRARY COMPILER FLAG...
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, LIBRARY, *COMPILER = sys.argv[1:]
SOURCE = os.path.basename(PROGRAM)


class Symbols(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def built(self, *options):
        program = os.path.join(self.folder, "program")
        subprocess.run([*COMPILER, "-O2", PROGRAM, "-o", program, *options, LIBRARY, "-lbacktrace", "-pthread"], check=True)
        return program

    def functions(self, program):
        """The functions, each with its file, and with `line` where it has one."""
        done = subprocess.run([program], capture_output=True, text=True, check=True)
        *functions, nameless, executable = done.stdout.splitlines()
        self.assertEqual(nameless, "0 without a name")
        self.assertEqual(executable, os.path.realpath(program))
        return [re.sub(r" (?:\S*/)?(\S*):(\d+)$", lambda at: f" {at[1]}:{'line' if at[2] != '0' else 0}", each)
                for each in functions]

    def test_with_debug_information_inlined_functions_have_names_and_lines(self):
        names = ["shop::weigh", "shop::parcel::pack", "shop::send"]
        with_lines = [f"{name} {SOURCE}:line" for name in names]
        for options in (["-g"], ["-g", "-no-pie"], ["-g", "-gdwarf-4"], ["-g1", "-fdebug-info-for-profiling"]):
            with self.subTest(options):
                if "-fdebug-info-for-profiling" in options and "clang" not in " ".join(COMPILER):
                    options.remove("-fdebug-info-for-profiling")
                self.assertEqual(self.functions(self.built(*options)), with_lines)

    @unittest.skipUnless("clang" in " ".join(COMPILER), "g++ leaves nothing out")
    def test_with_little_debug_information_of_clang_inlined_functions_lack_the_namespace(self):
        self.assertEqual(self.functions(self.built("-g1")),
                         [f"weigh {SOURCE}:line", f"pack {SOURCE}:line", f"shop::send {SOURCE}:line"])

    def test_without_debug_information_the_function_has_its_name(self):
        self.assertEqual(self.functions(self.built("-g0")), ["shop::send :0"])

    def test_in_a_stripped_program_the_place_in_the_program_is_named(self):
        (function,) = self.functions(self.built("-g", "-s"))
        self.assertRegex(function, r"^program\+0x[0-9a-f]+ :0$")

    def test_in_a_stripped_program_that_tells_the_linker_its_names_the_function_has_its_name(self):
        self.assertEqual(self.functions(self.built("-s", "-rdynamic")), ["shop::send :0"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
