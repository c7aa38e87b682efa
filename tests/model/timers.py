#!/usr/bin/env python3
"""Random tickets and what their timers must say, as vectors of the family sla.

The model knows no formula. It walks a ticket minute by minute, asks the wall
clock of each calendar (Python's zoneinfo) whether the house is open in that
minute, and counts. Everything it is asked about - events, targets, opening
hours, changes of the clock - lies on whole minutes. A due time is found by
walking on.

usage: timers.py [--seed N] [--count N]
"""

import argparse
import datetime
import json
import random
import sys
import zoneinfo

UTC = datetime.timezone.utc
ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu",
         "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
KINDS = ["first_reply", "next_reply", "periodic_update", "requester_wait", "agent_work",
         "first_resolution", "resolution"]
ENDED = ("solved", "closed")
AHEAD = 60 * 24 * 45  # how far a due time is looked for


class Calendar:
    """Open minutes of some weeks, counted once."""

    def __init__(self, source, first, last):
        self.first = first
        self.open = bytearray(last - first)
        zone = zoneinfo.ZoneInfo(source["tz"]) if source else None
        # The wall clock goes evenly within a quarter of an hour.
        for i in range(0, last - first, 15):
            if source is None or self.is_open(source, zone, (first + i) * 60):
                self.open[i:i + 15] = b"\1" * 15

    @staticmethod
    def is_open(source, zone, t):
        local = datetime.datetime.fromtimestamp(t, zone)
        if str(local.date()) in source["holidays"]:
            return False
        clock = f"{local.hour:02}:{local.minute:02}"
        return any(a <= clock < b for a, b in source["weekly"].get(DAYS[local.weekday()], []))

    def __getitem__(self, minute):
        return self.open[minute - self.first]


def text(minute):
    return datetime.datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- what happened, as lists of stretches ----

def runs_in(timer):
    """The statuses in which a timer runs."""
    live = {"requester_wait": {"new", "open", "hold"}, "agent_work": {"new", "open"}}.get(
        timer["metric"], {"new", "open", "pending", "hold"})
    resolutions = ("resolution", "first_resolution")
    pause = timer.get("pause", ["pending", "hold"] if timer["metric"] in resolutions else [])
    return live - set(pause)


def cycles_of(timer, events):
    """[(index of the event that starts, index of the one that stops or None)].
    A resolution and its like are one cycle; what stops them is found later."""
    kind = timer["metric"]
    initial = timer.get("include_initial", False)
    by_end = timer.get("stop_on_solve", True)
    status, replied, start, out = "", False, None, []
    if kind in ("requester_wait", "agent_work", "resolution"):
        return [(0, None)]
    for i, event in enumerate(events):
        what, before = event["type"], status
        if what in ("created", "status"):
            status = event.get("status", "new") if what == "created" else event["to"]
        ends = status in ENDED and status != before
        if kind == "first_resolution":
            if ends:
                return [(0, i)]
            continue
        if what == "created" and (kind == "first_reply" or initial):
            start = i
        if what == "agent_reply":
            if start is not None:
                out.append((start, i))
                start = None
                if kind == "first_reply":
                    return out
            replied = True
            if kind == "periodic_update" and not (by_end and status in ENDED):
                start = i
        if start is None and (replied or initial):
            if kind == "next_reply" and what == "customer_reply":
                start = i
            if kind == "periodic_update" and before in ENDED and status not in ENDED:
                start = i
        if start is not None and ends and by_end:
            out.append((start, i))
            start = None
            if kind == "first_reply":
                return out
    if kind == "first_resolution":
        return [(0, None)]
    return out + ([(start, None)] if start is not None else [])


