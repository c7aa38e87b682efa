#!/usr/bin/env python3
"""Compares backlog.mean and backlog.max with a count of what waited.

Random streams go into a desk through the Python binding; the model folds them
itself, walks every quarter of an hour and every instant at which a session
changed, counts at each who waited, and adds up.

usage: compare_backlog.py LIBKEFU.SO [--rounds N] [--seed N]
"""

import argparse
import datetime
import os
import pathlib
import random
import sys
import zoneinfo

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "bindings/python")]

QUARTER = 15 * 60 * 1000
BY = [(), ("agent",), ("channel",), ("topic", "phase"), ("day",), ("agent", "day"), ("hour",), ("week",), ("month",),
	("channel", "hour")]


def label(zone, t, by):
	local = datetime.datetime.fromtimestamp(t // 1000, zone)
	if by == "hour":
		return local.strftime("%Y-%m-%dT%H")
	if by == "week":
		local -= datetime.timedelta(days=local.weekday())
	if by == "month":
		return local.strftime("%Y-%m")
	return local.date().isoformat()


def at(entries, t):
	"""The last of (t, …, what) not after an instant."""
	last = None
	for entry in entries:
		if entry[0] <= t:
			last = entry[-1]
	return last


def groups_of(session, zone, t, by):
	"""The group of a session that waits at an instant, or None."""
	if t < session.open_t or at(session.states, t) in ("resolved", "closed", "abandoned"):
		return None
	names = {"agent": at(session.owners, t), "channel": session.channel, "topic": session.topic, "phase": session.phase}
	return tuple(label(zone, t, b) if b in ("hour", "day", "week", "month") else names[b] or "" for b in by)


def model_of(history, zone, by, first, last):
	"""{group: [session-ms, most]} and {time: ms}, walked instant by instant."""
	sessions = history.live
	inside = lambda t: (first is None or label(zone, t, "day") >= first) and (last is None or label(zone, t, "day") <= last)
	opened = min((s.open_t for s in sessions), default=None)
	start = opened if first is None else min([history.as_of] + [t for t, e in history.instants])
	if start is None:
		return {}, {}
	start -= 3 * 96 * QUARTER if first is not None else 0
	points = {history.as_of} | {start}
	points |= set(range(start - start % QUARTER, history.as_of, QUARTER))
	for s in sessions:
		points |= {entry[0] for entry in s.states} | {entry[0] for entry in s.owners}
	points = sorted(p for p in points if start <= p <= history.as_of)
	found, times = {}, {}
	for t, after in zip(points, points[1:]):
		if not inside(t):
			continue
		bucket = next((label(zone, t, b) for b in by if b in ("hour", "day", "week", "month")), "")
		times[bucket] = times.get(bucket, 0) + after - t
		counts = {}
		for s in sessions:
			group = groups_of(s, zone, t, by)
			if group is not None:
				counts[group] = counts.get(group, 0) + 1
		for group, count in counts.items():
			entry = found.setdefault(group, [0, 0])
			entry[0] += count * (after - t)
			entry[1] = max(entry[1], count)
	return found, times


def library_of(kefu, vector, by, first, last, as_of):
	gap = vector["desk"].get("session_gap_s")
	with open("/usr/share/zoneinfo/" + vector["desk"]["tz"], "rb") as file:
		zone = kefu.Zone.tzif(file.read())
	desk = kefu.Desk(zone=zone, session_gap_ms=gap * 1000 if gap else 0).use("backlog")
	desk.apply(vector["events"])
	report = desk.report(columns=("backlog.mean", "backlog.max", "backlog"), by=by, from_day=first, to_day=last, as_of=as_of)
	return {tuple(row[b] for b in by): (row["backlog.mean"], row["backlog.max"]) for row in report}


def main():
	parser = argparse.ArgumentParser(description="compare backlog over time with a slow count")
	parser.add_argument("library")
	parser.add_argument("--rounds", type=int, default=200)
	parser.add_argument("--seed", type=int, default=1)
	args = parser.parse_args()
	os.environ["KEFU_LIBRARY"] = args.library
	import kefu
	import streams
	from reference_history import History

	checked = failed = 0
	for number in range(args.rounds):
		rng = random.Random("backlog-%d-%d" % (args.seed, number))
		vector = streams.vector_of(rng, rng.choice(streams.SESSION_MEASURES), "backlog-%d-%d" % (args.seed, number))
		if vector is None:
			continue
		zone = zoneinfo.ZoneInfo(vector["desk"]["tz"])
		history = History(vector)
		history.instants = [(e["at"], e) for e in history.events]
		days = sorted({label(zone, t, "day") for t, e in history.instants})
		first = rng.choice([None] + days)
		last = rng.choice([None] + [d for d in days if first is None or d >= first])
		by = rng.choice(BY)
		model, times = model_of(history, zone, by, first, last)
		if first is not None:
			begin = datetime.datetime.fromisoformat(first).replace(tzinfo=zone)
			if begin.timestamp() * 1000 < min(t for t, e in history.instants) - 2 * 96 * QUARTER:
				continue
		got = library_of(kefu, vector, by, first, last, history.as_of)
		if not by and not model:
			model = {(): [0, 0]}
		wrong = sorted(set(model) - set(got)) + [group for group in got if group not in model and got[group][1].num != 0]
		for group in model:
			if group not in got:
				continue
			bucket = next((group[by.index(b)] for b in by if b in ("hour", "day", "week", "month")), "")
			mean, peak = got[group]
			if (mean.num, mean.den, peak.num) != (model[group][0], times.get(bucket, 0), model[group][1]):
				wrong.append((group, (mean.num, mean.den, peak.num), model[group], times.get(bucket, 0)))
		checked += len(model)
		if wrong:
			failed += 1
			print("%s by %s from %s to %s: %s" % (vector["id"], by, first, last, wrong[:3]))
	print("%d figures of %d streams, %d streams differ" % (checked, args.rounds, failed))
	return 1 if failed or not checked else 0


if __name__ == "__main__":
	sys.exit(main())
