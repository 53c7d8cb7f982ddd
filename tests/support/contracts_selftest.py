"""contracts_test.py is judged itself: it must find what is planted for it. selftest.py runs this."""
import tempfile
import unittest

import contracts_test
from planted import HEADER, plant


class Contracts(unittest.TestCase):
    def problems(self, path, *lines):
        with tempfile.TemporaryDirectory() as root:
            plant(root, {path: HEADER + "".join(line + "\n" for line in lines)})
            return list(contracts_test.problems(root))

    def test_headings_out_of_order_are_refused(self):
        wrong = ["/// Serves.", "///", "/// Threads: any.", "///   Not two.", "///", "    /// Errors: none."]
        self.assertEqual(self.problems("lib/plait/http/a.hpp", *wrong),
                         ["lib/plait/http/a.hpp:7: Errors comes before Threads"])
        self.assertEqual(self.problems("lib/plait/http/detail/a.hpp", *wrong), [])

    def test_headings_in_order_are_accepted_and_each_comment_is_judged_alone(self):
        right = [f"/// {heading}: text." for heading in contracts_test.HEADINGS]
        self.assertEqual(self.problems("lib/plait/http/a.hpp", *right, "class a;", *right), [])
        self.assertEqual(self.problems("lib/plait/http/a.hpp", "/// Cost: text.", "", "/// Returns: text."), [])

    def test_a_header_that_declares_a_function_speaks_of_threads_and_cost(self):
        threads, cost, function = "/// Threads: any.", "/// Cost: none.", "void f();"
        for room in ("", "http/", "html/", "observe/", "testing/"):
            path = f"lib/plait/{room}a.hpp"
            self.assertEqual(self.problems(path, threads, "class a;", cost, function), [])
            self.assertEqual(self.problems(path, threads, function), [f"{path}: no comment has a line of Cost:"])
            self.assertEqual(self.problems(path, "// Threads: any.", cost, function),
                             [f"{path}: no comment has a line of Threads:"])
        self.assertEqual(self.problems("lib/plait/http/detail/a.hpp", function), [])

    def test_a_count_that_would_take_minus_1_is_refused(self):
        contract = ["/// Threads: any.", "/// Cost: none."]
        for line in ("    explicit a(std::size_t count);", "    a_options& most(unsigned value) noexcept;",
                     "    a_limits& parts(std::size_t number)"):
            self.assertEqual(len(self.problems("lib/plait/http/a.hpp", *contract, line)), 1)
            self.assertEqual(self.problems("lib/plait/testing/a.hpp", *contract, line), [])
            right = line.replace("std::size_t", "detail::count_argument").replace("unsigned", "detail::count_argument")
            self.assertEqual(self.problems("lib/plait/http/a.hpp", *contract, right), [])

    def test_the_table_of_contents_names_each_header_of_async_once_and_says_what_it_is(self):
        def found(contents):
            declares = "namespace plait {}\n"
            headers = {"lib/plait/a.hpp": declares, "lib/plait/http.hpp": declares, "lib/plait/http/b.hpp": declares,
                       "lib/plait/detail/kernel/c.hpp": declares, "lib/plait/moved.hpp": "#include <plait/a.hpp>\n"}
            with tempfile.TemporaryDirectory() as root:
                plant(root, {**headers, contracts_test.CONTENTS: contents})
                return list(contracts_test.problems(root))

        entry = "#include <plait/a.hpp> // does a\n"
        self.assertEqual(found(entry), [])
        self.assertEqual(found(""), ["lib/plait/async.hpp: lib/plait/a.hpp is missing"])
        self.assertEqual(found(entry + entry), ["lib/plait/async.hpp: lib/plait/a.hpp stands there twice"])
        self.assertEqual(found("#include <plait/a.hpp>\n"), ["lib/plait/async.hpp: no words about lib/plait/a.hpp"])

    def test_a_header_without_a_function_may_say_nothing(self):
        lines = ["#if defined(A)", "#include <a.hpp> // a()", "#endif", "/// As f() does.", "enum class a { b };"]
        self.assertEqual(self.problems("lib/plait/a.hpp", *lines), [])
