#!/usr/bin/env python3
"""Holds the rooms to their table: who may include whom, and a few rules that a text search can check. Prints the map of
the layers."""
import os
import re
import sys

import layers

# Room: what its files may include besides files of their own room. Names of one header are for that header only.
ROOMS = {
    "async": {"std", "asio"},
    "http": {"std", "asio", "async", "html/escape.hpp", "html/html_template.hpp", "beast", "describe", "json", "openssl",
             "zlib"},
    "html": {"std", "describe", "detail/kernel/build_flags.hpp"},
    "observe": {"std", "asio", "async", "gzip"},
    "observe/debug_routes": {"std", "asio", "async", "http", "observe", "html/escape.hpp"},
    "testing": {"std", "asio", "async", "http"},
    "server": {"std", "asio", "async", "http", "html", "observe", "observe/debug_routes", "describe", "json", "cli11", "spdlog",
               "fmt"},
    "examples": {"std", "asio", "async", "http", "html", "observe", "observe/debug_routes", "testing", "describe",
                 "json"},
}
PUBLIC_HEADERS_ONLY = {"server", "examples"}
# All that the testing kit sees of http's inside: a server of one loop, and the streams that it is given.
HTTP_FOR_TESTING = {"lib/src/http/socket/byte_stream.hpp", "lib/src/http/connection/loop_server.hpp"}

# Where a header belongs that is not plait's: the first prefix that fits. Any other without a folder is std's.
OUTSIDE = [
    ("boost/asio", "asio"),
    ("boost/system/", "asio"),
    ("boost/config.hpp", "asio"),
    ("boost/version.hpp", "asio"),
    ("boost/beast/zlib", "gzip"),
    ("boost/crc.hpp", "gzip"),
    ("boost/beast", "beast"),
    ("boost/core/", "beast"),
    ("boost/describe", "describe"),
    ("boost/mp11", "describe"),
    ("boost/json", "json"),
    ("CLI/", "cli11"),
    ("fmt/", "fmt"),
    ("spdlog/", "spdlog"),
    ("openssl/", "openssl"),
    ("zlib.h", "zlib"),
    ("arpa/", "std"),
    ("linux/", "std"),
    ("netinet/", "std"),
    ("sys/", "std"),
]

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LONGEST_FILE = 300
LONGER = {"lib/src/http/connection/connection.cpp": 400} # a request's way, of which the compiler makes one function
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"\w*\(.*?\)\w*"|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def room_of(path):
    """The room of a file of the project; the file that compiles Beast belongs to its only user, and so do the probes of
    OpenSSL and zlib."""
    folder, _, rest = path.partition("/")
    if folder != "lib":
        return folder
    inside = os.path.splitext(rest.split("/", 1)[1])[0]
    first = inside.split("/")[0]
    if inside in ("beast", "openssl", "zlib"):
        return "http"
    if inside.startswith("observe/debug_routes"):
        return "observe/debug_routes"
    return first if first in ROOMS else "async"


def origin(root, path, quoted, header):
    """Where an included header belongs, and its path below lib/plait if it is plait's."""
    if header.startswith("plait/"):
        return room_of("lib/" + header), header.removeprefix("plait/")
    if quoted and (found := layers.resolved(root, path, quoted, header)):
        return room_of(found), None
    for prefix, name in OUTSIDE:
        if header.startswith(prefix):
            return name, None
    return ("std" if "/" not in header else header.split("/")[0]), None


def include_problem(root, path, quoted, header):
    room = room_of(path)
    target, own_header = origin(root, path, quoted, header)
    if room in PUBLIC_HEADERS_ONLY and own_header and "detail" in own_header.split("/"):
        return f"{room} may include public headers only, not <{header}>"
    if target != room and target not in ROOMS[room] and own_header not in ROOMS[room]:
        return f"{room} may not include {target}: <{header}>"
    found = layers.resolved(root, path, quoted, header)
    if found and room == "testing" and target == "http" and layers.is_inside(found) and found not in HTTP_FOR_TESTING:
        return f"testing may not see that of the inside of http: {found}"
    return layers.problem(root, path, found) if found else None


