"""Reads what an executable asks of the system that it is for, from its headers: ELF, Mach-O and PE."""
import struct


class Malformed(Exception):
    """Not an executable of that kind."""


def require(condition, what):
    if not condition:
        raise Malformed(what)


class Elf:
    """An executable of Linux."""

    MACHINES = {62: "x86_64", 183: "aarch64"}
    LOADED, DYNAMIC, INTERPRETER, SYMBOLS = 1, 2, 3, 2

    def __init__(self, data):
        require(data[:6] == b"\x7fELF\x02\x01", "not a 64-bit little-endian ELF file")
        kind, machine = struct.unpack_from("<HH", data, 16)
        require(kind in (2, 3), "not an executable")
        self.machine = self.MACHINES.get(machine, str(machine))
        program_at, section_at = struct.unpack_from("<QQ", data, 32)
        program_size, programs, section_size, sections = struct.unpack_from("<HHHH", data, 54)
        segments = [struct.unpack_from("<I", data, program_at + i * program_size)[0] for i in range(programs)]
        section_types = [struct.unpack_from("<I", data, section_at + i * section_size + 4)[0] for i in range(sections)]
        self.is_static = self.INTERPRETER not in segments and self.LOADED in segments
        self.is_stripped = self.SYMBOLS not in section_types


class MachO:
    """An executable of macOS."""

    MACHINES = {0x01000007: "x86_64", 0x0100000C: "aarch64"}
    EXECUTABLE, PIE = 2, 0x200000
    LIBRARIES = {0xC, 0x80000018, 0x8000001F}  # LC_LOAD_DYLIB, and weakly, and exported again
    BUILD_VERSION, CODE_SIGNATURE, MAIN = 0x32, 0x1D, 0x80000028
    MACOS = 1

    def __init__(self, data):
        magic, machine, _, kind, commands, _, flags = struct.unpack_from("<7I", data, 0)
        require(magic == 0xFEEDFACF, "not a 64-bit Mach-O file")
        require(kind == self.EXECUTABLE, "not an executable")
        self.machine = self.MACHINES.get(machine, hex(machine))
        self.is_pie = bool(flags & self.PIE)
        self.libraries = []
        self.platform = self.oldest_system = None
        self.is_signed = self.has_main = False
        at = 32
        for _ in range(commands):
            command, size = struct.unpack_from("<II", data, at)
            if command in self.LIBRARIES:
                (name_at,) = struct.unpack_from("<I", data, at + 8)
                self.libraries.append(data[at + name_at : at + size].split(b"\0")[0].decode())
            elif command == self.BUILD_VERSION:
                self.platform, version = struct.unpack_from("<II", data, at + 8)
                self.oldest_system = (version >> 16, version >> 8 & 0xFF)
            self.is_signed |= command == self.CODE_SIGNATURE
            self.has_main |= command == self.MAIN
            at += size


class Pe:
    """An executable of Windows."""

    MACHINES = {0x8664: "x86_64"}
    CONSOLE = 3
    MOVABLE = 0x40  # by address space layout randomisation

    def __init__(self, data):
        require(data[:2] == b"MZ", "not a PE file")
        (at,) = struct.unpack_from("<I", data, 0x3C)
        require(data[at : at + 4] == b"PE\0\0", "not a PE file")
        machine, sections = struct.unpack_from("<HH", data, at + 4)
        (symbols,) = struct.unpack_from("<I", data, at + 16)
        (optional_size,) = struct.unpack_from("<H", data, at + 20)
        optional = at + 24
        require(struct.unpack_from("<H", data, optional)[0] == 0x20B, "not a 64-bit executable")
        self.machine = self.MACHINES.get(machine, hex(machine))
        self.is_stripped = symbols == 0
        self.subsystem, characteristics = struct.unpack_from("<HH", data, optional + 68)
        self.is_movable = bool(characteristics & self.MOVABLE)
        self._sections = [
            struct.unpack_from("<8xIIII", data, optional + optional_size + i * 40) for i in range(sections)
        ]
        self.libraries = []
        (imports,) = struct.unpack_from("<I", data, optional + 112 + 8)
        entry = self._offset(imports)
        while (name := struct.unpack_from("<I", data, entry + 12)[0]) != 0:
            start = self._offset(name)
            self.libraries.append(data[start : data.index(b"\0", start)].decode().lower())
            entry += 20

    def _offset(self, address):
        for size, begin, raw_size, raw in self._sections:
            if begin <= address < begin + max(size, raw_size):
                return raw + address - begin
        raise Malformed("an address outside of all sections")
