#!/usr/bin/env python3
"""What the README, docs/running.md and CONTRIBUTING.md show works as it stands: its C compiles and
gives what its comments say, its Python runs, its commands are understood and print what is shown,
its links lead somewhere and its make targets exist."""

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


def check_platforms(work):
    """The table of one name and many rules is what the tool makes of the demo's month."""
    block, = [block for block in blocks("") if "--profile" in block]
    command = shlex.split(re.match(r"\$ ((?:.*\\\n)*.*)", block).group(1).replace("build/demo.db", "shop.db").replace("\\\n", ""))
    command[0] = str(BUILD / "kefu-report")
    good, text = run(command, cwd=work)
    made = {line.split()[0]: line.split() for line in text.splitlines() if "." in line}
    rows = [line.split() for line in block.splitlines() if re.match(r"[a-z]+\.[a-z]", line)]
    expect("README compares platforms", good and len(rows) > 4, text)
    for name, figure, share, grade, *_ in rows:
        expect(f"README's {name}", made.get(name, [])[:3] == [name, figure, share] and made[name][4] == grade,
               made.get(name))
    good, text = run(["--cases" if word == "--metrics" else word for word in command], cwd=work)
    differ = re.search(r"^(\d+) of (\d+) chats", text, re.M)
    expect("README's chats", good and differ and re.search("{:,} chats of {:,}".format(*map(int, differ.groups())),
           " ".join(README.split())), text[-200:])


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


def check_contributing(work):
    """A reader's ten minutes: the row and the stream of CONTRIBUTING.md, as they are printed."""
    page = (ROOT / "CONTRIBUTING.md").read_text()
    row, = re.findall(r"^```c\n(.*?)^```$", page, re.M | re.S)
    stream, = re.findall(r"^```\n(== .*?)^```$", page, re.M | re.S)
    folder = work / "profile"
    folder.mkdir()
    (work / "example.txt").write_text(stream)
    (folder / "example.c").write_text('#include "profile/profiles.h"\nstatic const struct profile_row rows[] = {\n' +
        row + '};\nconst struct profile_table profile_example = {"example", rows, sizeof rows / sizeof *rows};\n')
    for name, last in (("profiles.h", "profile_frappe;"), ("profiles.c", "&profile_frappe,")):
        text = (ROOT / "lib/profile" / name).read_text()
        expect(f"lib/profile/{name} lists the platforms", text.count(last) == 1)
        (folder / name).write_text(text.replace(last, last[:-1] + "," + last.replace("frappe", "example")))
    # not what lies in the build folder: a source that is gone leaves its object there
    objects = [str(BUILD / path.relative_to(ROOT).with_suffix(".pic.o"))
               for path in sorted(ROOT.glob("lib/*/*.c")) if path.name != "profiles.c"]
    flags = shlex.split(os.environ.get("LDFLAGS") or "")
    good, text = run([*shlex.split(os.environ.get("CC") or "cc"), "-std=c11", "-shared", "-fPIC", f"-I{work}",
                      f"-I{ROOT}/include", f"-I{ROOT}/lib", *map(str, sorted(folder.glob("*.c"))), *objects, *flags,
                      "-o", str(work / "libexample.so"), "-lm"])
    expect("CONTRIBUTING's row compiles", good, text)
    command = [sys.executable, str(ROOT / "tests/profiles/run.py"), str(work / "libexample.so"),
               str(work / "example.txt")]
    expect("CONTRIBUTING's stream gives what it says", *run(command))
    good, text = run([*command, "--mutate", "--row", "example"])
    found = re.search(r"^(\d+) turns, (\d+) noticed$", text, re.M)
    expect("CONTRIBUTING's stream has every edge", good and found and found[1] == found[2] != "0", text)


with tempfile.TemporaryDirectory() as folder:
    check_c(pathlib.Path(folder))
    check_python()
    check_commands(pathlib.Path(folder))
    if (pathlib.Path(folder) / "shop.db").exists():
        check_platforms(pathlib.Path(folder))
    check_contributing(pathlib.Path(folder))
check_links()
check_quotes()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
