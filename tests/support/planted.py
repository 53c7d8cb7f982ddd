"""Plants files for the scripts that judge the project, which must find what is wrong with them."""
import os

HEADER = "#pragma once\n"


def plant(root, planted):
    for path, text in planted.items():
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)
