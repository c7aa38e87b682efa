"""Reads the public headers: what functions, constants, structs and types they
declare. Knows just the C that include/kefu uses, and stops at anything else,
so that a declaration is never passed over in silence."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"


class Function:
    def __init__(self, name, result, parameters, header, documented):
        self.name = name
        self.result = result  # C type as text
        self.parameters = parameters  # [(C type, name)]
        self.header = header
        self.documented = documented


class Struct:
    def __init__(self, name, members):
        self.name = name
        self.members = members  # [(C type, name, array length or None)]


def in_order():
    """The public headers, each after those it includes; the umbrella last."""
    done = []

    def visit(path):
        if path in done:
            return
        for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M):
            included = INCLUDE / name
            if not included.exists():
                raise SystemExit(f"{path.relative_to(ROOT)} includes {name}, which is not there")
            visit(included)
        done.append(path)

    for path in sorted(INCLUDE.glob("kefu/*.h")):
        visit(path)
    if (INCLUDE / "kefu.h").exists():
        visit(INCLUDE / "kefu.h")
    return done


def without_comments(text):
    """Comments become spaces of the same length, so positions stay."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                  flags=re.S)


def _type_and_name(text):
    text = " ".join(text.replace("*", " * ").split())
    match = re.fullmatch(r"(.+?)(\w+)( ?\[\w*\])?", text)
    if match is None:
        raise SystemExit(f"cannot read the declaration: {text}")
    kind, name, array = match.groups()
    return kind.strip().replace(" *", "*").replace("*", " *").replace("* *", "**"), name, array


def functions():
    found = []
    for path in in_order():
        original = path.read_text()
        text = without_comments(original)
        for match in re.finditer(r"^KEFU_API\s+([^;{]+?)\(([^;{]*)\)\s*;", text, re.M):
            result, name, _ = _type_and_name(match.group(1))
            parameters = []
            if match.group(2).strip() != "void":
                for part in match.group(2).split(","):
                    kind, parameter, _ = _type_and_name(part)
                    parameters.append((kind, parameter))
            # The comment must end right before the declaration.
            documented = re.search(r"\*/\s*$", original[:match.start()]) is not None and \
                original[:match.start()].rfind("/**") >= original[:match.start()].rfind("/*")
            found.append(Function(name, result, parameters, path.relative_to(INCLUDE).as_posix(),
                                  documented))
        declared = len(re.findall(r"^\s*KEFU_API\b", text, re.M))
        read = sum(f.header == path.relative_to(INCLUDE).as_posix() for f in found)
        if declared != read:
            raise SystemExit(f"{path.name}: {declared} declarations, {read} understood")
    return found


def constants():
    """Macros with a value, in order: [(name, text of the value)]."""
    found = []
    for path in in_order():
        for match in re.finditer(r"^#define (KEFU_\w+)[ \t]+(\S.*)$",
                                 without_comments(path.read_text()), re.M):
            if match.group(1) != "KEFU_API":
                found.append((match.group(1), match.group(2).strip()))
    return found


def opaque_types():
    found = []
    for path in in_order():
        text = without_comments(path.read_text())
        defined = set(re.findall(r"typedef struct (\w+)\s*\{", text))
        for name in re.findall(r"^typedef struct (\w+) \1;", text, re.M):
            if name not in defined and name not in found:
                found.append(name)
    return found


def aliases():
    """Plain typedefs: [(name, C type)]."""
    found = []
    for path in in_order():
        for kind, name in re.findall(r"^typedef (?!struct)([\w ]+?) (\w+);",
                                     without_comments(path.read_text()), re.M):
            found.append((name, kind))
    return found


def structs():
    found = []
    for path in in_order():
        text = without_comments(path.read_text())
        for match in re.finditer(r"^typedef struct (\w+) \{(.*?)^\} \1;", text, re.M | re.S):
            members = []
            for line in match.group(2).split(";"):
                line = " ".join(line.split())
                if not line:
                    continue
                callback = re.fullmatch(r".+\(\*(\w+)\)\(.*\)", line)
                if callback:
                    members.append((line.replace(f"(*{callback.group(1)})", "(*)"),
                                    callback.group(1), None))
                    continue
                kind, name, array = _type_and_name(line)
                members.append((kind, name, int(array.strip(" []")) if array else None))
            found.append(Struct(match.group(1), members))
    return found


def version():
    values = dict(constants())
    return ".".join(values["KEFU_VERSION_" + part] for part in ("MAJOR", "MINOR", "PATCH"))
