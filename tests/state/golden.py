#!/usr/bin/env python3
"""Files of format version 1, which every build reads:

    tests/state/golden.py LIBRARY [--add]

Each tests/state/golden/NAME.kefu is decoded, says what NAME.json has of it, and
encodes to the very same bytes. With --add makes the files that are not there;
never changes one. Ends with "N passed, N failed"."""

import argparse
import ctypes
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GOLDEN = os.path.join(HERE, "golden")
parser = argparse.ArgumentParser()
parser.add_argument("library")
parser.add_argument("--add", action="store_true")
arguments = parser.parse_args()
os.environ["KEFU_LIBRARY"] = os.path.abspath(arguments.library)
sys.path[:0] = [os.path.join(ROOT, "bindings/python"), HERE]
import kefu  # noqa: E402
import reader  # noqa: E402

library = kefu.library
HOUR = 3600000
DAY = 24 * HOUR
START = 1700000000000 // DAY * DAY
METRICS = ("session_count", "first_response_time", "csat_mean", "refund_rate", "attributed_sales",
           "contact_count", "online_time", "training_count")
ACCUMULATORS = {"rate": kefu.Rate, "csat": kefu.Csat, "nps": kefu.Nps, "duration": kefu.Duration,
                "amount": kefu.Amount, "level": kefu.Level, "distinct": kefu.Distinct}
READINGS = {"rate": "value", "csat": "mean", "nps": "score", "duration": "mean", "amount": "mean",
            "distinct": "count"}


def check(status):
    if status != 0:
        raise kefu.KefuError(status)


