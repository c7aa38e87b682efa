#!/usr/bin/env python3
"""Compares the library's schedules with a stepper that knows nothing clever.

The stepper walks a few weeks in steps of five minutes of the wall clock (and
to each change of offset), asks Python's zoneinfo for the local date and time,
looks whether the plan is open then, and notes the open stretches.  Questions
about those weeks are answered by going through the stretches one by one.
Plans are random: several intervals a day, nights, 24:00, holidays, special
hours, breaks, both overnight policies, mostly right where the clock changes.

usage: compare_schedules.py LIBKEFU.SO [--plans N] [--all-zones N] [--seed N]

--plans is the number of plans for each awkward zone, --all-zones for each
zone of the system's database.
"""

import argparse
import ctypes
import io
import os
import random
import sys
import zoneinfo

import compare_zones

int64, int32, pointer = ctypes.c_int64, ctypes.c_int32, ctypes.c_void_p
DAY = 86400
STEP = 300
NEVER = -33
RANGE = -4

AWKWARD = [
	"Australia/Lord_Howe",   # thirty minutes
	"America/Sao_Paulo",     # at midnight
	"America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Asuncion", "America/Santiago",
	"Pacific/Apia", "Pacific/Kwajalein", "Asia/Manila", "Pacific/Kiritimati",  # a date left out
	"America/Juneau",        # a date twice
	"Asia/Shanghai",         # daylight saving until 1991
	"Africa/Monrovia", "Europe/Amsterdam", "Asia/Kathmandu",  # offsets of odd seconds
	"America/St_Johns",      # one minute past midnight
	"Antarctica/Troll",      # two hours
	"Africa/Casablanca",     # backwards in Ramadan
	"Europe/Dublin",         # winter is the exception
	"Asia/Gaza", "America/Nuuk", "Asia/Tehran", "America/Caracas", "Asia/Pyongyang",
	"Pacific/Chatham", "Europe/London", "America/New_York", "Europe/Istanbul",
	"America/Scoresbysund", "Antarctica/Casey", "Asia/Kolkata", "UTC",
]


def library(path):
	lib = compare_zones.library(path)
	out64, out32 = ctypes.POINTER(int64), ctypes.POINTER(int32)
	arguments = {
		"hours_new": [pointer, ctypes.POINTER(pointer)], "hours_free": [pointer],
		"hours_weekly": [pointer, int32, int32, int32, int32],
		"hours_holiday": [pointer, int32], "hours_special": [pointer, int32, int32, int32],
		"hours_break": [pointer, int32, int32, int32], "hours_overnight": [pointer, int32],
		"schedule_new": [pointer, pointer, pointer, ctypes.POINTER(pointer)],
		"schedule_free": [pointer],
		"schedule_open_at": [pointer, int64, out32],
		"schedule_between": [pointer, int64, int64, out64],
		"schedule_add": [pointer, int64, int64, int32, out64],
		"schedule_subtract": [pointer, int64, int64, int32, out64],
		"schedule_next_open": [pointer, int64, out64],
		"schedule_next_close": [pointer, int64, out64],
		"schedule_clock": [pointer, pointer, int64, out64],
	}
	for name, types in arguments.items():
		function = getattr(lib, "kefu_" + name)
		function.argtypes = types
		function.restype = None if name.endswith("_free") else int32
	return lib


