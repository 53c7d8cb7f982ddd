#!/usr/bin/env python3
"""The scripts that judge the project are judged themselves: each must find what is planted for it."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import rooms_test
import summary
from contracts_selftest import Contracts  # run with those below
from planted import HEADER, plant

SUPPORT = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(SUPPORT), "mutants"))
import mutants
import run as mutants_run


class Rooms(unittest.TestCase):
    def problems(self, planted):
        with tempfile.TemporaryDirectory() as root:
            named = "['a', 'http', 'debug_routes']"
            plant(root, {f"{folder}/meson.build": named for folder in ("server", "examples", "tests")})
            plant(root, {"lib/sources.txt": "".join(path.removeprefix("lib/") + "  linux\n" for path in planted
                                                    if "forgotten" not in path)})
            plant(root, planted)
            return list(rooms_test.problems(root))

    def refused(self, path, text):
        found = self.problems({path: text})
        self.assertEqual(len(found), 1, f"{path}: {text!r} gave {found}")
        self.assertTrue(found[0].startswith(path), found)

    def accepted(self, path, text):
        self.assertEqual(self.problems({path: text}), [])

    def test_each_room_is_refused_what_the_table_forbids(self):
        forbidden = {
            "lib/plait/a.hpp": ["boost/beast/http.hpp", "boost/json/value.hpp", "plait/http.hpp",
                                "plait/http/router.hpp", "plait/html/escape.hpp", "plait/observe/tasks.hpp",
                                "plait/testing/virtual_time.hpp"],
            "lib/plait/detail/a.hpp": ["boost/beast/core.hpp", "plait/http/detail/token.hpp"],
            "lib/plait/http.hpp": ["plait/observe/tasks.hpp"],
            "lib/plait/http/a.hpp": ["plait/observe/log.hpp", "plait/testing/probes.hpp", "plait/html/template.hpp"],
            "lib/plait/html/a.hpp": ["boost/asio/buffer.hpp", "plait/awaitable.hpp", "plait/http/response.hpp"],
            "lib/plait/observe/a.hpp": ["plait/http/router.hpp", "plait/testing/probes.hpp"],
            "lib/plait/observe/debug_routes.hpp": ["plait/testing/probes.hpp"],
            "lib/plait/testing/a.hpp": ["plait/observe/tasks.hpp", "doctest/doctest.h", "boost/beast/core.hpp"],
        }
        for path, headers in forbidden.items():
            for header in headers:
                self.refused(path, f"{HEADER}#include <{header}>\n")
                inside_lib = path.replace("lib/plait", "lib/src").replace(".hpp", ".cpp")
                self.refused(inside_lib, f"#include <{header}>\n")

    def test_each_room_is_given_what_the_table_allows(self):
        allowed = {
            "lib/plait/a.hpp": ["vector", "boost/asio/io_context.hpp", "boost/system/error_code.hpp", "sys/socket.h",
                                "plait/detail/coroutine/loop.hpp"],
            "lib/plait/http/a.hpp": ["plait/awaitable.hpp", "plait/html/escape.hpp", "boost/beast/http.hpp",
                                     "openssl/ssl.h", "zlib.h", "plait/http/detail/token.hpp"],
            "lib/plait/html/a.hpp": ["string_view", "plait/html/escape.hpp"],
            "lib/plait/observe/a.hpp": ["plait/executor.hpp"],
            "lib/plait/observe/debug_routes.hpp": ["plait/http/router.hpp", "plait/observe/tasks.hpp"],
            "lib/plait/testing/a.hpp": ["plait/detail/coroutine/result.hpp", "plait/http/router.hpp"],
        }
        for path, headers in allowed.items():
            self.accepted(path, HEADER + "".join(f"#include <{header}>\n" for header in headers))

    def test_server_and_examples_see_public_headers_only(self):
        for room in ("server", "examples"):
            self.accepted(f"{room}/a.cpp", "#include <plait/http/router.hpp>\n")
            self.refused(f"{room}/a.cpp", "#include <plait/detail/coroutine/loop.hpp>\n")
            self.refused(f"{room}/a.cpp", "#include <plait/http/detail/token.hpp>\n")
        self.refused("server/a.cpp", "#include <plait/testing/probes.hpp>\n")

    def test_the_testing_kit_sees_of_http_a_server_and_its_streams(self):
        planted = {f"lib/{path}": HEADER for path in ("src/http/connection/loop_server.hpp", "plait/http/detail/token.hpp",
                                                      "src/http/connection/b.hpp")}
        path = "lib/src/testing/a.cpp"
        self.assertEqual(self.problems({**planted, path: '#include "http/connection/loop_server.hpp"\n'}), [])
        for header in ("<plait/http/detail/token.hpp>", '"http/connection/b.hpp"'):
            found = self.problems({**planted, path: f"#include {header}\n"})
            self.assertEqual(len(found), 1)
            self.assertIn("testing may not see that of the inside of http", found[0])

    def test_a_path_in_quotes_is_followed(self):
        found = self.problems({
            "lib/plait/a.hpp": HEADER + '#include "http/b.hpp"\n',
            "lib/plait/http/b.hpp": HEADER,
        })
        self.assertEqual(found, ["lib/plait/a.hpp:2: async may not include http: <http/b.hpp>"])

    def test_a_layer_is_refused_what_is_above_it(self):
        above = {path: HEADER for path in ("lib/src/async/join/b.hpp", "lib/plait/detail/sync/b.hpp",
                                           "lib/src/http/listen/b.hpp")}
        self.assertEqual(self.problems({**above, "lib/src/async/kernel/a.cpp": '#include "async/join/b.hpp"\n'}),
                         ["lib/src/async/kernel/a.cpp:1: kernel may not see join, which is above it: "
                          "lib/src/async/join/b.hpp"])
        self.assertEqual(self.problems({**above, "lib/src/async/runtime/a.cpp": '#include "async/join/b.hpp"\n'}), [])
        self.assertEqual(self.problems({**above, "lib/src/http/route/a.cpp": '#include "http/listen/b.hpp"\n'}),
                         ["lib/src/http/route/a.cpp:1: route may not see listen, which is above it: "
                          "lib/src/http/listen/b.hpp"])
        self.assertEqual(self.problems({**above, "lib/src/http/route/a.cpp": "#include <plait/detail/sync/b.hpp>\n"}),
                         ["lib/src/http/route/a.cpp:1: http may not see the inside of sync: lib/plait/detail/sync/b.hpp"])

    def test_a_public_header_is_in_the_layer_of_its_source(self):
        planted = {"lib/plait/a.hpp": HEADER, "lib/src/async/join/a.cpp": "#include <plait/a.hpp>\n"}
        sees = HEADER + "#include <plait/a.hpp>\n"
        self.assertEqual(self.problems({**planted, "lib/src/async/sync/b.hpp": sees}), [])
        self.assertEqual(self.problems({**planted, "lib/src/async/kernel/b.hpp": sees}),
                         ["lib/src/async/kernel/b.hpp:2: kernel may not see join, which is above it: lib/plait/a.hpp"])

    def test_a_circle_of_headers_is_refused(self):
        found = self.problems({"lib/plait/a.hpp": HEADER + "#include <plait/b.hpp>\n",
                               "lib/plait/b.hpp": HEADER + "#include <plait/a.hpp>\n"})
        self.assertEqual(len(found), 1)
        self.assertIn("lib/plait/a.hpp -> lib/plait/b.hpp -> lib/plait/a.hpp", found[0])

    def test_long_files_are_refused(self):
        self.accepted("tests/async/a.cpp", "\n" * rooms_test.LONGEST_FILE)
        self.refused("tests/async/a.cpp", "\n" * (rooms_test.LONGEST_FILE + 1))
        self.refused("server/a.py", "\n" * (rooms_test.LONGEST_FILE + 1))

    def test_a_header_starts_with_pragma_once(self):
        self.refused("lib/plait/a.hpp", "#include <vector>\n#pragma once\n")

    def test_a_namespace_of_its_own_is_refused_below_plait(self):
        self.accepted("lib/plait/a.hpp", HEADER + "namespace plait::http::detail {\n")
        self.refused("lib/plait/a.hpp", HEADER + "namespace plait::html {\n")
        self.refused("lib/plait/a.hpp", HEADER + "namespace plait::httpx {\n")

    def test_a_source_that_is_not_built_is_refused(self):
        self.accepted("tests/async/a_test.cpp", "")
        self.refused("tests/async/forgotten_test.cpp", "")
        self.refused("lib/src/http/forgotten.cpp", "")

    def test_a_header_that_is_installed_in_vain_is_refused(self):
        with tempfile.TemporaryDirectory() as root:
            plant(root, {"lib/plait/a.hpp": "#include <plait/detail/b.hpp>\n", "lib/plait/detail/vain.hpp": HEADER,
                         "lib/plait/detail/b.hpp": "#include <plait/detail/c.hpp>\n", "lib/plait/detail/c.hpp": HEADER})
            self.assertEqual(list(rooms_test.installed_in_vain(root)),
                             ["lib/plait/detail/vain.hpp: no public header includes it, so it belongs into lib/src"])

    def test_detached_is_refused_in_code(self):
        self.refused("lib/src/a.cpp", "co_spawn(here, f(), asio::detached);\n")
        self.refused("server/a.cpp", "co_spawn(here, f(), boost::asio::detached);\n")
        self.accepted("lib/src/a.cpp", "// nothing is detached\nbool detached_result;\nauto s = \"detached\";\n")

    def test_real_time_is_refused_in_tests(self):
        self.refused("tests/async/a.cpp", "asio::steady_timer timer(here);\n")
        self.refused("tests/http/a.cpp", "std::this_thread::sleep_for(1ms);\n")
        self.refused("tests/threads/a.cpp", "std::this_thread::sleep_for(1ms);\n")
        self.accepted("tests/threads/a.cpp", "co_await plait::sleep_for(1ms); // no this_thread::sleep_for\n")


class Summary(unittest.TestCase):
    def total(self, *tests):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "testlog.json")
            with open(log, "w", encoding="utf-8") as file:
                for number, (result, output) in enumerate(tests):
                    file.write(json.dumps({"name": str(number), "result": result, "stdout": output}) + "\n")
            return self.last_line(log)

    def last_line(self, *logs):
        done = subprocess.run([sys.executable, summary.__file__, *logs], capture_output=True, text=True, check=False)
        return done.stdout.splitlines()[-1], done.returncode

    def doctest(self, passed, failed):
        return ("[doctest] doctest version is \"2.4.9\"\n"
                f"[doctest] test cases:  {passed + failed} |  {passed} passed | {failed} failed | 2 skipped\n"
                "[doctest] assertions: 99 | 99 passed | 0 failed |\n")

    def test_cases_of_doctest_and_other_tests_are_added_up(self):
        total = self.total(("OK", self.doctest(12, 0)), ("OK", ""), ("OK", "fine"))
        self.assertEqual(total, ("14 passed, 0 failed", 0))

    def test_failures_count(self):
        self.assertEqual(self.total(("FAIL", self.doctest(3, 2)), ("FAIL", "")), ("3 passed, 3 failed", 1))
        self.assertEqual(self.total(("OK", ""), ("TIMEOUT", "")), ("1 passed, 1 failed", 1))

    def test_a_crash_counts_where_all_cases_passed_and_where_none_was_told(self):
        self.assertEqual(self.total(("FAIL", self.doctest(3, 0))), ("3 passed, 1 failed", 1))
        self.assertEqual(self.total(("FAIL", '[doctest] doctest version is "2.4.9"')), ("0 passed, 1 failed", 1))

    def test_a_program_without_test_cases_fails(self):
        self.assertEqual(self.total(("OK", self.doctest(0, 0)), ("OK", "")), ("1 passed, 1 failed", 1))

    def test_nothing_run_fails(self):
        self.assertEqual(self.total(), ("0 passed, 1 failed", 1))

    def test_a_run_without_a_log_fails(self):
        self.assertEqual(self.last_line("/nowhere/testlog.json"), ("0 passed, 1 failed", 1))

    def test_skipped_tests_neither_pass_nor_fail(self):
        self.assertEqual(self.total(("OK", ""), ("SKIP", "")), ("1 passed, 0 failed", 0))
        self.assertEqual(self.total(("SKIP", "")), ("0 passed, 0 failed", 1))


class Examples(unittest.TestCase):
    def run_example(self, comment, script):
        with tempfile.TemporaryDirectory() as root:
            plant(root, {"e/example.cpp": comment, "e/program": "#!/bin/sh\n" + script})
            program, source = os.path.join(root, "e/program"), os.path.join(root, "e/example.cpp")
            os.chmod(program, 0o755)
            done = subprocess.run(
                [sys.executable, os.path.join(SUPPORT, "example_test.py"), program, source],
                capture_output=True, check=False)
            return done.returncode == 0

    def test_output_is_compared_and_the_exit_status_too(self):
        comment = "// Counts.\n//\n// Output:\n//     one\n//     two\n\n// Not this.\n"
        self.assertTrue(self.run_example(comment, "echo one; echo two"))
        self.assertFalse(self.run_example(comment, "echo one"))
        self.assertFalse(self.run_example(comment, "echo one; echo two; echo three"))
        self.assertFalse(self.run_example(comment, "echo one; echo two; exit 1"))


class Mutants(unittest.TestCase):
    def test_each_bug_can_be_planted(self):
        for mutant in mutants.MUTANTS:
            self.assertNotEqual(mutants_run.planted(mutant), "")

    def test_a_text_that_does_not_occur_once_is_refused(self):
        for before in ("no such text", "locked inside(lock_);"):
            with self.assertRaises(mutants_run.Unplanted):
                mutants_run.planted(mutants.Mutant("a bug", "async/sync/channel.cpp", before, ""))

    def test_what_found_it_is_the_test_that_failed_and_its_schedule(self):
        failure = (
            "../tests/explore/event_test.cpp:20:\n"
            "TEST SUITE: explore: event\n"
            "TEST CASE:  all go on\n\n"
            "../tests/explore/event_test.cpp:20: ERROR: test case THREW exception: schedule 17 failed: deadlock\n"
        )
        self.assertEqual(mutants_run.found_by(failure, -9), ("event: all go on", "17", "deadlock"))
        crash = failure.replace("THREW exception: schedule 17 failed: deadlock", "CRASHED: SIGSEGV - violation")
        self.assertEqual(mutants_run.found_by(crash, -11), ("event: all go on", "-", "SIGSEGV"))
        self.assertEqual(mutants_run.found_by("", -9), ("?", "-", "does not end in 60 s"))


if __name__ == "__main__":
    unittest.main()
