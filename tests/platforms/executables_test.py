"""What server/build-all has made, as its headers tell: for the right machine, and in need of nothing that is not there."""
import os
import unittest

from executables import Elf, MachO, Malformed, Pe

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MEBIBYTE = 1 << 20


def path_of(target):
    return os.path.join(ROOT, "target", target, "plait-server.exe" if target == "win64" else "plait-server")


def read(target):
    with open(path_of(target), "rb") as file:
        return file.read()


class Executables(unittest.TestCase):
    def test_those_for_linux_are_static_and_stripped(self):
        for target, machine in (("linux64", "x86_64"), ("linux-arm64", "aarch64")):
            with self.subTest(target):
                made = Elf(read(target))
                self.assertEqual(made.machine, machine)
                self.assertTrue(made.is_static)
                self.assertTrue(made.is_stripped)

    def test_that_for_windows_needs_only_what_every_windows_has(self):
        made = Pe(read("win64"))
        self.assertEqual((made.machine, made.subsystem), ("x86_64", Pe.CONSOLE))
        self.assertTrue(made.is_movable)
        self.assertTrue(made.is_stripped)
        system = {"bcrypt.dll", "kernel32.dll", "msvcrt.dll", "mswsock.dll", "ws2_32.dll"}
        self.assertEqual(set(made.libraries) - system, set())

    def test_those_for_macos_need_macos_11_and_libraries_of_the_system(self):
        for target, machine in (("osx64", "x86_64"), ("osx-arm64", "aarch64")):
            with self.subTest(target):
                made = MachO(read(target))
                self.assertEqual(made.machine, machine)
                self.assertEqual((made.platform, made.oldest_system), (MachO.MACOS, (11, 0)))
                self.assertTrue(made.is_pie)
                self.assertTrue(made.has_main)
                self.assertEqual([each for each in made.libraries if not each.startswith("/usr/lib/")], [])
                self.assertIn("/usr/lib/libSystem.B.dylib", made.libraries)

    def test_that_for_apple_silicon_is_signed_as_it_would_not_start_else(self):
        self.assertTrue(MachO(read("osx-arm64")).is_signed)

    def test_that_for_linux_is_at_most_4_mib(self):
        self.assertLessEqual(os.path.getsize(path_of("linux64")), 4 * MEBIBYTE)

    def test_what_is_no_executable_of_the_kind_is_refused(self):
        for reader in (Elf, MachO, Pe):
            with self.subTest(reader.__name__), self.assertRaises(Malformed):
                reader(b"#!/bin/sh\n" * 100)