class Cycle:
    """One walk, a minute at a time."""

    def __init__(self, timer, events, minutes, calendars, start, stop, now):
        self.timer, self.calendars, self.now = timer, calendars, now
        self.events, self.minutes = events, minutes
        self.goes_on = timer["metric"] in ("requester_wait", "agent_work", "resolution")
        self.running_in = runs_in(timer)
        self.start, self.stop = start, stop
        self.elapsed = 0
        self.breached_at = self.stopped_at = self.used_at = None
        # the terms and the status at the start
        self.target, self.calendar = timer["target"] // 60, timer["calendar"]
        self.status = ""
        for i in range(start + 1):
            self.target, self.calendar, self.status = self.after(
                i, self.target, self.calendar, self.status)
        if timer.get("calendar_change") == "retroactive":
            self.fixed = self.last_calendar()
        else:
            self.fixed = None

    def after(self, i, target, calendar, status):
        event = self.events[i]
        if event["type"] == "created":
            status = event.get("status", "new")
        elif event["type"] == "status":
            status = event["to"]
        elif event["type"] == "calendar":
            calendar = event["to"]
        elif event["type"] == "target":
            if event.get("metric", self.timer["metric"]) == self.timer["metric"]:
                target = event["to"] // 60
        return target, calendar, status

    def last_calendar(self):
        calendar, status, known = self.calendar, self.status, self.calendar
        last = self.stop if self.stop is not None else len(self.events) - 1
        for i in range(self.start + 1, last + 1):
            stopped = self.goes_on and status in ENDED
            _, known, status = self.after(i, 0, known, status)
            if not (stopped and status in ENDED):
                calendar = known
        return calendar

    def note(self, minute):
        """Where the target is used up, and where it is exceeded from."""
        if self.elapsed >= self.target and self.used_at is None:
            self.used_at = minute
        if self.elapsed < self.target:
            self.used_at = None

    def walk(self):
        minute = self.minutes[self.start]
        target, calendar = self.target, self.calendar
        if self.goes_on and self.status in ENDED:
            self.stopped_at = minute
        self.note(minute)
        i = self.start + 1
        while True:
            while i < len(self.events) and self.minutes[i] == minute:
                target, calendar, status = self.after(i, target, calendar, self.status)
                was_stopped = self.stopped_at is not None
                if self.goes_on and status not in ENDED:
                    self.stopped_at = None
                if not (was_stopped and status in ENDED):
                    if target != self.target:
                        self.target, self.used_at = target, None
                        if self.elapsed > target and self.breached_at is None:
                            self.breached_at = minute
                        self.note(minute)
                    self.calendar = calendar
                    if status in ENDED and self.goes_on and not was_stopped:
                        self.stopped_at = minute
                self.status = status
                if i == self.stop:
                    self.stopped_at = minute
                    return
                i += 1
            if minute >= self.now:
                return
            self.step(minute)
            minute += 1

    def step(self, minute):
        if self.stopped_at is not None or self.status not in self.running_in:
            return
        if not self.calendars[self.fixed or self.calendar][minute]:
            return
        if self.elapsed == self.target and self.breached_at is None:
            self.breached_at = minute
        self.elapsed += 1
        self.note(minute + 1)

    def expectation(self):
        self.walk()
        out = {"metric": self.timer["metric"], "start": text(self.minutes[self.start]),
               "elapsed": 60 * self.elapsed, "target": 60 * self.target,
               "breached_at": None if self.breached_at is None else text(self.breached_at)}
        over = self.elapsed > self.target
        if self.stopped_at is not None:
            out.update(state="breached" if over else "met", stopped_at=text(self.stopped_at),
                       overrun=60 * max(0, self.elapsed - self.target))
            return out
        out["remaining"] = 60 * (self.target - self.elapsed)
        out["state"] = ("breached" if over else
                        "running" if self.status in self.running_in else "paused")
        if out["state"] == "running":
            calendar = self.calendars[self.fixed or self.calendar]
            minute, elapsed, due = self.now, self.elapsed, self.used_at
            while elapsed < self.target or not calendar[minute]:
                elapsed += calendar[minute]
                minute += 1
                if elapsed == self.target and due is None:
                    due = minute
            out.update(due=text(due), breach_at=text(minute))
        return out


# ---- random tickets ----

def draw_calendar(draw, days):
    weekly = {}
    for day in DAYS[:draw.choice([5, 5, 6, 7])]:
        a, b = sorted(draw.sample(range(0, 25), 2))
        weekly[day] = [[f"{a:02}:00", f"{b:02}:00"]]
        if b - a > 5 and draw.random() < 0.4:
            weekly[day] = [[f"{a:02}:00", f"{a + 2:02}:30"], [f"{a + 3:02}:15", f"{b:02}:00"]]
    return {"tz": draw.choice(ZONES), "weekly": weekly,
            "holidays": sorted({draw.choice(days) for _ in range(draw.choice([0, 0, 1, 2]))})}


