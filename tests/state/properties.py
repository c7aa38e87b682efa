#!/usr/bin/env python3
"""What encoding and merging promise, on random streams:

    tests/state/properties.py LIBRARY [--seed N] [--count N]

1. a run is decode(encode(half)) and the rest, at every cut;
2. a desk is the merge of the desks of 1, 2, 7, 64 shards, in any order and
   nesting, byte for byte;
3. merging is commutative and associative, the empty desk its identity;
4. batches of any size give the same bytes;
5. with seq, so does any order and repetition; events of no entity come in any
   order, but once: seq or not, a second delivery is one more;
6. figures after all this, and after events were taken back, told anew or their
   sessions excluded, are those of a desk that knew from the start;
and that the bytes say what docs/format.md says: read by reader.py, the events
given to a new desk are the same bytes. Ends with "N passed, N failed"."""

import argparse
import ctypes
import json
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
parser = argparse.ArgumentParser()
parser.add_argument("library")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--count", type=int, default=60)
arguments = parser.parse_args()
os.environ["KEFU_LIBRARY"] = os.path.abspath(arguments.library)
sys.path[:0] = [os.path.join(ROOT, "bindings/python"), HERE]
import kefu  # noqa: E402
import reader  # noqa: E402

library = kefu.library
passed = failed = 0
NEED_VALUE = (kefu.KEFU_EVENT_SURVEY_ANSWER, kefu.KEFU_EVENT_AGENT_TARGET, kefu.KEFU_EVENT_COUNT)


def expect(condition, what):
    global passed, failed
    passed += bool(condition)
    failed += not condition
    if not condition:
        print("FAILED:", what)


def check(status):
    if status != 0:
        raise kefu.KefuError(status)


def pointer(desk):
    return desk._pointer


def encode(desk):
    size = ctypes.c_size_t()
    check(library.kefu_desk_encode(pointer(desk), None, 0, ctypes.byref(size)))
    buffer = ctypes.create_string_buffer(size.value)
    check(library.kefu_desk_encode(pointer(desk), buffer, size, ctypes.byref(size)))
    return buffer.raw


def fresh(stream):
    desk = kefu.Desk(session_gap_ms=600000, currency="CNY")
    desk.use("default", "all")
    return desk


def decode(data):
    """A desk object around a decoded one."""
    made = kefu.Desk()
    out = type(made._pointer)()
    check(library.kefu_desk_decode(None, data, len(data), ctypes.byref(out)))
    library.kefu_desk_free(made._pointer)
    made._pointer = out
    return made


def tell(desk, events):
    for event in events:
        try:
            desk.apply([event])
        except kefu.KefuError:
            pass  # streams hold what desks refuse
    return desk


def figures(desk):
    return [[(name, repr(value)) for name, value in row.items()]
            for row in desk.report(by=["agent", "day"])]


LATE = 1893456000000  # 2030


def figures_late(desk):
    """As of an instant after all events: what was taken back may be the last."""
    return [[(name, repr(value)) for name, value in row.items()]
            for row in desk.report(by=["agent"], as_of=LATE)]


def entity(event):
    """Which entity an event belongs to: those of one go to one shard."""
    kind = event["kind"]
    family = kind.split(".")[0]
    names = {"refund": ["refund"], "order": ["order"], "review": ["order"], "agent": ["agent"],
             "shop": ["shop"], "count": [], "cost": ["session", "order"],
             "session": ["session", "customer"], "message": ["session", "customer"],
             "event": ["refund", "session", "order", "customer", "agent", "shop"],
             }.get(family, ["session", "order", "refund", "customer"])
    for name in names:
        if name == "customer" and event.get(name) is not None:
            return name, event[name], event.get("agent")
        if name == "shop" or event.get(name) is not None:
            return name, event.get(name)
    return "none", json.dumps(event, sort_keys=True)


def one_of_each_number(events):
    """Streams also hold two different events of one number."""
    found = {}
    for event in events:
        if event.get("seq"):
            key = entity(event), event["seq"], event["t"] if event["kind"] == "event.retract" else 0
            found.setdefault(key, event)
    return list(found.values())


def merged(desks, order):
    """Merges copies in random nesting."""
    desks = [decode(encode(desk)) for desk in desks]
    order.shuffle(desks)
    while len(desks) > 1:
        at = order.randrange(len(desks) - 1)
        other = desks.pop(at + 1)
        if order.random() < 0.5:
            desks[at], other = other, desks[at]
        check(library.kefu_desk_merge(pointer(desks[at]), pointer(other)))
    return desks[0]


def reread(data, stream):
    desk = fresh(stream)
    for fields in reader.events(data):
        if fields["kind"] in NEED_VALUE:
            fields.setdefault("value", 0)
        expect(desk.apply([fields]) == 0, f"{stream['id']}: takes back {fields}")
    return desk


