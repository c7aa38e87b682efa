"""Every function that the headers declare is called by a unit test."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent
declared = set()
for header in sorted((root / "include").rglob("*.h")):
	text = re.sub(r"/\*.*?\*/", " ", header.read_text(encoding="utf-8"), flags=re.S)
	for match in re.finditer(r"KEFU_API\b[^;(]*?\b(kefu_\w+)\s*\(", text):
		declared.add(match.group(1))
tests = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "tests/unit").glob("*.[ch]")))
called = set(re.findall(r"\bkefu_\w+\b", tests))
missing = sorted(declared - called)
for name in missing:
	print("no unit test calls", name)
print(len(declared) - len(missing), "of", len(declared), "functions are called by unit tests")
sys.exit(1 if missing else 0)
