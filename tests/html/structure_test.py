#!/usr/bin/env python3
"""Whatever the values in a page are, parse5 makes of it the same elements and attributes: structure_test.py PROGRAM [SEED]

The program is structure_pages. Ends with 77, skipped, where node or parse5 is missing (Debian: node-parse5).
"""
import os
import shutil
import subprocess
import sys

SKIPPED = 77
# Where Debian's packages are. Its own node knows that; others do not.
ENVIRONMENT = {**os.environ, "NODE_PATH": os.pathsep.join(filter(None, (os.environ.get("NODE_PATH"), "/usr/share/nodejs")))}
COMPARE = r"""
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const path = createRequire(process.env.PARSE5_FROM + '/').resolve('parse5');
const { parse } = await import(pathToFileURL(path));

const harmless = /^(https?|mailto|tel|about)$/;
const urls = new Set(['href', 'src', 'action', 'srcset']);
const schemeOf = url => (/^[\x00-\x20]*([a-z][a-z0-9+.\t\r\n-]*):/i.exec(url)?.[1] ?? '').replace(/\s/g, '').toLowerCase();
const cssSigns = css => css.replace(/[^;:{}()"'\\<@\/*!&]/g, '');

let json = [];
function shape(node) {
    const lines = [node.nodeName];
    for (const { name, value } of node.attrs ?? []) {
        lines.push(' ' + name);
        if (urls.has(name))
            for (const url of name === 'srcset' ? value.split(',') : [value])
                if (schemeOf(url) && !harmless.test(schemeOf(url)))
                    lines.push('a URL with the scheme ' + schemeOf(url));
        if (name === 'style')
            lines.push(cssSigns(value));
    }
    if (node.nodeName === '#comment')
        lines.push(node.data);
    const text = (node.childNodes ?? []).map(each => each.value ?? '').join('');
    if (node.nodeName === 'style')
        lines.push(cssSigns(text));
    if (node.nodeName === 'script') {
        if (node.attrs.some(each => each.name === 'type'))
            JSON.parse(text);
        else
            new Function('f', text); // a syntax error throws
        lines.push(text.replace(/"(?:[^"\\]|\\.)*"/g, 'S'));
    }
    for (const each of node.childNodes ?? [])
        lines.push(...shape(each));
    return lines;
}

let checked = 0;
for (const pages of readFileSync(0).toString('latin1').split('\0\0').filter(each => each)) {
    const [plain, ...others] = pages.split('\0').map(each => Buffer.from(each, 'latin1').toString('utf8'));
    const expected = shape(parse(plain)).join('\n');
    for (const other of others) {
        const found = shape(parse(other)).join('\n');
        if (found !== expected) {
            console.log(`A value got out of its place:\n${other}\n--- parsed as\n${found}\n--- in place of\n${expected}`);
            process.exit(1);
        }
        ++checked;
    }
}
if (checked < 1000) {
    console.log(`only ${checked} pages were compared`);
    process.exit(1);
}
console.log(`${checked} pages compared`);
"""


def folder_of_parse5(node):
    for folder in (os.environ.get("PARSE5_FROM"), os.getcwd()):
        if folder and subprocess.run([node, "-e", f"require('node:module').createRequire({folder + '/'!r}).resolve('parse5')"],
                                     capture_output=True, check=False, env=ENVIRONMENT).returncode == 0:
            return folder
    return None


def main():
    program, *seed = sys.argv[1:]
    node = shutil.which("node")
    folder = node and folder_of_parse5(node)
    if not folder:
        print("node or parse5 is missing (Debian: node-parse5)")
        return SKIPPED
    pages = subprocess.run([program, *seed], check=True, stdout=subprocess.PIPE).stdout
    return subprocess.run([node, "--input-type=module", "-e", COMPARE], input=pages, check=False,
                          env={**ENVIRONMENT, "PARSE5_FROM": folder}).returncode


if __name__ == "__main__":
    sys.exit(main())
