#!/usr/bin/env python3
"""What the README and docs/running.md show works as it stands: its C compiles and gives what its
comments say, its Python runs, its commands are understood, its links lead
somewhere and its make targets exist."""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / (os.environ.get("BUILD") or "build")
README = (ROOT / "README.md").read_text()
passed = failed = 0


def expect(what, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"failed: {what}\n{detail}")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return done.returncode == 0, done.stdout + done.stderr


C_FRAME = """#include <kefu.h>
#include <stdio.h>
#include <string.h>

static void report_of(const kefu_event *events, size_t count)
{
%s
	printf("%%d readings\\n", (int)wait.count);
}

static void due_of(void)
{
	kefu_hours *hours; kefu_zone *zone; kefu_schedule *schedule;
	int32_t first, day; int64_t created, due;
	char text[KEFU_ZONE_TEXT_SIZE];
%s
	kefu_zone_format(zone, due, text, sizeof text);
	puts(text);
}

int main(void)
{
	kefu_event none;
	memset(&none, 0, sizeof none);
	report_of(&none, 0);
	due_of();
	return 0;
}
"""


def check_c(work):
    code = [re.sub(r"^#include.*\n", "", block, flags=re.M) for block in blocks("c")]
    if len(code) != 2:
        expect("two blocks of C, as tests/readme knows them", False)
        return
    source, program = work / "readme.c", work / "readme"
    source.write_text(C_FRAME % tuple(code))
    compiler = shlex.split(os.environ.get("CC") or "cc")
    good, text = run([*compiler, "-std=c99", f"-I{ROOT}/include", "-o", str(program), str(source),
                      str(BUILD / "libkefu.a"), "-lm"])
    expect("C compiles", good, text)
    if good:
        good, text = run([str(program)])
        # What the comment beside the due time says.
        promised = re.search(r"&due\); /\* (\S+) (\S+) \*/", code[1])
        expect("C gives what its comment says", good and promised and
               f"{promised.group(1)}T{promised.group(2)}" in text, text)


def check_python():
    for block in blocks("python"):
        environment = dict(os.environ, PYTHONPATH=str(ROOT / "bindings/python"),
                           KEFU_LIBRARY=str(BUILD / "libkefu.so"), PYTHONDONTWRITEBYTECODE="1")
        expect("Python runs", *run([sys.executable, "-c", "import kefu\n" + block],
                                   env=environment))


def check_commands(work):
    commands = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    simulator = BUILD / "examples/simulate"
    database = work / "shop.db"
    if simulator.exists():
        expect("simulate", *run([str(simulator), str(database)]))
    for command in commands:
        if command.startswith("kefu-report ") and database.exists():
            words = shlex.split(command)
            words[0] = str(BUILD / "kefu-report")
            expect(command, *run(words, cwd=work))
    rules = (ROOT / "Makefile").read_text()
    for target in sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.M))):
        expect(f"make {target}", re.search(rf"^{target}:", rules, re.M))


def check_links():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        expect(f"link to {target}", (ROOT / target).exists())


def check_quotes():
    """The code in docs/running.md is that of the example which make check runs."""
    def lines(text):
        return "\n".join(line.strip() for line in text.splitlines())

    page, code = (ROOT / "docs/running.md").read_text(), lines((ROOT / "examples/years.c").read_text())
    quotes = re.findall(r"^```c\n(.*?)^```$", page, re.M | re.S)
    expect("docs/running.md shows code", len(quotes) > 5)
    for quote in quotes:
        expect("docs/running.md quotes examples/years.c", lines(quote).strip() in code, quote)
    for target in re.findall(r"\]\(([^)#:]+)\)", page):
        expect(f"link to {target}", (ROOT / "docs" / target).exists())


with tempfile.TemporaryDirectory() as folder:
    check_c(pathlib.Path(folder))
    check_python()
    check_commands(pathlib.Path(folder))
check_links()
check_quotes()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
