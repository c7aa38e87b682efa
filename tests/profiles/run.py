#!/usr/bin/env python3
"""The platforms' definitions on streams worked out by hand.

	python3 tests/profiles/run.py LIBRARY [FILE...]
	python3 tests/profiles/run.py LIBRARY --mutate [--all] [--row TEXT]

Each *.txt here holds streams of events and, below each, what the rows of the
profiles make of it, derived in comments from the rule that the row cites. The
events are told in order, backwards, to a desk that is then encoded and decoded, and
to one that seals as it goes.
A row that can be used and has no expectation is a failure. `--mutate` turns each knob
of each row a little and says which turns no expectation notices (`--all`: also
knobs that the row leaves at their default).

A stream:

	== title                         begins a new desk
	zone CST-8, gap 600, currency CNY, as_of 2022-05-01 09:00, days 2022-04-01 2022-04-30
	roster a1 t1 2022-04-01          agent, team, since when
	2022-04-01                       the day of the lines that follow
	10:00:00 s1 ask                  time, who and which, what, field=value ...
	10:03:00 s1 reply a1
	= taobao.reply_within_3min@~2022-03: 1/1 | agent a1 1/1 | day 2022-04-01 1/1

Who and which: sN session, cN customer (default: that of the session's number),
aN agent, oN order, rN refund, iN item, mN complaint, >aN to whom, >sN into what;
s1000..1099 a hundred of them.
What: ask; reply, quick, assist, auto, welcome, note (of an agent); bot; invite and
`rate 4/5` (a survey); any kind of event, without what is before its dot where the
line names a session, an order or a refund case. `class=card` and the like are fields.
An expectation: id@version, or id@ for each version on its days; `with
knob=value; ...` gives what the row leaves to the house. Figures: 3/6 numerator and
denominator, 7 a count, 350s/2 a sum of seconds over 2 readings, =0.57 the value
where it is not the quotient, then the state unless it is "value".
"""

import argparse
import collections
import ctypes
import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "bindings/python"))

OFFSETS = {"CST-8": "+08:00", "UTC": "+00:00", "ICT-7": "+07:00", "EST5": "-05:00"}
PREFIXES = {"s": "session", "c": "customer", "a": "agent", "o": "order", "r": "refund", "i": "item",
	"m": "complaint"}
AGENT_SAYS = {"reply": {}, "quick": {"mode": "quick"}, "assist": {"mode": "assist"}, "auto": {"mode": "auto"},
	"welcome": {"mode": "welcome"}, "note": {"private": "true"}}


class Wrong(Exception):
	pass


class Stream:
	def __init__(self, where, title):
		self.where, self.title = where, title
		self.zone, self.gap, self.currency = "CST-8", 0, ""
		self.events, self.expectations, self.customers = [], [], {}
		self.as_of = self.day = None
		self.days = (None, None)
		self.roster = []

	def instant(self, date, time):
		if len(time) == 5:
			time += ":00"
		return f"{date}T{time}{OFFSETS[self.zone]}"

	def setting(self, line):
		for part in line.split(","):
			name, value = part.split(None, 1)
			if name == "zone":
				self.zone = value.strip()
			elif name == "gap":
				self.gap = int(value) * 1000
			elif name == "currency":
				self.currency = value.strip()
			elif name == "days":
				self.days = tuple(value.split())
			elif name == "roster":
				self.roster.append(value.split())
			elif name == "as_of":
				date, time = value.split()
				self.as_of = self.instant(date, time)
			else:
				raise Wrong(f"no setting {name}")

	def event(self, words):
		"""s1000..1290: the same for each of these."""
		many = next((word for word in words[1:] if ".." in word and "=" not in word), None)
		if many is not None:
			first, last = many[1:].split("..")
			for number in range(int(first), int(last) + 1):
				self.event([f"{many[0]}{number}" if word is many else word for word in words])
			return
		event = {"t": self.instant(self.day, words[0])}
		what, rest = None, words[1:]
		while rest:
			word = rest.pop(0)
			if "=" in word:
				name, value = word.split("=", 1)
				event[name] = value
			elif re.fullmatch(r">?[a-z]\d+", word):
				event["into" if word[:2] == ">s" else "to" if word[0] == ">" else PREFIXES[word[0]]] = word.lstrip(">")
			elif what is None:
				what = word
				if word == "rate":
					score, top = rest.pop(0).split("/")
					event.update(score=score, min="1", max=top)
			else:
				raise Wrong(f"two things happen: {what}, {word}")
		if what is None:
			raise Wrong("nothing happens")
		if what == "ask":
			event.update({"kind": "message", "from": "customer"})
		elif what in AGENT_SAYS:
			event.update({"kind": "message", "from": "agent", **AGENT_SAYS[what]})
		elif what == "bot":
			event.update({"kind": "message", "from": "bot"})
		elif what in ("rate", "invite"):
			event["kind"] = "survey.answer" if what == "rate" else "survey.send"
			event.setdefault("survey", "csat")
		elif "." in what or what in ("cost", "review", "count"):
			event["kind"] = what
		else:
			event["kind"] = next(e for e in ("refund", "order", "session") if e in event) + "." + what
		session = event.get("session")
		if session is not None and "refund" not in event and "order" not in event:
			event["customer"] = self.customers.setdefault(session, event.get("customer", "c" + session[1:]))
		self.events.append(event)

	def expectation(self, where, line):
		match = re.fullmatch(r"=\s*(\S+?)(?:\s+with\s+(.*?))?:\s+(.*)", line)
		if match is None:
			raise Wrong("no expectation: " + line)
		total, *groups = [part.strip() for part in match.group(3).split("|")]
		self.expectations.append(Expectation(self, where, match.group(1), match.group(2) or "", total,
			[group.split(None, 1) for group in groups], self.as_of, self.days))


