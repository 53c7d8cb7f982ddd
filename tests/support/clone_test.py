#!/usr/bin/env python3
"""A clone of the same sources in another folder is given by ccache what was compiled in the first."""
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OBJECT = "lib/libplait_testing.a.p/meson-generated_plait_testing-unity0.cpp.o"  # of two sources that are compiled at once
BUILD = """
set -euo pipefail
root=$1
source "$root/server/prepare.sh"
configure "$root/build" --buildtype=debug -Dunity=on -Dunity_size=2 -Dserver=disabled -Dtests=disabled
ccache --zero-stats # Meson's own checks
build "$root/build" "$2"
"""


@unittest.skipUnless(shutil.which("ccache") and shutil.which("meson"), "no ccache or no Meson in PATH")
class Clone(unittest.TestCase):
    def test_it_compiles_nothing_again(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "CCACHE_DIR": os.path.join(folder, "cache"), "CCACHE_CONFIGPATH": os.devnull}
            environment.pop("CCACHE_DISABLE", None)

            def counted(name):
                done = subprocess.run(["ccache", "--print-stats"], env=environment, capture_output=True, text=True, check=True)
                return int(dict(line.split("\t") for line in done.stdout.splitlines())[name])

            for name, hits, misses in ("first", 0, 1), ("second", 1, 0):
                clone = os.path.join(folder, name)
                for each in ("lib", "server", "subprojects"):
                    shutil.copytree(os.path.join(ROOT, each), os.path.join(clone, each), copy_function=shutil.copyfile)
                for each in ("meson.build", "meson_options.txt"):
                    shutil.copyfile(os.path.join(ROOT, each), os.path.join(clone, each))
                done = subprocess.run(["bash", "-c", BUILD, "bash", clone, OBJECT], env=environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertEqual((counted("direct_cache_hit"), counted("cache_miss")), (hits, misses))


if __name__ == "__main__":
    unittest.main()