def one(stream, order):
    events = stream["events"]
    name = stream["id"]
    whole = tell(fresh(stream), events)
    data = encode(whole)
    truth = figures(whole)
    cuts = range(len(events) + 1)
    if len(cuts) > 120:
        cuts = sorted(order.sample(cuts, 120))
    half, done = fresh(stream), 0
    for cut in cuts:
        tell(half, events[done:cut])
        done = cut
        expect(encode(tell(decode(encode(half)), events[cut:])) == data, f"{name}: cut {cut}")
    expect(figures(decode(data)) == truth, f"{name}: figures of the decoded desk")
    expect(encode(reread(data, stream)) == data, f"{name}: as reader.py reads it")
    for count in (1, 2, 7, 64):
        shards = [fresh(stream) for _ in range(count)]
        places = {}
        for event in events:
            place = places.setdefault(entity(event), order.randrange(count))
            tell(shards[place], [event])
        together = merged(shards, order)
        expect(encode(together) == data, f"{name}: {count} shards")
    expect(figures(together) == truth, f"{name}: figures of the merged desk")
    a, b, c = (tell(fresh(stream), part) for part in
               (events[0::3], events[1::3], events[2::3]))
    expect(len({encode(merged([a, b, c], order)) for _ in range(4)}) == 1,
           f"{name}: any order of merging")
    expect(encode(merged([a, fresh(stream)], order)) == encode(a), f"{name}: nothing added")
    numbered = one_of_each_number(events)
    loose = [dict(event, seq=order.randrange(3)) for event in events if entity(event)[0] == "none"]
    given = encode(tell(fresh(stream), numbered + loose))
    again = numbered + order.sample(numbered, len(numbered) // 2) + loose
    order.shuffle(again)
    expect(encode(tell(fresh(stream), again)) == given, f"{name}: any order, repeated")
    if loose:
        twice = tell(fresh(stream), numbered + loose + loose[:1])
        expect(encode(twice) != given, f"{name}: an event of no entity twice")
    given = encode(tell(fresh(stream), numbered))
    batches = fresh(stream)
    at = 0
    while at < len(numbered):
        step = order.randrange(1, 9)
        try:
            batches.apply(numbered[at:at + step])
        except kefu.KefuError:
            pass
        at += step
    expect(encode(batches) == given, f"{name}: batches")


def corrections(stream, order):
    """Figures do not show that something was known late: events taken back,
    told anew, or left out of what is counted."""
    name = stream["id"]
    true = [event for event in one_of_each_number(stream["events"])
            if event["kind"] != "event.retract"]
    taken = [event for event in true
             if event.get("seq") and event["kind"] not in ("count", "cost")]
    taken = order.sample(taken, len(taken) // 3)
    kept = [event for event in true if event not in taken]
    # Customers come from events, also from those that are taken back.
    kept_bound = {entity(event) for event in kept if event.get("customer") is not None}
    taken = [event for event in taken if event.get("customer") is None or
             (entity(event) in kept_bound and all(
                 other["customer"] == event["customer"] for other in true
                 if entity(other) == entity(event) and other.get("customer") is not None))]
    kept = [event for event in true if event not in taken]
    retractions = [{"kind": "event.retract", "t": event["t"], "seq": event["seq"],
                    **named_by(event)} for event in taken]
    never = figures_late(tell(fresh(stream), kept))
    desk = tell(fresh(stream), true)
    figures_late(desk)  # asking changes nothing
    tell(desk, retractions)
    expect(figures_late(desk) == never, f"{name}: taken back")
    early = retractions + true
    order.shuffle(early)
    expect(encode(tell(fresh(stream), retractions + true)) == encode(desk) or
           not all(event.get("seq") for event in true), f"{name}: taken back before it came")
    anew = [dict(event, seq=event["seq"] + 1000000) for event in taken]
    tell(desk, anew)
    straight = figures_late(tell(fresh(stream), kept + anew))
    expect(figures_late(desk) == straight, f"{name}: told anew")
    sessions = sorted({str(event["session"]) for event in true if event.get("session") is not None})
    if sessions:
        excluded = [{"kind": "session.exclude", "t": LATE, "session": session, "seq": 2000000}
                    for session in order.sample(sessions, (len(sessions) + 1) // 2)]
        last = tell(tell(fresh(stream), true), excluded)
        first = tell(tell(fresh(stream), excluded), true)
        expect(figures_late(last) == figures_late(first), f"{name}: excluded")
        expect(figures_late(decode(encode(last))) == figures_late(first), f"{name}: excluded, reopened")


def named_by(event):
    """What a retraction of the event must name."""
    what, value = entity(event)[:2]
    if what == "customer":
        found = {"customer": value}
        if event.get("agent") is not None:
            found["agent"] = event["agent"]
        return found
    return {} if what == "shop" else {what: value}


def main():
    lines = subprocess.run([sys.executable, os.path.join(ROOT, "tests/model/streams.py"),
                            "--seed", str(arguments.seed), "--count", str(arguments.count),
                            "--family", "all"], check=True, capture_output=True, text=True).stdout
    order = random.Random(arguments.seed)
    for line in lines.splitlines():
        one(json.loads(line), order)
        corrections(json.loads(line), order)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
