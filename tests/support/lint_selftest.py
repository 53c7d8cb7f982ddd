#!/usr/bin/env python3
"""tests/lint is judged itself: each fault that is planted must be found, and by the check that is meant to."""
import os
import re
import subprocess
import tempfile
import unittest

import lint_rules
from lint import ROOT, TIDY, pass_together

FLAGS = ("-std=c++20", f"-I{ROOT}/lib", f"-I{ROOT}/build/lint/lib", "-DBOOST_ASIO_NO_DEPRECATED",
         "-DBOOST_ASIO_SEPARATE_COMPILATION", "-DBOOST_BEAST_SEPARATE_COMPILATION")
ASYNC = "#include <plait/awaitable.hpp>\n#include <plait/sleep.hpp>\nusing namespace std::chrono_literals;\n"
COROUTINES = "#include <plait/awaitable.hpp>\nusing plait::awaitable;\n"\
              "awaitable<bool> more();\nawaitable<void> work();\n"
HANDLERS = """#include <plait/http/events.hpp>
#include <plait/http/request.hpp>
#include <plait/http/stream.hpp>
#include <string>
using namespace plait::http;
using plait::awaitable;
struct store { awaitable<std::string> line(std::string); };
"""


class Planted(unittest.TestCase):
    def checked(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "planted.cpp")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            done = subprocess.run(
                [TIDY, "--quiet", f"--config-file={ROOT}/.clang-tidy", path, "--", *FLAGS],
                capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def accepted(self, text):
        status, output = self.checked(text)
        self.assertEqual((status, output), (0, ""))

    def refused(self, check, text):
        status, output = self.checked(text)
        self.assertNotEqual(status, 0)
        self.assertIn(f"[{check}", output)

    def test_a_lock_that_is_held_across_a_co_await(self):
        self.refused("cppcoreguidelines-no-suspend-with-lock", "#include <mutex>\n" + ASYNC + """
            plait::awaitable<void> waits(std::mutex& lock)
            {
                const std::lock_guard<std::mutex> held(lock);
                co_await plait::sleep_for(1ms);
            }""")

    def test_and_one_of_plait_s_own(self):
        self.refused("misc-coroutine-hostile-raii", "#include <plait/detail/kernel/state_lock.hpp>\n" + ASYNC + """
            plait::awaitable<void> waits(plait::detail::state_lock& lock)
            {
                plait::detail::locked held(lock);
                co_await plait::sleep_for(1ms);
            }""")

    def test_a_lock_that_is_given_back_before_is_accepted(self):
        self.accepted("#include <mutex>\n" + ASYNC + """
            plait::awaitable<int> waits(std::mutex& lock, const int& shared)
            {
                int copy = 0;
                {
                    const std::lock_guard<std::mutex> held(lock);
                    copy = shared;
                }
                co_await plait::sleep_for(1ms);
                co_return copy;
            }""")

    def test_a_guarded_value_that_is_touched_without_its_lock(self):
        self.refused("clang-diagnostic-thread-safety", """#include <plait/detail/kernel/state_lock.hpp>
            struct counter {
                plait::detail::state_lock lock_;
                int count PLAIT_GUARDED_BY(lock_) = 0;
            };
            int read(const counter& from) { return from.count; }""")

    def test_a_view_of_a_string_that_is_gone(self):
        self.refused("clang-diagnostic-dangling", """#include <string>
            #include <string_view>
            std::size_t size() { std::string_view gone = std::string("a") + "b"; return gone.size(); }""")

    def test_a_value_that_is_used_after_it_was_moved(self):
        self.refused("bugprone-use-after-move", """#include <string>
            #include <utility>
            void take(std::string);
            std::size_t size(std::string text) { take(std::move(text)); return text.size(); }""")

    def test_a_fault_in_a_file_that_is_read_together_with_others(self):
        texts = {"sound": "int one() { return 1; }\n",
                 "moved": "#include <string>\n#include <utility>\nvoid take(std::string);\n"
                          "std::size_t size(std::string text) { take(std::move(text)); return text.size(); }\n"}
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "lib/src"))
            known = {}
            for name, text in texts.items():
                path = os.path.join(folder, "lib/src", name + ".cpp")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                known[path] = {"directory": folder, "command": f"clang++-19 -std=c++20 -o {name}.o -c {path}"}
            sound, moved = known
            self.assertTrue(pass_together(known, [sound]))
            self.assertFalse(pass_together(known, [sound, moved]))

    def broken(self, text):
        """The rules of our own that the text breaks, with the lines: (2, "plait-...") for its second."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "planted.cpp")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            self.assertTrue(lint_rules.is_suspect(path))
            found = lint_rules.findings(path, "--", *FLAGS).splitlines()
        places = [re.fullmatch(r".*planted\.cpp:(\d+):\d+: error: .* \[([\w-]+)\]", line) for line in found]
        self.assertTrue(all(places), found)
        return sorted((int(place[1]), place[2]) for place in places)

    def each_line_broken(self, rule, before, lines):
        first = before.count("\n") + 1
        self.assertEqual(self.broken(before + "\n".join(lines)), [(first + at, rule) for at in range(len(lines))])

    def no_line_broken(self, before, lines):
        self.assertEqual(self.broken(before + "\n".join(lines)), [])

    def test_a_condition_that_awaits_in_a_coroutine_without_variables(self):
        self.each_line_broken("plait-condition-await", COROUTINES, [
            "awaitable<void> a() { if (co_await more()) co_await work(); }",
            "awaitable<void> b(int, bool often) { while (often && co_await more()) co_await work(); }",
            "awaitable<void> c() { do co_await work(); while (!co_await more()); }",
            "awaitable<void> d() { for (; co_await more();) co_await work(); }",
            "awaitable<void> e() { switch (co_await more()) { default: co_await work(); } }",
            "awaitable<void> f() { try { if (co_await more()) co_await work(); } catch (...) {} }",
            "struct member { awaitable<void> g() { if (co_await more()) co_await work(); } };",
            "template <class T> awaitable<void> h(T) { if (co_await more()) co_await work(); }",
        ])

    def test_a_condition_that_awaits_in_a_coroutine_with_a_variable_is_accepted(self):
        self.no_line_broken(COROUTINES, [
            "awaitable<void> a() { const bool go = co_await more(); if (go) co_await work(); }",
            "awaitable<void> b() { if (const bool go = co_await more()) co_await work(); }",
            "awaitable<void> c() { if (co_await more()) { int inside = 1; co_await work(); (void)inside; } }",
            "awaitable<void> d() { for (int i = 0; co_await more(); ++i) co_await work(); }",
            "auto e = []() -> awaitable<void> { if (co_await more()) co_await work(); };",
            "awaitable<void> f(bool go) { if (go) co_await work(); while (go) { co_await work(); } }",
            "awaitable<bool> g() { co_return co_await more() ? true : co_await more(); }",
        ])

    def test_a_stream_that_captures_by_reference_what_its_function_owns(self):
        self.each_line_broken("plait-stream-capture", HANDLERS, [
            'awaitable<response> a(request&, std::string name)'
            ' { co_return stream("a/b", [&](body_writer& out) -> awaitable<> { co_await out.write(name); }); }',
            'response b(request&, store& from)'
            ' { return events([&](event_writer& out) -> awaitable<> { co_await out.send(co_await from.line("")); }); }',
            'awaitable<response> c(request&) { std::string name; int n = 1;'
            ' co_return stream("a/b", [n, &name](body_writer& out) -> awaitable<> { co_await out.write(name); }); }',
            'response d(request&, std::string name)'
            ' { return stream("a/b", [&as = name](body_writer& out) -> awaitable<> { co_await out.write(as); }); }',
            'auto e = [](request&) { std::string name;'
            ' return std::move(events(std::chrono::seconds(1), [=, &name](event_writer& out) -> awaitable<>'
            ' { co_await out.send(name); }).status(status::created)); };',
            'response f(request&, std::string name)'
            ' { auto write = [&name](body_writer& out) -> awaitable<> { co_await out.write(name); };'
            ' return stream("a/b", std::move(write)); }',
        ])

    def test_a_stream_that_captures_by_reference_what_outlives_it_is_accepted(self):
        self.no_line_broken(HANDLERS, [
            'auto a(store& from) { return [&from](request& r) -> awaitable<response>'
            ' { co_return stream("a/b", [&from, &r](body_writer& out) -> awaitable<>'
            ' { co_await out.write(co_await from.line(std::string(r.path()))); }); }; }',
            'int main() { store from; const auto handler = [&from](request&)'
            ' { return events([&from](event_writer& out) -> awaitable<>'
            ' { co_await out.send(co_await from.line("")); }); }; (void)handler; }',
            'response b(request&, std::string name) { const int n = 1;'
            ' return stream("a/b", [n, name](body_writer& out) -> awaitable<>'
            ' { co_await out.write(name); (void)n; }); }',
            '// The answer does not leave this function:',
            'awaitable<void> c() { int times = 0; response once ='
            ' stream("a/b", [&](body_writer& out) -> awaitable<> { ++times; co_await out.flush(); });'
            ' co_await read_body(once); }',
        ])

    def test_a_file_that_does_not_compile_does_not_pass(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "planted.cpp")
            with open(path, "w", encoding="utf-8") as file:
                file.write("int main() { return nothing; }")
            self.assertIn("nothing", lint_rules.findings(path, "--"))


if __name__ == "__main__":
    unittest.main()