class Expectation:
	def __init__(self, stream, where, name, knobs, total, groups, as_of, days):
		self.stream, self.where, self.name, self.knobs = stream, where, name, knobs
		self.total, self.groups, self.as_of, self.days = total, groups, as_of, days

	def spelled(self):
		return " | ".join([" ".join(self.total.split())] + [by + " " + ", ".join(sorted(p.strip() for p in what.split(",")))
			for by, what in self.groups])


def read(path):
	streams = []
	for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
		where = f"{path.name}:{number}"
		text = re.sub(r"(^|\s+)#.*", "", line).strip()
		try:
			if not text:
				continue
			if text.startswith("=="):
				streams.append(Stream(where, text[2:].strip()))
			elif text.startswith("="):
				streams[-1].expectation(where, text)
			elif re.match(r"\d\d:", text):
				streams[-1].event(text.split())
			elif re.match(r"\d{4}-\d\d-\d\d", text):
				words = text.split()
				streams[-1].day = words.pop(0)
				if words:
					streams[-1].event(words)
			else:
				streams[-1].setting(text)
		except (Wrong, KeyError, ValueError, StopIteration, IndexError) as error:
			raise SystemExit(f"{where}: {error!r}: {line}") from error
	return streams


# ---- the library ----

Row = collections.namedtuple("Row", "name index unit knobs")


def catalogue():
	"""{full name: Row}, and the names of those that can be used. An id that has one version goes by itself, too."""
	rows, usable, index = {}, [], 0
	units = {metric["id"]: metric["unit"] for metric in kefu.metrics()}
	entry = kefu.kefu_profile_entry()
	entry.size = ctypes.sizeof(entry)
	while kefu.library.kefu_profile_at(index, ctypes.byref(entry)) == kefu.KEFU_OK:
		name = entry.id.decode() + ("@" + entry.version.decode() if entry.version else "")
		rows[name] = Row(name, index, units.get(entry.metric.decode()),
			{part.split("=")[0].strip() for part in entry.knobs.decode().split(";")})
		if entry.established:
			usable.append(name)
		index += 1
	ids = [name.split("@")[0] for name in rows]
	for name in list(rows):
		if ids.count(name.split("@")[0]) == 1:
			rows[name.split("@")[0]] = rows[name]
	return rows, usable


def taken(status, what):
	if status != kefu.KEFU_OK:
		raise Wrong(f"{what}: {kefu.library.kefu_strerror(status).decode()}")


