#!/usr/bin/env python3
"""Make a schema for validate.py of one version of the AWS provider.

usage: schema.py FOLDER TYPE... >aws-5.json

FOLDER holds the unpacked npm package `@cdktf/provider-aws`, whose types are generated from the provider's own schema:
19.65.1 of it is made from provider 5.99.1 (aws-5.json), 21.22.1 from 6.25.0 (aws-6.json). The types are those that
templates use; to add one, run it with those that are there (`schema.py --types aws-5.json` prints them) and the new one.
"""
import json
import re
import sys
from pathlib import Path

RENAMED = {"self_attribute": "self"}  # the package renames what is reserved in its language
PROPERTY = re.compile(r"#(\w+) \w+#\w+\}(?:[^/]|/(?!\*\*))*?\*/\s+readonly \w+(\??): (\w*)")


def arguments(types, interface):
    """What an interface takes: name to what is required of it, and what its own block takes."""
    found = re.search(rf"export interface {interface} .*?\{{\n(.*?)\n\}}", types, re.S)
    told = {}
    for name, optional, kind in PROPERTY.findall(found[1] if found else ""):
        told[RENAMED.get(name, name)] = argument = {}
        if not optional:
            argument["required"] = True
        if kind and f"export interface {kind} " in types:
            argument["block"] = arguments(types, kind)
    return told


def schema(folder, kind):
    types = (folder / "index.d.ts").read_text()
    code = (folder / "index.js").read_text()
    name = re.search(r"export interface (\w+)Config extends", types)[1]
    told = arguments(types, f"{name}Config")
    for attribute in re.findall(r"Attribute\('(\w+)'\)", code[code.index(f"class {name} extends"):]):
        told.setdefault(attribute, {"computed": True})
    return kind, told


def main(folder, *kinds):
    if folder == "--types":
        told = json.loads(Path(kinds[0]).read_text())
        return print(*told["resource"], *(f"data.{kind}" for kind in told["data"]))
    library = Path(folder) / "lib"
    told = {"resource": {}, "data": {}}
    for kind in sorted(kinds):
        of, _, bare = kind.rpartition(".")
        below = bare.removeprefix("aws_").replace("_", "-")
        told["data" if of else "resource"].update([schema(library / ("data-aws-" * bool(of) + below), bare)])
    print(json.dumps(told, indent=1, sort_keys=True))


if __name__ == "__main__":
    main(*sys.argv[1:] or sys.exit(__doc__))
