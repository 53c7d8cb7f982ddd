#!/usr/bin/env python3
"""Checks what embed_template.py makes of files: embed_test.py EMBED_TEMPLATE"""
import os
import subprocess
import sys
import tempfile


def embedded(folder, text):
    with open(os.path.join(folder, "page.html"), "wb") as page:
        page.write(text)
    target = os.path.join(folder, "page.hpp")
    subprocess.run([sys.executable, sys.argv[1], os.path.join(folder, "page.html"), target], check=True)
    with open(target, "rb") as header:
        return header.read()


def main():
    with tempfile.TemporaryDirectory() as folder:
        # Compilers make one character of a line end of Windows, so a length with both would go beyond the text.
        header = embedded(folder, b"a\r\nb")
        assert b"(a\nb)plait\", 3)" in header, header

        os.mkdir(os.path.join(folder, "other"))
        secret = os.path.join(folder, "other", "secret")
        with open(secret, "wb") as file:
            file.write(b"a secret of others")
        for name in (secret, "other/../other/secret"):
            header = embedded(folder, b"{{> %b}}" % name.encode())
            assert b"a secret" not in header, header
        assert b"a secret" in embedded(folder, b"{{> other/secret}}")


if __name__ == "__main__":
    main()
