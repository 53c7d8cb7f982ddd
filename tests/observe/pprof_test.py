#!/usr/bin/env python3
"""Go's pprof reads the files of plait, without the program, and shows what is in them.

    pprof_test.py PATH-OF-pprof_program
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
SAY = '/say "h\u00fc", {name}'


def has_pprof():
    return shutil.which("go") and subprocess.run(["go", "tool", "-n", "pprof"], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(has_pprof(), "no go tool pprof: Debian's package is golang-go")
class Pprof(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, kind):
        path = os.path.join(self.folder, kind + ".pprof")
        with open(path, "wb") as file:
            subprocess.run([PROGRAM, kind], stdout=file, check=True)
        return path

    def pprof(self, kind, *options, says=""):
        """What pprof prints. It must not complain, as it would if it looked for the program."""
        done = subprocess.run(
            ["go", "tool", "pprof", *options, self.file(kind)], capture_output=True, encoding="utf-8", check=True,
            cwd=self.folder, env={**os.environ, "HOME": self.folder, "PPROF_TMPDIR": self.folder,
                                  "PPROF_BINARY_PATH": self.folder})
        self.assertEqual(done.stderr, says)
        return done.stdout

    def rows(self, kind, *options):
        """The table of -top: function, its own value, and that with all that it calls."""
        lines = self.pprof(kind, "-top", *options).splitlines()
        head = next(i for i, line in enumerate(lines) if line.split()[:2] == ["flat", "flat%"])
        found = {}
        for line in lines[head + 1:]:
            flat, _, _, total, _, function = line.split(maxsplit=5)
            found[function] = (flat, total)
        return found

    def test_top_shows_the_functions_then_the_coroutines_that_wait_then_the_routes(self):
        rows = self.rows("cpu")
        (handler,) = (name for name in rows if "{lambda" in name)
        self.assertEqual(rows, {
            "shop::find_offers": ("30ms", "30ms"),
            "shop::load": ("0", "30ms"),
            "shop::page": ("0", "30ms"),
            "route /page": ("0", "20ms"),
            "route " + SAY: ("0", "10ms"),
            handler: ("0", "10ms"),
        })

    def test_functions_of_plait_are_shown_if_they_are_wanted(self):
        shown = self.rows("unfolded")
        self.assertLess(set(self.rows("cpu")), set(shown))
        self.assertTrue(any(name.startswith(("boost::asio::", "std::", "plait::")) for name in shown), shown)

    def test_peek_shows_who_calls_and_who_is_called_with_lines(self):
        shown = self.pprof("cpu", "-peek=shop::load", "-lines")
        where = r" \S*pprof_program\.cpp:\d+"
        self.assertRegex(shown, rf"(?s)shop::page{where}.*shop::load{where}.*shop::find_offers{where}")

    def test_tagfocus_keeps_one_route(self):
        self.assertEqual(self.rows("cpu", "-tagfocus=route=^/page$")["shop::find_offers"], ("20ms", "20ms"))
        self.assertEqual(self.rows("cpu", "-tagfocus=route=^/say 'h\u00fc'")["shop::find_offers"], ("10ms", "10ms"))
        self.assertEqual(self.rows("cpu", "-tagfocus=method=^GET$")["shop::find_offers"], ("30ms", "30ms"))
        self.assertEqual(self.rows("cpu", "-tagfocus=loop=^0$")["shop::find_offers"], ("30ms", "30ms"))

    def test_raw_shows_labels_comments_and_that_no_mapping_lacks_names(self):
        shown = self.pprof("cpu", "-raw")
        self.assertIn("route:[/page]", shown)
        self.assertIn("route:[" + SAY.replace('"', "'") + "]", shown)
        self.assertIn("samples/count cpu/nanoseconds[dflt]", shown)
        self.assertIn("3 samples were dropped", shown)
        mappings = shown[shown.index("\nMappings\n"):].splitlines()[2:]
        self.assertGreater(len(mappings), 1)
        for line in mappings:
            self.assertTrue(line.endswith("[FN][FL][LN][IN]"), line)
        self.assertIn(os.path.realpath(PROGRAM), mappings[0])
        self.assertRegex(mappings[0], r" [0-9a-f]{40} ")
        self.assertIn("[tasks]", mappings[-1])

    @unittest.skipUnless(shutil.which("dot"), "no dot: Debian's package is graphviz")
    def test_svg_draws_the_graph(self):
        path = os.path.join(self.folder, "drawn.svg")
        self.pprof("cpu", "-svg", "-output=" + path, says=f"Generating report in {path}\n")
        with open(path, encoding="utf-8") as file:
            drawn = file.read()
        self.assertIn("</svg>", drawn)
        for name in ("find_offers", "route /page"):
            self.assertIn(name, drawn)

    def test_list_shows_the_source(self):
        shown = self.pprof("cpu", "-list=shop::load", f"-source_path={os.path.dirname(__file__)}")
        self.assertRegex(shown, r"30ms +\d+: +find_offers\(add, route\);")

    def test_each_kind_shows_first_what_it_is_for(self):
        for kind, shown, value in (("cpu", "cpu", "30ms"), ("heap", "inuse_space", "3kB"), ("waiting", "delay", "15ms"),
                                   ("tasks", "tasks", "3")):
            with self.subTest(kind):
                self.assertIn(f"Type: {shown}\n", self.pprof(kind, "-top"))
                self.assertEqual(self.rows(kind)["shop::find_offers"][0], value)
        self.assertEqual(self.rows("heap", "-sample_index=alloc_objects")["shop::find_offers"][0], "12")
        self.assertEqual(self.rows("waiting", "-sample_index=contentions")["shop::find_offers"][0], "6")

    def test_what_is_drawn_has_the_time_of_the_profile(self):
        self.assertIn("Duration: 1s, Total samples = 30ms", self.pprof("cpu", "-top"))
        self.assertRegex(self.pprof("cpu", "-top"), r"Time: (Nov 1\d, 2023|2023-11-1\d)")

    @unittest.skipUnless(shutil.which("strip"), "no strip: Debian's package is binutils")
    def test_a_program_without_debug_information_keeps_its_coroutines_and_says_what_is_missing(self):
        bare = os.path.join(self.folder, "bare_program")
        subprocess.run(["strip", "--strip-debug", "-o", bare, PROGRAM], check=True)
        path = os.path.join(self.folder, "bare.pprof")
        with open(path, "wb") as file:
            ran = subprocess.run([bare, "cpu"], stdout=file, stderr=subprocess.PIPE, text=True, check=True)
        missing = ("the program has no debug information, so its functions have no lines here: compile it with "
                   "-g1 -fno-omit-frame-pointer")
        self.assertEqual(ran.stderr.count(missing), 1, ran.stderr)
        shown = subprocess.run(["go", "tool", "pprof", "-raw", path], capture_output=True, text=True, check=True,
                               env={**os.environ, "HOME": self.folder, "PPROF_TMPDIR": self.folder}).stdout
        self.assertIn(missing, shown)
        self.assertRegex(shown, r"shop::page .*pprof_program\.cpp:[1-9]")
        self.assertNotIn(missing, self.pprof("cpu", "-raw"))

    def test_a_profile_without_samples_is_read_too(self):
        self.assertIn("Type: cpu", self.pprof("empty", "-top"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
