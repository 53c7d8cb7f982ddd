"""The command line of server/build-all."""
import os
import subprocess
import unittest

from executables_test import ROOT

TARGETS = ("linux64", "linux-arm64", "win64", "osx64", "osx-arm64")


def build_all(*arguments):
    return subprocess.run(
        [os.path.join(ROOT, "server", "build-all"), *arguments], capture_output=True, text=True, timeout=60, check=False)


class BuildAll(unittest.TestCase):
    def test_help_names_every_target(self):
        done = build_all("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for each in TARGETS:
            self.assertIn(f"target/{each}/plait-server", done.stdout)

    def test_an_unknown_target_is_refused_before_anything_is_built(self):
        done = build_all("linux64", "solaris")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(
            done.stderr, f"server/build-all: unknown target 'solaris'; the targets are: {' '.join(TARGETS)}\n")
