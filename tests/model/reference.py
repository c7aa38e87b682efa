#!/usr/bin/env python3
"""Reference model of the desk: slow, obvious, written from the documents alone.

	python3 tests/model/reference.py [--only PATTERN] [--show] FILE...

reads conformance vectors, one JSON object a line, and compares what the model
computes with what they expect.  `evaluate(vector)` gives the expect object.
"""

import argparse
import collections
import json
import math
import re
import sys
import time
import traceback

import reference_figure as figure
from reference_history import History
from reference_trade import Trade


def evaluate(vector):
	"""Everything the model can say about a vector's query."""
	history = History(vector)
	model = Trade(history, vector["define"], vector.get("query", {}))
	readings, make = getattr(model, "measure_" + vector["define"]["measure"])()
	readings = [r for r in readings if r.t is None or model.in_days(r.t)]
	model.round_up(readings)
	model.ripen(readings)
	model.every = readings
	by = model.q.get("by") or []
	if not by:
		return make(model, readings, None)
	groups = collections.OrderedDict()
	for r in readings:
		for name in figure.group_names(model, r):
			groups.setdefault(name, []).append(r)
	out = {}
	for name in sorted(groups):
		agent = name.split("|")[by.index("agent")] if "agent" in by else None
		out[name] = make(model, groups[name], agent)
	return out


def near(a, b, tolerance):
	return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-9)


def differs(expect, got):
	"""The first difference, or None."""
	for key, value in expect.items():
		if key not in got:
			return "%s missing" % key
		mine = got[key]
		if isinstance(value, (str, dict)) or value is None or key in ("num", "den", "count"):
			if mine != value:
				return "%s: expected %r, got %r" % (key, value, mine)
		elif isinstance(value, list):
			if len(value) != len(mine) or not all(near(a, b, 1e-9) for a, b in zip(value, mine)):
				return "%s: expected %r, got %r" % (key, value, mine)
		elif not near(value, mine, 1e-9):
			return "%s: expected %r, got %r" % (key, value, mine)
	return None


def check(vector):
	expect = vector["expect"]
	got = evaluate(vector)
	if not vector.get("query", {}).get("by"):
		return differs(expect, got), got
	if set(expect) != set(got):
		return "groups: expected %s, got %s" % (sorted(expect), sorted(got)), got
	for name in expect:
		why = differs(expect[name], got[name])
		if why:
			return "%s: %s" % (name, why), got
	return None, got


def main():
	parser = argparse.ArgumentParser(description="check conformance vectors against the reference model")
	parser.add_argument("--only", default="", help="regular expression on id or measure")
	parser.add_argument("--show", action="store_true", help="print what the model computed")
	parser.add_argument("files", nargs="+")
	args = parser.parse_args()
	passed = failed = 0
	began = time.time()
	for path in args.files:
		for line in open(path, encoding="utf-8"):
			vector = json.loads(line)
			if not re.search(args.only, vector["id"]) and vector["define"]["measure"] != args.only:
				continue
			try:
				why, got = check(vector)
			except Exception as error:
				why, got = "%s: %s" % (type(error).__name__, error), None
				if args.show:
					traceback.print_exc()
			if why is None:
				passed += 1
			else:
				failed += 1
				print("%s %s %s" % (vector["id"], json.dumps(vector["define"]), why))
			if args.show:
				print(json.dumps(got))
	print("%d passed, %d failed, 0 skipped (%.1f s)" % (passed, failed, time.time() - began))
	return 1 if failed else 0


if __name__ == "__main__":
	sys.exit(main())
