#!/usr/bin/env python3
"""Who only uses the library needs no more than Boost: no CLI11, no spdlog, no Python, no doctest.

    building_test.py COMPILER...
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBRARIES = {"engine", "plait", "plait_heap", "plait_testing", "request_way"}
COMPILER = None


@unittest.skipUnless(shutil.which("meson"), "no meson in PATH")
class Building(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def targets(self, source, *options):
        """What a machine builds that has nothing which pkg-config or CMake could find."""
        nothing = os.path.join(self.folder, "nothing")
        os.mkdir(nothing)
        build = os.path.join(self.folder, "build")
        environment = {**os.environ, "CXX": COMPILER, "PKG_CONFIG_LIBDIR": nothing, "PKG_CONFIG_PATH": ""}
        done = subprocess.run(
            ["meson", "setup", "--wrap-mode=nodownload", *options, build, source],
            capture_output=True, text=True, env=environment, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("CLI11", done.stdout.replace("CLI11 skipped", ""))
        listed = subprocess.run(["meson", "introspect", "--targets", build], capture_output=True, text=True, check=True)
        return {each["name"] for each in json.loads(listed.stdout)}

    def test_without_server_and_tests_there_are_the_libraries(self):
        self.assertEqual(self.targets(ROOT, "-Dserver=disabled", "-Dtests=disabled"), LIBRARIES)

    def told(self, text, command, **environment):
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False,
                              env={**os.environ, "CXX": COMPILER, **environment})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(text, " ".join((done.stdout + done.stderr).split()))

    def test_meson_says_that_boost_is_missing(self):
        self.told("plait needs the headers of Boost, 1.81 or newer",
                  ["meson", "setup", "--wrap-mode=nodownload", "build", ROOT], BOOST_ROOT=self.folder)

    @unittest.skipUnless(shutil.which("cmake"), "no cmake in PATH")
    def test_cmake_says_that_boost_is_missing(self):
        self.told("plait needs the headers of Boost, 1.81 or newer",
                  ["cmake", "-S", ROOT, "-B", "build", "-G", "Ninja", "-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON"])


if __name__ == "__main__":
    COMPILER = " ".join(sys.argv[1:]) or "g++"
    del sys.argv[1:]
    unittest.main()