def schedule(zone):
    hours, made = ctypes.POINTER(kefu.kefu_hours)(), ctypes.POINTER(kefu.kefu_schedule)()
    check(library.kefu_hours_new(None, ctypes.byref(hours)))
    check(library.kefu_hours_weekly(hours, kefu.KEFU_MONDAY, kefu.KEFU_FRIDAY, 32400, 64800))
    check(library.kefu_hours_holiday(hours, START // DAY + 40))
    check(library.kefu_hours_special(hours, START // DAY + 41, 36000, 50000))
    check(library.kefu_schedule_new(None, hours, zone._pointer, ctypes.byref(made)))
    library.kefu_hours_free(hours)
    return made


def with_targets(desk, zone):
    made = schedule(zone)
    check(library.kefu_desk_schedule(desk._pointer, desk.intern("office"), made))
    for kind, priority in ((kefu.KEFU_SLA_FIRST_REPLY, 0), (kefu.KEFU_SLA_NEXT_REPLY, 1)):
        target = kefu.kefu_target()
        target.size = ctypes.sizeof(target)
        target.kind, target.name, target.ms = kind, desk.intern(f"gold{kind}"), 300000 * (priority + 1)
        target.priority = priority
        target.schedule = made
        check(library.kefu_desk_target(desk._pointer, ctypes.byref(target)))
    library.kefu_schedule_free(made)


def with_definition(desk, name, metric, knobs, from_day, to_day):
    made = ctypes.POINTER(kefu.kefu_definition)()
    check(library.kefu_definition_new(None, metric.encode(), len(metric), ctypes.byref(made)))
    for knob, value in knobs.items():
        check(library.kefu_definition_set(made, knob.encode(), len(knob), value.encode(), len(value)))
    check(library.kefu_desk_define(desk._pointer, name.encode(), len(name), made, from_day, to_day))
    library.kefu_definition_free(made)


def every_field(desk):
    """Each kind of event with every field that it can have, by numbers and by
    texts."""
    values = {"session": 5, "customer": "顾客", "agent": 7, "team": "north", "order": "o1",
              "item": 9, "refund": 11, "to": "else", "to_team": 13, "channel": "web", "topic": 15,
              "complaint": "c1", "name": "reason", "value": 3, "min": 1, "max": 5, "amount": 1250,
              "currency": "CNY", "units": 2, "postage": 300, "type": 1, "phase": 2, "initiator": 1,
              "from": 1, "mode": 1, "class": 2, "private": True, "survey": 1, "priority": 1,
              "liable": 6, "correct": True}
    index = 0
    while (kind := library.kefu_event_kind_at(index)) != 0:
        index += 1
        if kind == kefu.KEFU_EVENT_RETRACT:
            continue
        for left_out in ((), ("session",), ("session", "order"), ("session", "customer", "refund"),
                         ("agent", "team", "currency")):
            fields = {name: value for name, value in values.items() if name not in left_out}
            fields.update(t=START + index * HOUR + len(left_out), kind=kind)
            if index % 2:
                fields["seq"] = index * 10 + len(left_out)
            # as much of it as the kind takes
            for name in list(fields) + [None]:
                if desk.apply([fields]) == 0:
                    break
                if name in ("private", "amount", "correct", "initiator", "liable", "type"):
                    fields.pop(name)
    desk.apply([{"t": START + DAY, "kind": "message", "session": 5, "from": "agent", "agent": 7,
                 "private": True, "mode": "quick", "class": "notice", "team": "north"}])
    desk.apply([{"t": START + 2 * DAY, "kind": "event.retract", "session": 5, "seq": 10}])


def unsealed():
    zone = kefu.Zone.posix("CET-1CEST,M3.5.0,M10.5.0/3")
    desk = kefu.Desk(zone=zone, session_gap_ms=2 * HOUR, currency="CNY")
    desk.use("default")
    desk.roster(7, "north")
    desk.roster("else", 13, START)
    every_field(desk)
    return desk


def sealed():
    zone = kefu.Zone.fixed(8 * 3600)
    desk = kefu.Desk(zone=zone, session_gap_ms=2 * HOUR, currency="EUR")
    desk.keep(retention_ms=DAY, idle_end_ms=3 * DAY, keep_days=4)
    for name in METRICS:
        desk.use(name)
    desk.use("taobao")
    with_targets(desk, zone)
    with_definition(desk, "mine", "reply_within_rate",
                    {"limit_s": "90", "unit": "customer_day", "hours": "08:00-23:00 CST-8"},
                    kefu.KEFU_DAY_ANY, START // DAY + 9)
    with_definition(desk, "mine", "reply_within_rate", {"limit_s": "60"}, START // DAY + 10,
                    kefu.KEFU_DAY_ANY)
    desk.roster("ann", "north")
    for day in range(20):
        t = START + day * DAY
        session = day + 1 if day % 2 else f"s{day}"
        desk.apply([
            {"t": t, "kind": "agent.online", "agent": "ann"},
            {"t": t, "kind": "session.open", "session": session, "customer": f"c{day % 4}",
             "channel": "web", "topic": 4},
            {"t": t + 5, "kind": "message", "session": session, "from": "customer"},
            {"t": t + 5000 * (day + 1), "kind": "message", "session": session, "from": "agent",
             "agent": "ann" if day % 3 else 8},
            {"t": t + HOUR, "kind": "session.resolve", "session": session, "agent": "ann"},
            {"t": t + 2 * HOUR, "kind": "survey.answer", "session": session, "survey": "csat",
             "value": 1 + day % 5, "min": 1, "max": 5},
            {"t": t + 3 * HOUR, "kind": "order.pay", "order": day + 70, "customer": f"c{day % 4}",
             "amount": 1000 + day, "currency": "CNY" if day % 5 else None},
            {"t": t + 4 * HOUR, "kind": "message", "customer": f"c{day % 4}", "agent": "ann",
             "from": "customer"},
            {"t": t + 5 * HOUR, "kind": "agent.offline", "agent": "ann"},
            {"t": t + 5 * HOUR, "kind": "agent.training", "agent": "ann"},
        ])
        if day % 4 == 3:
            desk.apply([{"t": t + 6 * HOUR, "kind": "refund.complete", "refund": f"r{day}",
                         "order": day + 70, "amount": 500}])
        desk.advance(t)
    return desk


def accumulator(kind):
    made = ACCUMULATORS[kind]("CNY") if kind == "amount" else ACCUMULATORS[kind]()
    columns = {"rate": lambda i: (i % 3 == 0,), "csat": lambda i: (1 + i % 5,),
               "nps": lambda i: (i % 11,), "duration": lambda i: (i * i * 37,),
               "amount": lambda i: (i * 100 - 700, 1 + i % 3), "level": lambda i: (1000 * i, 1 - 2 * (i % 2)),
               "distinct": lambda i: (i * 7919,)}[kind]
    for i in range(100):
        made.add(*columns(i))
    return made


def said(name, data):
    """What a file says, as JSON has it."""
    if name in ACCUMULATORS:
        if name not in READINGS:
            return {"bytes": len(data)}
        reading = getattr(ACCUMULATORS[name].decode(data), READINGS[name])
        value = reading()
        return {READINGS[name]: [value.state, value.num, value.den, value.count]}
    desk = kefu.Desk.decode(data)
    rows = {}
    for by in ([], ["day"], ["agent", "channel"]):
        columns = [c for c in METRICS if c in desk.definitions()]
        for row in desk.report(columns=columns, by=by):
            key = " ".join([*by, *(str(row[b]) for b in by)])
            rows[key] = {c: [row[c].state, row[c].num, row[c].den] for c in columns}
    return {"events": list(reader.events(data)), "mark": desk.mark(), "figures": rows}


def encoded(name):
    if name in ACCUMULATORS:
        return accumulator(name).encode()
    return {"unsealed": unsealed, "sealed": sealed}[name]().encode()


def main():
    passed = failed = 0
    for name in (*ACCUMULATORS, "unsealed", "sealed"):
        path = os.path.join(GOLDEN, name)
        if arguments.add and not os.path.exists(path + ".kefu"):
            data = encoded(name)
            with open(path + ".kefu", "xb") as file:
                file.write(data)
            with open(path + ".json", "x", encoding="utf-8") as file:
                json.dump(said(name, data), file, ensure_ascii=False, indent=0, sort_keys=True)
                file.write("\n")
    for file in sorted(os.listdir(GOLDEN)):
        name, kind = os.path.splitext(file)
        if kind != ".kefu":
            continue
        with open(os.path.join(GOLDEN, file), "rb") as opened:
            data = opened.read()
        with open(os.path.join(GOLDEN, name + ".json"), encoding="utf-8") as opened:
            expected = json.load(opened)
        made = ACCUMULATORS[name] if name in ACCUMULATORS else kefu.Desk
        for what, good in (("bytes", made.decode(data).encode() == data),
                           ("contents", json.loads(json.dumps(said(name, data))) == expected)):
            passed += good
            failed += not good
            if not good:
                print(f"FAILED: {name}: other {what}")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
