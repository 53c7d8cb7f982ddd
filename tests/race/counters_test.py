#!/usr/bin/env python3
"""What ThreadSanitizer says of the hit counters in examples/, on two real threads: it sees the data race, and no more. The
lost update is none, and is found by the simulation alone, as the examples themselves show.

    counters_test.py RACY LOST-UPDATE MUTEX GUARDED
"""
import os
import subprocess
import sys
import unittest

PROGRAMS = []


def reports(program):
    """(how many races are reported, what the program prints)"""
    # As in the race build of the server: waking a loop through the kernel is not taken for an order.
    options = os.environ.get("TSAN_OPTIONS", "") + ":io_sync=0:halt_on_error=0:exitcode=0"
    environment = os.environ | {"TSAN_OPTIONS": options}
    done = subprocess.run(
        [program, "threads"], capture_output=True, text=True, timeout=120, check=True, env=environment)
    return done.stderr.count("WARNING: ThreadSanitizer: data race"), done.stdout


class Counters(unittest.TestCase):
    def test_the_race_across_loops_is_reported(self):
        # Now and then the one thread has finished before the other has begun, and is seen to be: in 1 run of 100.
        self.assertTrue(any(reports(PROGRAMS[0])[0] > 0 for _ in range(10)))

    def test_the_lost_update_is_no_race_though_hits_are_lost(self):
        races, printed = reports(PROGRAMS[1])
        self.assertEqual(races, 0)
        self.assertNotEqual(printed, "200 of 200 hits\n")

    def test_the_counters_with_a_mutex_and_a_guard_have_none_and_lose_nothing(self):
        for program in PROGRAMS[2:]:
            with self.subTest(program):
                self.assertEqual(reports(program), (0, "200 of 200 hits\n"))


if __name__ == "__main__":
    PROGRAMS = [sys.argv.pop(1) for _ in range(4)]
    unittest.main()