class Definition:
	def __init__(self, index):
		self.pointer = ctypes.POINTER(kefu.kefu_definition)()
		taken(kefu.library.kefu_profile_definition(None, index, ctypes.byref(self.pointer)), "definition")

	def __del__(self):
		kefu.library.kefu_definition_free(self.pointer)

	def set(self, knob, value):
		knob, value = knob.encode(), value.encode()
		return kefu.library.kefu_definition_set(self.pointer, knob, len(knob), value, len(value))

	def get(self, knob):
		text, length = ctypes.create_string_buffer(256), ctypes.c_size_t()
		knob = knob.encode()
		taken(kefu.library.kefu_definition_get(self.pointer, knob, len(knob), text, 256, ctypes.byref(length)), knob)
		return text.raw[:length.value].decode()

	def turned(self, knobs):
		for part in filter(None, (p.strip() for p in knobs.split(";"))):
			knob, value = part.split("=", 1)
			taken(self.set(knob, value), part)
		return self

	def sound(self):
		return kefu.library.kefu_definition_check(self.pointer) == kefu.KEFU_OK


WAYS = ("as told", "told backwards", "encoded and decoded", "sealed as it goes")


def backwards(events):
	"""The latest instant first; what has no number keeps its order within an instant."""
	instants = {}
	for event in events:
		instants.setdefault(event["t"], []).append(event)
	return [event for t in reversed(sorted(instants)) for event in instants[t]]


def again(desk):
	"""A desk from the bytes of another."""
	library, size = kefu.library, ctypes.c_size_t()
	library.kefu_desk_encode(desk._pointer, None, 0, ctypes.byref(size))
	data = ctypes.create_string_buffer(size.value)
	taken(library.kefu_desk_encode(desk._pointer, data, size.value, ctypes.byref(size)), "encoding")
	made = ctypes.POINTER(kefu.kefu_desk)()
	taken(library.kefu_desk_decode(None, data, size.value, ctypes.byref(made)), "decoding")
	library.kefu_desk_free(desk._pointer)
	desk._pointer = made
	return desk


def sealed_answers(stream, rows):
	"""What a desk says that seals as it goes: it advances to each instant, and holds for five days what may be late."""
	desk, answers, day = desk_of(stream, None), {}, 24 * 3600 * 1000
	keeping = kefu.kefu_keeping()
	kefu.library.kefu_keeping_init(ctypes.byref(keeping))
	keeping.retention, keeping.idle_end, keeping.keep_days = 5 * day, 100 * day, 4000
	taken(kefu.library.kefu_desk_keep(desk._pointer, ctypes.byref(keeping)), "keeping")
	columns = {e: column_of(e, definition_of(e, rows), desk) for e in stream.expectations}
	events = [(desk.event({"t": e["t"]}).t, 0, at, e) for at, e in enumerate(stream.events)]
	last = max(events)[0]
	events += [(last if e.as_of is None else desk.event({"t": e.as_of}).t, 1, at, e)
		for at, e in enumerate(stream.expectations)]
	for t, _, _, what in sorted(events, key=lambda e: e[:3]):
		taken(kefu.library.kefu_desk_advance(desk._pointer, t, None), "advancing")
		if isinstance(what, Expectation):
			answers[what] = answer(what, columns[what], rows, desk, t)
		elif desk.apply([what]):
			raise Wrong(f"{stream.where}: refused {what}: {desk.refusals()[0]['reason']}")
	return answers


def desk_of(stream, way):
	desk = kefu.Desk(zone=kefu.Zone.posix(stream.zone if stream.zone != "UTC" else "UTC0"),
		session_gap_ms=stream.gap, currency=stream.currency, refusals_kept=9)
	desk.known = set()
	for agent, team, since in stream.roster:
		desk.roster(agent, team, desk.event({"t": stream.instant(since, "00:00")}).t)
	for event in () if way is None else backwards(stream.events) if way == WAYS[1] else stream.events:
		try:
			if desk.apply([event]):
				raise Wrong(f"{stream.where}: refused {event}: {desk.refusals()[0]['reason']}")
		except kefu.KefuError as error:
			raise Wrong(f"{stream.where}: {event}: {error}") from error
	return again(desk) if way == WAYS[2] else desk


def number(value):
	return f"{value:.12g}"


def figure(reading, unit):
	if unit == kefu.KEFU_UNIT_DURATION:
		text = f"{number(reading.num / 1000)}s/{reading.count}"
		if reading.value is not None and abs(reading.value - reading.num / reading.count) > 1e-6:
			text += f" ={number(reading.value / 1000)}s"
	elif unit != kefu.KEFU_UNIT_COUNT and (reading.den or unit != kefu.KEFU_UNIT_MONEY):
		text = f"{reading.num}/{reading.den}"
		if reading.value is not None and (not reading.den or abs(reading.value - reading.num / reading.den) > 1e-9):
			text += " =" + number(reading.value)
	else:
		text = str(reading.num)
		if reading.value is not None and reading.value != reading.num:
			text += " =" + number(reading.value)
	return text + ("" if reading.state == "value" else " " + reading.state)