def draw_ticket(draw, number):
    # around changes of the clock, or anywhere
    base = draw.choice([datetime.date(2024, 3, 8), datetime.date(2024, 11, 1),
                        datetime.date(2023, 4, 26), datetime.date(2024, 4, 4),
                        datetime.date(2018, 2, 15), datetime.date(2025, 6, 1)])
    first = int(datetime.datetime(base.year, base.month, base.day, tzinfo=UTC).timestamp()) // 60
    days = [str(base + datetime.timedelta(days=d)) for d in range(8)]
    names = ["one", "two", "all"]
    sources = {"one": draw_calendar(draw, days), "two": draw_calendar(draw, days), "all": None}
    calendars = {name: Calendar(source, first, first + 60 * 24 * 10 + AHEAD)
                 for name, source in sources.items()}

    timers = []
    for kind in draw.sample(KINDS, draw.randint(1, 4)):
        timer = {"metric": kind, "calendar": draw.choice(names),
                 "target": 60 * draw.choice([30, 60, 90, 120, 240, 480, 600, 1440])}
        if draw.random() < 0.5:
            timer["pause"] = draw.sample(["pending", "hold"], draw.randint(0, 2))
        if kind in ("next_reply", "periodic_update") and draw.random() < 0.4:
            timer["include_initial"] = True
        if KINDS.index(kind) < 3 and draw.random() < 0.3:
            timer["stop_on_solve"] = False
        if draw.random() < 0.3:
            timer["calendar_change"] = "retroactive"
        timers.append(timer)

    minute = first + draw.randint(0, 60 * 24 * 2)
    status = draw.choice(["new", "new", "open", "pending", "hold"])
    events = [{"t": minute, "type": "created"}]
    if status != "new":
        events[0]["status"] = status
    for _ in range(draw.randint(0, 14)):
        minute += draw.choice([0, 1, 15, 30, 60, 60, 120, 240, 480, 900])
        what = draw.choices(["agent_reply", "customer_reply", "note", "status", "calendar", "target"],
                            [4, 4, 1, 6, 1, 1])[0]
        event = {"t": minute, "type": what}
        if what == "status":
            # From closed back to solved is no step of a ticket.
            choices = [s for s in ("open", "pending", "hold", "solved", "closed")
                       if s != status and not (s == "solved" and status == "closed")]
            status = event["to"] = draw.choice(choices)
        elif what == "customer_reply" and status in ENDED:
            events.append(event)
            status = draw.choice(["open", "pending", "hold"])
            event = {"t": minute, "type": "status", "to": status}
        elif what == "calendar":
            event["to"] = draw.choice(names)
        elif what == "target":
            event["to"] = 60 * draw.choice([30, 60, 180, 600])
            if draw.random() < 0.5:
                event["metric"] = draw.choice(KINDS)
        events.append(event)
    now = min(minute + draw.choice([0, 0, 1, 60, 600, 1440]) - draw.choice([0, 0, 0, 90]),
              first + 60 * 24 * 9)
    now = max(now, events[0]["t"])

    happened = [event for event in events if event["t"] <= now]
    minutes = [event["t"] for event in happened]
    expect = []
    for timer in timers:
        for start, stop in cycles_of(timer, happened):
            expect.append(Cycle(timer, happened, minutes, calendars, start, stop,
                                now).expectation())
    return {"id": f"timers-{number}", "source": "tests/model/timers.py", "calendars": sources,
            "timers": timers, "events": [dict(event, t=text(event["t"])) for event in events],
            "now": text(now), "expect": expect, "note": ""}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    for number in range(options.count):
        draw = random.Random(f"{options.seed}-{number}")
        ticket = None
        while ticket is None:
            try:
                ticket = draw_ticket(draw, f"{options.seed}-{number}")
            except IndexError:  # a calendar that hardly opens: no due time in sight
                continue
        print(json.dumps(ticket, separators=(",", ":")))


if __name__ == "__main__":
    sys.exit(main())
