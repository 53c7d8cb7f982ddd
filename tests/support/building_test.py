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
LIBRARIES = {"plait", "plait_testing", "request_way"}
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

    def test_as_part_of_another_project_there_are_the_libraries(self):
        source = os.path.join(self.folder, "source")
        os.makedirs(os.path.join(source, "subprojects"))
        os.symlink(ROOT, os.path.join(source, "subprojects", "plait"))
        with open(os.path.join(source, "meson.build"), "w", encoding="utf-8") as file:
            file.write("project('user', 'cpp', default_options: ['cpp_std=c++20'])\n"
                       "dependency('plait', fallback: 'plait')\n")
        self.assertEqual(self.targets(source), LIBRARIES)


if __name__ == "__main__":
    COMPILER = " ".join(sys.argv[1:]) or "g++"
    del sys.argv[1:]
    unittest.main()