def column_of(expectation, definition, desk):
	"""Gives the desk the definition; None: that of the name, each version by its days."""
	if definition is None:
		column = expectation.name.rstrip("@")
		if column not in desk.known:
			desk.use(column)
			desk.known.add(column)
	else:
		column = f"x{kefu.library.kefu_desk_definition_count(desk._pointer)}"
		taken(kefu.library.kefu_desk_define(desk._pointer, column.encode(), len(column), definition.pointer), column)
	return column


def answer(expectation, column, rows, desk, instant):
	"""What the library says, spelled as expectations are."""
	unit = next(row for name, row in rows.items() if name.split("@")[0] == expectation.name.split("@")[0]).unit
	parts = []
	for by in [None] + [by for by, _ in expectation.groups]:
		report = desk.report(columns=[column], by=[by] if by else [], as_of=instant,
			from_day=expectation.days[0], to_day=expectation.days[1])
		if by is None:
			parts.append(figure(report.reading(0, column), unit))
		else:
			parts.append(by + " " + ", ".join(sorted(
				f"{row[by] or '-'} {figure(row[column], unit)}" for row in report)))
	return " | ".join(parts)


def ask(expectation, definition, rows, desk):
	instant = None if expectation.as_of is None else desk.event({"t": expectation.as_of}).t
	return answer(expectation, column_of(expectation, definition, desk), rows, desk, instant)


def definition_of(expectation, rows):
	"""None: by the dates of the versions."""
	if expectation.name not in rows:
		if not any(name.startswith(expectation.name.rstrip("@")) for name in rows):
			raise Wrong(f"{expectation.where}: no row {expectation.name}")
		return None
	return Definition(rows[expectation.name].index).turned(expectation.knobs)


def known_desk(stream, cache, way=WAYS[0]):
	if (stream, way) not in cache:
		cache[stream, way] = desk_of(stream, way)
	return cache[stream, way]


# ---- turning knobs ----

def undocumented():
	"""Knobs that the list in docs/definitions.md lacks: `outer.inner`, or `.inner` behind another of its outer."""
	text = (HERE.parent.parent / "docs/definitions.md").read_text(encoding="utf-8")
	listed, outer = set(), ""
	for name in re.findall(r"`([a-z_.]+)`", text.split("## All of them")[1].split("`hours` and `clock` are text")[0]):
		outer = name.split(".")[0] if not name.startswith(".") else outer
		listed.add(outer + name if name.startswith(".") else name)
	return sorted(name for name, _ in knobs() if name not in listed)


def knobs():
	names = []
	for index in range(kefu.library.kefu_knob_count()):
		values, at = [], 0
		while (value := kefu.library.kefu_knob_value(index, at)) is not None:
			values.append(value.decode())
			at += 1
		names.append((kefu.library.kefu_knob_name(index).decode(), values))
	return names


SETS = {"exclude", "opens_round", "valid_reply", "valid_content", "cleared_by", "stop_also", "restart_on", "pause",
	"case_filter.intervened_by"}
LEFT = {"limit_inclusive": ["false"], "case_filter.completed": ["true"], "lag_days": ["1"], "pair_cap": ["1"], "min_count": ["2"],
	"window_days": ["1"], "order_days": ["1"], "pay_days": ["1"], "hours": ["10:00-17:00 CST-8"], "clock": ["10:00-17:00 CST-8"],
	"attribution.deduct_refunds": ["true"], "attribution.deduct_postage": ["true"], "only_within_s": ["60"]}


def nudged(time, minutes):
	total = int(time[:2]) * 60 + int(time[3:5]) + minutes
	return f"{total // 60:02}:{total % 60:02}" if 0 <= total <= 1440 else None


