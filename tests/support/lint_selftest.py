#!/usr/bin/env python3
"""tests/lint is judged itself: each fault that is planted must be found, and by the check that is meant to."""
import os
import subprocess
import tempfile
import unittest

from lint import ROOT, TIDY, pass_together

FLAGS = ("-std=c++20", f"-I{ROOT}/lib", f"-I{ROOT}/build/lint/lib", "-DBOOST_ASIO_NO_DEPRECATED",
         "-DBOOST_ASIO_SEPARATE_COMPILATION", "-DBOOST_BEAST_SEPARATE_COMPILATION")
ASYNC = "#include <plait/awaitable.hpp>\n#include <plait/sleep.hpp>\nusing namespace std::chrono_literals;\n"


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


if __name__ == "__main__":
    unittest.main()
