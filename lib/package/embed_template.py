#!/usr/bin/env python3
"""Makes a header of a template's file, and of the files of its folder that it inserts.

    embed_template.py page.html page.html.hpp [page.html.d]

The header has templates::page_html, for plait::html_template and plait::text_template. The third file tells the build
system which files were read. A Meson project calls it so, where `plait` is its dependency:

    templates = generator(
      find_program(plait.get_variable('embed_template')),
      output: '@PLAINNAME@.hpp',
      depfile: '@PLAINNAME@.d',
      arguments: ['@INPUT@', '@OUTPUT@', '@DEPFILE@'],
    )
    executable('shop', 'main.cpp', templates.process('page.html'), dependencies: plait)

For CMake there is plait_add_templates.
"""
import os
import re
import sys

INSERTED = re.compile(rb"\{\{>\s*([^\s}]+)")


def read(folder, name, files):
    """Reads a file and, before those that come later, the files that it inserts."""
    with open(os.path.join(folder, name), "rb") as file:
        # Compilers read the line ends of other systems as one character.
        files[name] = file.read().replace(b"\r\n", b"\n")
    for inserted in INSERTED.findall(files[name]):
        other = inserted.decode()
        # A name that is no file's is a block's, or the compiler names the line where it stands.
        if (other not in files and not os.path.isabs(other) and ".." not in other.split("/")
                and os.path.isfile(os.path.join(folder, other))):
            read(folder, other, files)


def literal(text):
    end = b"plait"
    while b")" + end in text:
        end += b"_"
    return b'R"' + end + b"(" + text + b")" + end + b'"'


def header(name, files):
    texts = b",\n        ".join(b'{"' + each.encode() + b'", std::string_view(' + literal(text) + b", %d)}" % len(text)
                              for each, text in files.items())
    identifier = re.sub(r"\W", "_", name, flags=re.ASCII)
    identifier = "_" + identifier if identifier[0].isdigit() else identifier
    return b"""// Made of %b: do not edit.
#pragma once

#include <plait/html/template_text.hpp>

namespace templates {

inline constexpr auto %b = [] {
    return plait::template_texts<%d>{{
        %b,
    }};
};

} // namespace templates
""" % (name.encode(), identifier.encode(), len(files), texts)


def main():
    source, target, *depfile = sys.argv[1:]
    folder, name = os.path.split(source)
    files = {}
    read(folder, name, files)
    with open(target, "wb") as file:
        file.write(header(name, files))
    if depfile:
        with open(depfile[0], "w", encoding="utf-8") as file:
            paths = [os.path.join(folder, each).replace(" ", "\\ ") for each in files]
            file.write(f"{target}: {' '.join(paths)}\n")


if __name__ == "__main__":
    main()
