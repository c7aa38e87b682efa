#!/usr/bin/env python3
"""The Python binding says what the headers say: its table is what the
generator makes of them today, the C compiler lays out every struct as ctypes
does and gives every constant the same value, and every function is there."""

import ctypes
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "bindings/python"), str(ROOT / "scripts")]
os.environ.setdefault("KEFU_LIBRARY", str(ROOT / os.environ.get("BUILD", "build") / "libkefu.so"))

import headers  # noqa: E402
import kefu  # noqa: E402
from kefu import _prototypes as table  # noqa: E402

passed = failed = 0


def expect(what, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{what}: {got!r}, the C side says {wanted!r}")


def from_compiler(expressions):
    """What the C compiler makes of integer expressions."""
    body = "".join(f'\tprintf("%lld\\n", (long long)({e}));\n' for e in expressions)
    source = ('#include <stddef.h>\n#include <stdio.h>\n#include "kefu.h"\n'
              "int main(void)\n{\n" + body + "\treturn 0;\n}\n")
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work, "layout.c")
        path.write_text(source)
        program = str(path.with_suffix(""))
        compiler = shlex.split(os.environ.get("CC", "cc"))
        subprocess.run([*compiler, f"-I{ROOT}/include", "-o", program, str(path)], check=True)
        output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return [int(line) for line in output.split()]


printed = subprocess.run([sys.executable, str(ROOT / "scripts/python-prototypes"), "--print"],
                         check=True, capture_output=True, text=True).stdout
expect("_prototypes.py as written by scripts/python-prototypes",
       pathlib.Path(table.__file__).read_text() == printed, True)

questions = []
for struct in headers.structs():
    c = getattr(table, struct.name)
    questions.append((f"sizeof({struct.name})", ctypes.sizeof(c), f"sizeof({struct.name})"))
    for _, member, _ in struct.members:
        descriptor = getattr(c, member)
        # C++ forbids some names, C does not: offsetof works for all of them.
        questions.append((f"{struct.name}.{member} offset", descriptor.offset,
                          f"offsetof({struct.name}, {member})"))
        questions.append((f"{struct.name}.{member} size", descriptor.size,
                          f"sizeof((({struct.name} *)0)->{member})"))
for name, _ in headers.constants():
    value = getattr(table, name)
    if isinstance(value, int):
        questions.append((name, value, name))
for (what, ours, _), theirs in zip(questions, from_compiler([q[2] for q in questions])):
    expect(what, ours, theirs)

declared = {f.name: f for f in headers.functions()}
expect("functions in the table", {name for name, _, _ in table.FUNCTIONS}, set(declared))
for name, result, parameters in table.FUNCTIONS:
    expect(f"{name} parameters", len(parameters), len(declared[name].parameters))
    expect(f"{name} is exported", hasattr(kefu.library, name), True)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
