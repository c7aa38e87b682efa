"""Rows, runs and state files for the tests of kefu-report --state and kefu-merge."""
import hashlib
import os
import random
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
BUILD = os.path.abspath(os.environ.get("BUILD") or "build")
REPORT = os.path.join(BUILD, "kefu-report")
MERGE = os.path.join(BUILD, "examples/kefu-merge")
COLUMNS = ("t", "kind", "session", "seq", "customer", "agent", "channel", "from", "survey", "score", "min", "max",
           "order", "amount", "currency", "name", "value")
passed = failed = 0


def check(name, condition, *shown):
    global passed, failed
    passed += bool(condition)
    failed += not condition
    if not condition:
        print("FAILED", name, *shown)


def finish():
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def run(*arguments, program=REPORT, **options):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, **options)


def rows_of(seed, customers=30, numbered=True):
    """A few days of a shop; every row but the agents' and the shop's names its customer."""
    rng = random.Random(seed)
    rows = []
    seqs = {}

    def add(entity, t, kind, **fields):
        seqs[entity] = seqs.get(entity, 0) + 1
        rows.append({"t": t, "kind": kind, "seq": seqs[entity] if numbered else None, **fields})

    for customer in range(customers):
        who = f"c{customer:02}"
        for visit in range(rng.randint(1, 3)):
            t = 1762131600000 + rng.randrange(4 * 86400000)
            session, agent = f"s{who}{visit}", rng.choice(["Li", "Mo", "Ann"])
            add(session, t, "session.open", session=session, customer=who, channel=rng.choice(["chat", "mail"]))
            for _ in range(rng.randint(1, 4)):
                t += rng.randrange(1, 90000)
                add(session, t, "message", session=session, customer=who, **{"from": "customer"})
                t += rng.randrange(1, 300000)
                add(session, t, "message", session=session, customer=who, agent=agent, **{"from": "agent"})
            if rng.random() < 0.5:
                add(session, t + 5000, "survey.answer", session=session, customer=who, agent=agent, survey="csat",
                    score=rng.randint(1, 5), min=1, max=5)
            if rng.random() < 0.4:
                order = f"o{who}{visit}"
                add(order, t + 60000, "order.place", order=order, customer=who)
                add(order, t + 90000, "order.pay", order=order, customer=who, amount=rng.randrange(10000), currency="CNY")
    for agent in ("Li", "Mo", "Ann"):
        add(agent, 1762131600000, "agent.online", agent=agent)
        add(agent, 1762160400000, "agent.offline", agent=agent)
    if not numbered:
        add("shop", 1762131600000, "count", name="visitors", value=500)
    rng.shuffle(rows)
    return rows


def database_make(path, rows, more=""):
    """A table of the rows, in this order; a file that was there grows by them."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS events({})".format(",".join(f'"{name}"' for name in COLUMNS)))
    connection.executemany("INSERT INTO events VALUES ({})".format(",".join("?" * len(COLUMNS))),
                           [[row.get(name) for name in COLUMNS] for row in rows])
    connection.executescript(more)
    connection.commit()
    connection.close()
    return path


def split(path):
    """The lines before the desk, as lists of words, and the desk's bytes."""
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"kefu-state "):
        return [], data
    head, body = [], data
    while True:
        line, body = body.split(b"\n", 1)
        head.append(line.decode().split(" "))
        if head[-1][0] == "desk":
            assert int(head[-1][1]) == len(body), "size"
            above = data[:len(data) - len(body) - len(line) - 1]
            assert hashlib.sha256(above).hexdigest() == head[-1][2], "sum"
            return head[1:-1], body


def field(name, value):
    text = str(value).encode()
    return f"{name} {len(text)}:".encode() + text


def is_numbered(row):
    return row.get("seq") is not None and row["kind"] != "count"


def input_line(rows):
    """What a state says of an input of these rows, all of them sound."""
    digest, hashes, last = hashlib.sha256(), set(), 0
    for row in rows:
        names = sorted(name for name in COLUMNS if name != "seq" and row.get(name) is not None)
        one = hashlib.sha256(b"".join(field(name, row[name]) for name in names)).digest()
        digest.update(one)
        if row.get("seq") is not None:
            digest.update(field("seq", row["seq"]))
        if not is_numbered(row):
            hashes.add(one[:8].hex())
            last = max(last, row["t"])
    return ["input", str(len(rows)), str(last), digest.hexdigest(), ",".join(sorted(hashes)[:64])]


def read(path):
    with open(path, "rb") as file:
        return file.read()