class Plan:
	"""Intervals are (start, end) in seconds, end beyond 86400 after midnight."""

	def __init__(self, generator, day):
		self.weekly = {weekday: [] for weekday in range(7)}
		self.special, self.breaks, self.holidays = {}, {}, set()
		self.owner = generator.random() < 0.4
		kind = generator.random()
		if kind < 0.1:
			self.weekly = {weekday: [(0, DAY)] for weekday in range(7)}
		elif kind < 0.9:
			for weekday in range(7):
				for _ in range(generator.choice((0, 1, 1, 1, 2, 3))):
					self.weekly[weekday].append(self.interval(generator))
		for _ in range(generator.choice((0, 0, 1, 3))):
			self.holidays.add(day + generator.randrange(-6, 7))
		for _ in range(generator.choice((0, 1, 2, 4))):
			date = day + generator.randrange(-6, 7)
			taken = self.special.setdefault(date, [])
			start, end = self.interval(generator)
			if all(end <= a or b <= start for a, b in taken):
				taken.append((start, end))
		for _ in range(generator.choice((0, 0, 1, 3))):
			self.breaks.setdefault(day + generator.randrange(-6, 7), []).append(self.interval(generator))
		if generator.random() < 0.2:  # far from the weeks looked at
			self.holidays.add(day + generator.choice((-4000, 4000, 90000)))

	@staticmethod
	def interval(generator):
		edges = [0, 0, DAY, 3600, 5400, 7200, 1800, 9 * 3600, 17 * 3600, 22 * 3600, 6 * 3600]
		while True:
			start = generator.choice(edges + [STEP * generator.randrange(288)] * 6)
			end = generator.choice(edges + [STEP * generator.randrange(289)] * 6)
			if start < DAY and start != end:
				return (start, end) if end > start else (start, end + DAY)

	def begun(self, day):
		if day in self.holidays:
			return []
		return self.special.get(day, self.weekly[(day + 3) % 7])

	def open(self, day, second):
		if any(a <= second < b for a, b in self.breaks.get(day, [])):
			return False
		if any(a <= second + DAY < b for a, b in self.breaks.get(day - 1, [])):
			return False
		if self.owner:
			today, before = self.begun(day), self.begun(day - 1)
		elif day in self.holidays:
			return False
		elif day in self.special:
			today, before = self.special[day], []
		else:
			today, before = self.weekly[(day + 3) % 7], self.weekly[(day + 2) % 7]
		return any(a <= second < b for a, b in today) or any(a <= second + DAY < b for a, b in before)

	def compile(self, lib, zone):
		hours, schedule = pointer(), pointer()

		def must(status):
			if status != 0:
				raise ValueError("status %d" % status)

		def clock(interval):
			return interval[0], interval[1] if interval[1] <= DAY else interval[1] - DAY

		must(lib.kefu_hours_new(None, ctypes.byref(hours)))
		for weekday, intervals in self.weekly.items():
			for interval in intervals:
				must(lib.kefu_hours_weekly(hours, weekday, weekday, *clock(interval)))
		for date in self.holidays:
			must(lib.kefu_hours_holiday(hours, date))
		for date, intervals in self.special.items():
			for interval in intervals:
				must(lib.kefu_hours_special(hours, date, *clock(interval)))
		for date, intervals in self.breaks.items():
			for interval in intervals:
				must(lib.kefu_hours_break(hours, date, *clock(interval)))
		must(lib.kefu_hours_overnight(hours, 1 if self.owner else 0))
		must(lib.kefu_schedule_new(None, hours, zone.pointer, ctypes.byref(schedule)))
		lib.kefu_hours_free(hours)
		return schedule


class Stepper:
	def __init__(self, plan, theirs, first, last):
		"""The open stretches of [first, last), in seconds."""
		self.first, self.last = first, last
		self.stretches = []
		at = first
		local = compare_zones.python_local(theirs, at)
		while at < last:
			second = (local.hour * 60 + local.minute) * 60 + local.second
			step = min(at + STEP - second % STEP, last)
			there = compare_zones.python_local(theirs, step)
			if there.utcoffset() != local.utcoffset():
				low, high = at, step
				while high - low > 1:
					middle = (low + high) // 2
					if compare_zones.python_local(theirs, middle).utcoffset() == local.utcoffset():
						low = middle
					else:
						high = middle
				step, there = high, compare_zones.python_local(theirs, high)
			if plan.open(local.toordinal() - 719163, second):
				if self.stretches and self.stretches[-1][1] == at * 1000:
					self.stretches[-1][1] = step * 1000
				else:
					self.stretches.append([at * 1000, step * 1000])
			at, local = step, there

	def is_open(self, t):
		return any(a <= t < b for a, b in self.stretches)

	def between(self, a, b):
		if b < a:
			return -self.between(b, a)
		return sum(max(0, min(b, end) - max(a, start)) for start, end in self.stretches)

	def add(self, t, ms, farthest):
		"""None: not within these weeks."""
		if ms == 0 and not farthest:
			return t
		for start, end in self.stretches:
			start = max(start, t)
			if start >= end:
				continue
			if ms < end - start or (ms == end - start and not farthest):
				return start + ms
			ms -= end - start
		return None

	def subtract(self, t, ms, farthest):
		if ms == 0 and not farthest:
			return t
		for start, end in reversed(self.stretches):
			end = min(end, t)
			if start >= end:
				continue
			if ms < end - start or (ms == end - start and not farthest):
				return end - ms
			ms -= end - start
		return None

	def next_close(self, t):
		for start, end in self.stretches:
			if end > t:
				return end if end < self.last * 1000 else None
		return None


