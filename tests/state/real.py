#!/usr/bin/env python3
"""What encoding and merging promise, on real data and on random streams:

    tests/state/real.py REPLAY [--data FOLDER] [--cuts N] [--streams N] [--seed N]

REPLAY is the program of tests/state/replay.c, which says what is checked; it
reads events from SQLite. Real data sets, those of tests/real, are cut at N
places; random ones everywhere."""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests/real"))
import bpi2013  # noqa: E402
import flipkart  # noqa: E402
import online_retail  # noqa: E402
import stripe_irc  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("replay")
parser.add_argument("--data")
parser.add_argument("--cuts", type=int, default=100)
parser.add_argument("--streams", type=int, default=100)
parser.add_argument("--seed", type=int, default=1)
arguments = parser.parse_args()
passed = failed = 0


def replay(database, zone, cuts, files):
    global passed, failed
    done = subprocess.run([os.path.abspath(arguments.replay), database, zone, str(cuts), *files],
                          capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode > 1 or not lines:
        raise SystemExit(f"replay: status {done.returncode}\n{done.stdout}{done.stderr}")
    for line in lines[:-1]:
        print(line.replace(os.path.join(ROOT, ""), ""))
    numbers = lines[-1].split()
    passed += int(numbers[0])
    failed += int(numbers[2])


def real(module, folder):
    database = os.path.join(folder, module.NAME + ".db")
    subprocess.run(["sqlite3", database], input=module.SCRIPT.format(data=arguments.data),
                   text=True, check=True, stdout=subprocess.DEVNULL)
    adapter = module.ADAPTER
    path = os.path.join(ROOT, "tests/real", adapter)
    if not adapter.endswith(".sql"):
        path = os.path.join(folder, module.NAME + ".sql")
        with open(path, "w", encoding="utf-8") as file:
            file.write(adapter)
    replay(database, module.ZONE, arguments.cuts, [path])


def random_streams(folder):
    """Each stream is a table of text."""
    database = os.path.join(folder, "streams.db")
    lines = subprocess.run([sys.executable, os.path.join(ROOT, "tests/model/streams.py"),
                            "--seed", str(arguments.seed), "--count", str(arguments.streams),
                            "--family", "all"], check=True, capture_output=True, text=True).stdout
    files = []
    with open(os.path.join(folder, "streams.sql"), "w+", encoding="utf-8") as script:
        script.write("BEGIN;\n")
        for number, line in enumerate(lines.splitlines()):
            stream = json.loads(line)
            fields = sorted({name for event in stream["events"] for name in event})
            if not fields:
                continue
            script.write(f"CREATE TABLE s{number} ({','.join(quoted(f) for f in fields)});\n")
            for event in stream["events"]:
                values = ",".join(literal(event.get(field)) for field in fields)
                script.write(f"INSERT INTO s{number} VALUES ({values});\n")
            files.append(os.path.join(folder, f"stream {stream['id']}.sql".replace("/", "-")))
            with open(files[-1], "w", encoding="utf-8") as file:
                file.write(f"SELECT * FROM s{number} ORDER BY rowid")
        script.write("COMMIT;\n")
        script.seek(0)
        subprocess.run(["sqlite3", database], stdin=script, check=True)
    replay(database, "Asia/Shanghai", 0, files)
    print(f"{len(files)} random streams")


def quoted(name):
    return '"' + name + '"'


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def main():
    with tempfile.TemporaryDirectory() as folder:
        if arguments.streams:
            random_streams(folder)
        if arguments.data:
            arguments.data = os.path.abspath(arguments.data)
            for module in (bpi2013, flipkart, stripe_irc, online_retail):
                real(module, folder)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
