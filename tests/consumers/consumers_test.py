#!/usr/bin/env python3
"""Builds and runs the programs of this folder, one of them a test, in one of the ways in which a project takes plait along.

    consumers_test.py WAY PROGRAM.cpp TEST.cpp PROGRAM-WITH-HEAP-PROFILE.cpp PROGRAM-WITH-PAGE.cpp
        BUILD-FOLDER COMPILER...

WAY is pkg_config or find_package, which take what `meson install` puts in place, moved elsewhere; or fetch_content or
subproject, which compile the library once more. The folder of the work is always the same, so that ccache finds what it
has compiled.
"""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WAY, PROGRAM, TEST, WITH_HEAP, WITH_PAGE, BUILD, *COMPILER = sys.argv[1:]
COMPILER = " ".join(word for word in COMPILER if os.path.basename(word) != "ccache")
CCACHE = shutil.which("ccache")
WORK = os.path.join(os.path.abspath(BUILD), "consumers", WAY)
SHOP = os.path.join(WORK, "shop")
OUTPUTS = {"shop": "Hello, Ada!\n", "shop_test": "60 minutes\n", "shop_heap": "heap profile: 200\n",
           "shop_page": "<p>Hello, &lt;Ada&gt;!</p>\n"}
OF_PAGE = [os.path.join(HERE, name) for name in ("page.html", "layout.html")]
# README.md shows this line.
WITH_PKG_CONFIG = "g++ -std=c++20 main.cpp -o shop $(pkg-config --cflags --libs plait)"


def run(command, folder=WORK, status=0, **environment):
    done = subprocess.run(command, cwd=folder, env={**os.environ, "CXX": COMPILER, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != status:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def installed():
    """What Meson installs, in a folder that it does not know of: the prefix, and the folder of libraries below."""
    to = os.path.join(WORK, "to")
    run(["meson", "install", "-C", os.path.abspath(BUILD), "--no-rebuild", "--destdir", to])
    at = next(where for where, _, names in os.walk(to) if "libplait.a" in names)
    prefix = at
    while "include" not in os.listdir(prefix):
        prefix = os.path.dirname(prefix)
    moved = os.path.join(WORK, "moved")
    os.rename(prefix, moved)
    return moved, os.path.relpath(at, prefix)


def cmake(*options):
    launcher = [f"-DCMAKE_CXX_COMPILER_LAUNCHER={CCACHE}"] if CCACHE else []
    run(["cmake", "-S", SHOP, "-B", "build", "-G", "Ninja", *launcher, *options])
    run(["cmake", "--build", "build"])
    return os.path.join(WORK, "build")


def pkg_config():
    prefix, libraries = installed()
    found = os.path.join(prefix, libraries, "pkgconfig")
    lines = [WITH_PKG_CONFIG]
    for package, name in (("plait-testing", "test"), ("plait-heap", "heap")):
        line = WITH_PKG_CONFIG.replace("plait)", f"{package})")
        lines.append(line.replace("main.cpp -o shop", f"main_{name}.cpp -o shop_{name}"))
    lines.append('"$(pkg-config --variable=embed_template plait)" page.html page.html.hpp')
    lines.append(WITH_PKG_CONFIG.replace("main.cpp -o shop", "-I. main_page.cpp -o shop_page"))
    for line in lines:
        run(["sh", "-c", line.replace("g++", COMPILER)], SHOP, PKG_CONFIG_LIBDIR=found, PKG_CONFIG_PATH="")
    return SHOP


def find_package():
    at = f"-DCMAKE_PREFIX_PATH={installed()[0]}"
    said = run(["cmake", "-S", SHOP, "-B", "without_boost", "-G", "Ninja", at, "-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON"], status=1)
    if "whose headers are not found" not in " ".join(said.split()):
        sys.exit(f"Does not say that Boost is missing:\n{said}")
    return cmake(at)


def check_that_sources_are_compiled_together(build):
    with open(os.path.join(build, "build.ninja"), encoding="utf-8") as file:
        objects = file.read().count(": cpp_COMPILER " if WAY == "subproject" else ": CXX_COMPILER__")
    if not 0 < objects < 100:
        sys.exit(f"{objects} files are compiled, and not some 50 that hold all sources")


def fetch_content():
    """CMake installs what Meson installs, file for file."""
    prefix, libraries = installed()
    build = cmake("-DPLAIT_INSTALL=ON", f"-DCMAKE_INSTALL_LIBDIR={libraries}")
    check_that_sources_are_compiled_together(build)
    by_cmake = os.path.join(WORK, "by_cmake")
    run(["cmake", "--install", build, "--prefix", by_cmake])
    differ = run(["sh", "-c", f"diff -r -q {prefix} {by_cmake} | grep -v '[.]a differ$' || true"])
    if differ:
        sys.exit(f"Meson and CMake do not install the same:\n{differ}")
    return build


def subproject():
    """The project that includes plait needs Boost alone, of all that pkg-config or CMake could find."""
    nothing = os.path.join(WORK, "nothing")
    os.mkdir(nothing)
    said = run(["meson", "setup", "--wrap-mode=nodownload", "build", SHOP],
               CXX=f"ccache {COMPILER}" if CCACHE else COMPILER, PKG_CONFIG_LIBDIR=nothing, PKG_CONFIG_PATH="")
    if "CLI11 found" in said:
        sys.exit(f"Looks for what the server needs:\n{said}")
    build = os.path.join(WORK, "build")
    targets = {each["name"] for each in json.loads(run(["meson", "introspect", "--targets", build]))}
    if targets != {*OUTPUTS, "engine", "plait", "plait_heap", "plait_testing", "request_way"}:
        sys.exit(f"A project that includes plait builds {targets}")
    check_that_sources_are_compiled_together(build)
    run(["ninja", "-C", build])
    return build


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(SHOP)
    for source in (PROGRAM, TEST, WITH_HEAP, WITH_PAGE, *OF_PAGE):
        shutil.copy(source, SHOP)
    if os.path.isdir(files := os.path.join(HERE, WAY)):
        shutil.copytree(files, SHOP, dirs_exist_ok=True)
    checkouts = {"fetch_content": "plait", "subproject": "subprojects/plait"}
    if WAY in checkouts:
        checkout = os.path.join(SHOP, checkouts[WAY])
        os.makedirs(os.path.dirname(checkout), exist_ok=True)
        os.symlink(ROOT, checkout)

    built = {"pkg_config": pkg_config, "find_package": find_package, "fetch_content": fetch_content,
             "subproject": subproject}[WAY]()
    for program, output in OUTPUTS.items():
        # The log may warn on standard error, where the build has no debug information and the heap was sampled.
        said = subprocess.run([os.path.join(built, program)], capture_output=True, text=True, check=False)
        if (said.returncode, said.stdout) != (0, output):
            sys.exit(f"{program} ends with {said.returncode} and says {said.stdout!r}, and not {output!r}:\n{said.stderr}")


if __name__ == "__main__":
    main()