class Checker:
	def __init__(self, lib):
		self.lib = lib
		self.queries = 0
		self.failures = 0

	def report(self, text):
		self.failures += 1
		if self.failures <= 20:
			print(text)

	def answer(self, name, *arguments):
		out = int32() if name == "open_at" else int64()
		status = getattr(self.lib, "kefu_schedule_" + name)(*arguments, ctypes.byref(out))
		self.queries += 1
		return status, out.value

	def check(self, what, got, expected, stepper):
		status, value = got
		if expected is not None:
			if status != 0 or value != expected:
				self.report("%s: got %d (%d), not %d" % (what, value, status, expected))
		elif status == 0:
			if stepper.first * 1000 < value < stepper.last * 1000:
				self.report("%s: got %d, within the weeks" % (what, value))
		elif status not in (NEVER, RANGE):
			self.report("%s: status %d" % (what, status))

	def run(self, name, zone, theirs, generator, centre, queries):
		day = (centre + zone.offset(centre)) // DAY
		plan = Plan(generator, day)
		first, last = centre - 8 * DAY, centre + 8 * DAY
		stepper = Stepper(plan, theirs, first, last)
		schedule = plan.compile(self.lib, zone)
		cursor = (ctypes.c_int64 * 8)()
		edges = [centre * 1000] + [edge for stretch in stepper.stretches for edge in stretch]
		stream = []
		for _ in range(queries):
			a, b = (generator.choice((generator.randrange(first * 1000, last * 1000),
			                          min(max(generator.choice(edges) + generator.choice((0, 0, -1, 1, 999)),
			                                  first * 1000), last * 1000 - 1)))
			        for _ in "ab")
			where = "%s plan at %d t %d" % (name, centre, a)
			self.check(where + " open", self.answer("open_at", schedule, a), int(stepper.is_open(a)), stepper)
			between = stepper.between(a, b)
			self.check(where + " between %d" % b, self.answer("between", schedule, a, b), between, stepper)
			ms = generator.choice((0, 1, abs(between), abs(between) + 1, generator.randrange(5 * DAY * 1000)))
			for far in (0, 1):
				self.check(where + " add %d %d" % (ms, far), self.answer("add", schedule, a, ms, far),
				           stepper.add(a, ms, far), stepper)
				self.check(where + " subtract %d %d" % (ms, far),
				           self.answer("subtract", schedule, a, ms, far),
				           stepper.subtract(a, ms, far), stepper)
			self.check(where + " next open", self.answer("next_open", schedule, a),
			           stepper.add(a, 0, True), stepper)
			self.check(where + " next close", self.answer("next_close", schedule, a),
			           stepper.next_close(a), stepper)
			stream.append(a)
		stream.sort()
		if generator.random() < 0.2:
			generator.shuffle(stream)
		for a, b in zip(stream, stream[1:]):
			status, before = self.answer("clock", schedule, cursor, a)
			status, after = self.answer("clock", schedule, cursor, b)
			if after - before != stepper.between(a, b):
				self.report("%s clock %d to %d: %d" % (name, a, b, after - before))
		self.lib.kefu_schedule_free(schedule)


def centres(zone, listed, generator, count):
	"""Mostly where the clock changes, now and in the years of the rule."""
	changes = [at for at in listed if at > -5000000000] + list(zone.changes(1700000000, 1900000000))
	for _ in range(count):
		kind = generator.random()
		if changes and kind < 0.75:
			yield generator.choice(changes) + generator.randrange(-3 * DAY, 3 * DAY)
		elif kind < 0.9:
			yield generator.randrange(-2500000000, 4000000000)
		else:
			at = generator.randrange(4000000000, 250000000000)
			yield next(zone.changes(at, at + 400 * DAY), at)


def main():
	parser = argparse.ArgumentParser()
	parser.add_argument("library")
	parser.add_argument("--plans", type=int, default=20)
	parser.add_argument("--all-zones", type=int, default=1)
	parser.add_argument("--seed", type=int, default=1)
	arguments = parser.parse_args()
	lib = library(arguments.library)
	checker = Checker(lib)
	generator = random.Random(arguments.seed)
	directory = os.environ.get("TZDIR", "/usr/share/zoneinfo")
	plans = 0

	for place, name in enumerate(AWKWARD + sorted(zoneinfo.available_timezones())):
		try:
			with open(os.path.join(directory, name), "rb") as file:
				data = file.read()
		except OSError:
			continue
		zone = compare_zones.Zone(lib, data)
		theirs = zoneinfo.ZoneInfo.from_file(io.BytesIO(data), name)
		listed = compare_zones.file_changes(data)
		count = arguments.plans if place < len(AWKWARD) else arguments.all_zones
		for centre in centres(zone, listed, generator, count):
			checker.run(name, zone, theirs, generator, centre, 24)
			plans += 1
	print("schedules: %d plans, %d questions, %d differences" % (plans, checker.queries, checker.failures))
	return 1 if checker.failures or checker.queries == 0 else 0


if __name__ == "__main__":
	sys.exit(main())