def turns(knob, values, now, given):
	"""Other values of a knob, which the row gives or leaves at its default."""
	if knob in SETS:
		have = [word for word in now.split(",") if word]
		if given:  # internal and blocked say what holds anyway
			return [",".join(w for w in have if w != word) for word in have if word not in ("internal", "blocked")]
		return [",".join(have + [word]) for word in values if word not in have]
	if not given:
		return LEFT.get(knob, []) + [value for value in values if value != now]
	if values:
		return [value for value in values if value != now]
	if now in ("true", "false"):
		return ["false" if now == "true" else "true"]
	if knob in ("hours", "clock"):
		start, end, rest = re.match(r"(\d\d:\d\d)-(\d\d:\d\d)(.*)", now).groups()
		made = [(nudged(start, m), end) for m in (-1, 1)] + [(start, nudged(end, m)) for m in (-1, 1)]
		return [f"{a}-{b}{rest}" for a, b in made if a and b] + [""]
	if knob.endswith("_s"):
		return [number(float(now) + d) for d in (-0.001, 0.001)]
	if re.fullmatch(r"\d+", now) and not knob.startswith("scores."):
		return [str(int(now) + d) for d in (-1, 1) if int(now) + d >= 0]
	if re.fullmatch(r"[\d.]+", now) and not knob.startswith("scores."):
		return [number(float(now) * f) for f in (0.9, 1.1)]
	if knob.startswith("scores."):
		have = now.split(",")
		return [",".join(w for w in have if w != word) for word in have if len(have) > 1] + \
			[",".join(sorted(set(have) | {str(n)})) for n in range(1, 4 if now in ("1", "3") else 6) if str(n) not in have]
	if knob == "span":
		return list({now.split(",")[0], now.split("|")[0], now.replace("complete", "agree"), now.replace("request", "agree"), ""})
	return [""]


def mutate(expectations, rows, every, only):
	cache, noticed, tried, silent = {}, 0, 0, []
	words = knobs()
	for name in sorted({rows[e.name].name for e in expectations if e.name in rows}):
		if only not in name:
			continue
		mine = [e for e in expectations if e.name in rows and rows[e.name].name == name]
		base = definition_of(mine[0], rows)
		for knob, values in words:
			now, given = base.get(knob), knob in rows[name].knobs
			if not given and not every:
				continue
			for value in dict.fromkeys(turns(knob, values, now, given)):
				changed = definition_of(mine[0], rows)
				if changed.set(knob, value) != kefu.KEFU_OK or not changed.sound():
					continue
				if kefu.library.kefu_definition_equal(base.pointer, changed.pointer):
					continue
				tried += 1
				for expectation in mine:
					own = definition_of(expectation, rows)
					own.set(knob, value)
					try:
						same = ask(expectation, own, rows, known_desk(expectation.stream, cache)) == expectation.spelled()
					except (Wrong, kefu.KefuError):
						same = False
					if not same:
						noticed += 1
						break
				else:
					silent.append(f"{name}: {knob}={value or '(default)'} instead of {now or '(default)'}")
	print("\n".join(silent))
	print(f"{tried} turns, {noticed} noticed")


def main():
	parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
	parser.add_argument("library")
	parser.add_argument("files", nargs="*")
	parser.add_argument("--mutate", action="store_true")
	parser.add_argument("--all", action="store_true")
	parser.add_argument("--row", default="")
	options = parser.parse_args()
	os.environ["KEFU_LIBRARY"] = options.library
	global kefu
	import kefu
	paths = [pathlib.Path(f) for f in options.files] or sorted(HERE.glob("*.txt"))
	streams = [stream for path in paths for stream in read(path)]
	expectations = [e for stream in streams for e in stream.expectations]
	rows, usable = catalogue()
	if options.mutate:
		mutate(expectations, rows, options.all, options.row)
		return 0
	cache, passed, failed = {}, 0, 0
	for expectation, way in ((e, way) for e in expectations for way in WAYS):
		wanted = expectation.spelled()
		try:
			if way == WAYS[3]:
				if expectation.stream not in cache:
					cache[expectation.stream] = sealed_answers(expectation.stream, rows)
				got = cache[expectation.stream][expectation]
			else:
				got = ask(expectation, definition_of(expectation, rows), rows, known_desk(expectation.stream, cache, way))
		except (Wrong, kefu.KefuError) as error:
			got = str(error)
		if got == wanted:
			passed += 1
			continue
		failed += 1
		print(f"{expectation.where}: {expectation.name}, {way}\n  worked out {wanted}\n  computed   {got}")
	if not options.files:
		for name in undocumented():
			print(f"{name} is not in docs/definitions.md")
			failed += 1
		for name in usable:
			if not any(e.name in rows and rows[e.name].name == name for e in expectations):
				print(f"{name} has no stream worked out by hand")
				failed += 1
	print(f"{passed} passed, {failed} failed")
	return failed != 0


if __name__ == "__main__":
	sys.exit(main())
