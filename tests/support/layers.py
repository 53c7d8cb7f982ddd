"""The layers of the rooms async and http: a file sees those of its own layer and of the layers below, never those above.

    layers.py    prints the map, made of the #include lines
"""
import collections
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# From the lowest up. Of http, `interface` is what users include, and `definitions` are those of it: they see all else.
LAYERS = {
    "async": ["kernel", "coroutine", "join", "sync", "runtime"],
    "http": ["interface", "answer", "parse", "route", "socket", "connection", "listen", "definitions"],
}
# What the rooms above see of another room's inside.
INSIDE = {"http": {"async": ["kernel", "coroutine", "join"]}}


def resolved(root, path, quoted, header):
    """The project's own file that an #include means, from its top; None: not one of ours."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), header))
    for candidate in ([beside, f"lib/src/{header}"] if quoted else [f"lib/{header}"]):
        if os.path.exists(os.path.join(root, candidate)):
            return candidate
    return None


def includes(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for quote, header in INCLUDE.findall(file.read()):
            if found := resolved(root, path, quote == '"', header):
                yield found


def layer_of(root, path, asked=frozenset()):
    """(room, layer) of a file of lib; None: its room has no layers.

    A public header of async is in the layer of its .cpp. One without is in the highest that it sees itself."""
    parts = path.split("/")
    if parts[:2] == ["lib", "src"] and len(parts) > 3 and parts[2] in LAYERS:
        if parts[3] in LAYERS[parts[2]]:
            return parts[2], parts[3]
        return ("http", "definitions") if parts[2] == "http" and len(parts) == 4 else None
    if parts[:3] == ["lib", "plait", "http"]:
        return "http", "interface"
    if parts[:3] == ["lib", "plait", "detail"]:
        return ("async", parts[3]) if parts[3] in LAYERS["async"] else None
    if parts[:2] == ["lib", "plait"] and len(parts) == 3:
        return layer_of_public(root, path, asked)
    return None


def layer_of_public(root, path, asked=frozenset()):
    name = os.path.splitext(os.path.basename(path))[0]
    if name == "http":
        return "http", "interface"
    order = LAYERS["async"]
    for layer in order:
        if os.path.exists(os.path.join(root, "lib/src/async", layer, name + ".cpp")):
            return "async", layer
    if not os.path.exists(os.path.join(root, path)):
        return None
    asked |= {path}
    seen = [layer_of(root, each, asked) for each in includes(root, path) if each not in asked]
    return "async", max([each[1] for each in seen if each and each[0] == "async"], key=order.index, default=order[0])


def is_inside(path):
    return path.startswith("lib/src/") or "/detail/" in path


def problem(root, path, target):
    """Why a file may not see another one of ours; None: it may."""
    mine, theirs = layer_of(root, path), layer_of(root, target)
    if not mine or not theirs:
        return None
    if mine[0] == theirs[0]:
        order = LAYERS[mine[0]]
        if order.index(theirs[1]) > order.index(mine[1]):
            return f"{mine[1]} may not see {theirs[1]}, which is above it: {target}"
    elif is_inside(target) and theirs[1] not in INSIDE.get(mine[0], {}).get(theirs[0], LAYERS[theirs[0]]):
        return f"{mine[0]} may not see the inside of {theirs[1]}: {target}"
    return None


def sources(root):
    for where, _, names in os.walk(os.path.join(root, "lib")):
        for name in sorted(names):
            if name.endswith((".hpp", ".cpp")):
                yield os.path.relpath(os.path.join(where, name), root)


def circles(root):
    """Lists of headers each of which includes the next, and the last one the first."""
    known = {path: [each for each in includes(root, path) if each != path]
             for path in sources(root)}
    done, way = set(), []

    def visit(path):
        if path in way:
            yield [*way[way.index(path):], path]
        elif path not in done:
            way.append(path)
            for each in known.get(path, []):
                yield from visit(each)
            way.pop()
            done.add(path)

    for path in known:
        yield from visit(path)


def drawn(root):
    """The map: each layer, from the top down, with its number of files and the layers below that it sees."""
    count, sees = collections.Counter(), collections.defaultdict(collections.Counter)
    for path in sources(root):
        if mine := layer_of(root, path):
            count[mine] += 1
            for each in includes(root, path):
                theirs = layer_of(root, each)
                if theirs and theirs != mine:
                    sees[mine][theirs] += 1
    for room in ("http", "async"):
        yield room
        for layer in reversed(LAYERS[room]):
            below = [f"{other if where == room else where + '/' + other} {number}"
                     for (where, other), number in sorted(sees[room, layer].items(), key=lambda item: rank(item[0]))]
            yield f"  {layer:<12}{count[room, layer]:>3} files   sees {', '.join(below) or 'nothing of ours'}"


def rank(place):
    return (place[0] != "http", -LAYERS[place[0]].index(place[1]))


if __name__ == "__main__":
    print("\n".join(drawn(ROOT)))
    sys.exit("\n".join(" -> ".join(each) for each in circles(ROOT)) or None)
