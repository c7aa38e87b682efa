#!/usr/bin/env python3
"""The house: a file of lib/ includes only its own floor and those before it,
by the path from lib/ or include/; only public headers include public headers
by the public path; nothing includes a test, an example or a system-specific
header; and no file has grown past 650 lines."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FLOORS = ["base", "stat", "time", "history", "measure", "profile", "report", "desk"]
# Public headers mirror the floors: what a floor may see of them.
FAMILY = {
    "base": "base", "csat": "stat", "nps": "stat", "rate": "stat", "duration": "stat",
    "amount": "stat", "distinct": "stat", "level": "stat", "compare": "stat", "civil": "time",
    "zone": "time", "schedule": "time", "event": "history", "metric": "measure",
    "definition": "measure", "profile": "profile", "sla": "measure", "report": "report", "desk": "desk",
    "session": "desk", "agent": "desk", "order": "desk", "refund": "desk",
    "attribution": "desk", "state": "desk", "seal": "desk",
}
STANDARD = {"assert.h", "float.h", "inttypes.h", "limits.h", "math.h", "stdalign.h", "stdarg.h",
            "stdbool.h", "stddef.h", "stdint.h", "stdlib.h", "stdnoreturn.h", "string.h"}
# The core does no input or output and knows no clock or locale.
LONGEST = 650

problems = []
checked = 0
edges = {floor: set() for floor in FLOORS}


def floor_of(name):
    """The floor an include leads to, or None when it is not a valid one."""
    parts = name.split("/")
    if parts[0] == "kefu" and len(parts) == 2:
        return FAMILY.get(parts[1].removesuffix(".h"))
    if len(parts) > 1 and parts[0] in FLOORS and (ROOT / "lib" / name).exists():
        return parts[0]
    return None


for path in sorted([*ROOT.glob("lib/*/*.[ch]"), *ROOT.glob("include/kefu/*.h")]):
    shown = path.relative_to(ROOT)
    public = path.parts[-2] == "kefu"
    own = FAMILY.get(path.stem) if public else path.parent.name
    checked += 1
    if own not in FLOORS:
        problems.append(f"{shown}: belongs to no floor (tests/abi/includes.py lists them)")
        continue
    text = path.read_text()
    if not public and text.count("\n") > LONGEST:
        problems.append(f"{shown}: {text.count(chr(10))} lines: two subjects?")
    for left, name in re.findall(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', text, re.M):
        if left == "<":
            if name not in STANDARD:
                problems.append(f"{shown}: includes <{name}>, which the core does without")
            continue
        to = floor_of(name)
        if to is None:
            problems.append(f'{shown}: "{name}" is no path from lib/ or include/ to a floor')
        elif FLOORS.index(to) > FLOORS.index(own):
            problems.append(f"{shown}: floor {own} reaches up to {to} ({name})")
        elif public and not name.startswith("kefu/"):
            problems.append(f"{shown}: a public header includes the private {name}")
        else:
            edges[own].add(to)

for floor in FLOORS:
    below = [f for f in FLOORS if f in edges[floor] and f != floor]
    print(f"{floor:8} uses {', '.join(below) or 'nothing'}")
for problem in problems:
    print(problem)
print(f"{checked - len({p.split(':')[0] for p in problems})} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