def files(root, folders, endings):
    for folder in folders:
        for where, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    path = os.path.join(where, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, root), file.read()


def code(text):
    """The text without comments and strings, its lines still where they were."""
    return NOT_CODE.sub(lambda found: re.sub(r"[^\n]+", " ", found.group()), text)


def banned(root, folders, pattern, what):
    for path, text in files(root, folders, (".hpp", ".cpp")):
        for number, line in enumerate(code(text).splitlines(), 1):
            if re.search(pattern, line):
                yield f"{path}:{number}: {what}"


def not_built(root, path):
    """A source that lib/sources.txt does not name, or the nearest meson.build, with or without its folder and its ending."""
    if path.startswith("lib/src/"):
        with open(os.path.join(root, "lib/sources.txt"), encoding="utf-8") as file:
            return not re.search(rf"^{re.escape(path.removeprefix('lib/'))}(?: |$)", file.read(), re.MULTILINE)
    folder = os.path.dirname(path)
    while folder and not os.path.exists(os.path.join(root, folder, "meson.build")):
        folder = os.path.dirname(folder)
    build_file = os.path.join(root, folder, "meson.build")
    if not os.path.exists(build_file):
        return True
    stem = os.path.basename(path).removesuffix(".cpp").removesuffix("_test")
    with open(build_file, encoding="utf-8") as file:
        return not re.search(rf"'(?:[^']*/)?{re.escape(stem)}(?:_test)?(?:\.cpp)?'", file.read())


def installed_in_vain(root):
    """All of lib/plait is installed, and that is what public headers need."""
    installed = [path for path, _ in files(root, ["lib/plait"], (".hpp",))]
    needed, found = set(), {path for path in installed if "detail" not in path.split("/")}
    while found:
        needed |= found
        found = {each for path in found for each in layers.includes(root, path)} - needed
    for path in installed:
        if path not in needed:
            yield f"{path}: no public header includes it, so it belongs into lib/src"


def problems(root):
    for path, text in files(root, ["lib", "server", "examples"], (".hpp", ".cpp")):
        for number, line in enumerate(text.splitlines(), 1):
            if found := layers.INCLUDE.match(line):
                if problem := include_problem(root, path, found[1] == '"', found[2]):
                    yield f"{path}:{number}: {problem}"

    for circle in layers.circles(root):
        yield f"{circle[0]}: included in a circle: {' -> '.join(circle)}"

    for path, text in files(root, ["lib", "server", "examples", "tests"], (".hpp", ".cpp", ".py")):
        if (lines := text.count("\n")) > (most := LONGER.get(path, LONGEST_FILE)):
            yield f"{path}: {lines} lines, and {most} are the most"

    for path, _ in files(root, ["lib", "server", "examples", "tests"], (".cpp",)):
        if not_built(root, path):
            yield f"{path}: neither lib/sources.txt nor a meson.build names it"

    for path, text in files(root, ["lib/plait"], (".hpp",)):
        if not text.startswith("#pragma once\n"):
            yield f"{path}:1: a header starts with #pragma once"

    own_namespace = r"^\s*(inline )?namespace plait::(?!(http|testing|detail)\b)"
    yield from banned(root, ["lib/plait"], own_namespace, "no namespace below plait but http, testing, detail: users have "
                      "functions of such names")

    yield from banned(root, ["lib", "server"], r"\bdetached\b", "detached: who starts a task waits for it")
    real_time = r"\bsteady_timer\b|\bthis_thread::sleep"
    yield from banned(root, ["tests"], real_time, "real time: use testing::run_virtual, or wait for what is to happen")


if __name__ == "__main__":
    print("\n".join(layers.drawn(ROOT)))
    sys.exit("\n".join([*problems(ROOT), *installed_in_vain(ROOT)]) or None)
