"""What the measures have in common: filters, clocks, rounds, credit, readings."""

from reference_time import TIMES, day_of_text, day_start, intersect, length, subtract, time_pieces, time_text, union

MESSAGE_CLASSES = ("card", "small_talk", "ad", "notice")


def ms(seconds):
	return None if seconds is None else round(seconds * 1000)


class Reading:
	"""One reading: where it belongs and what it adds.

	num, den   numbers added to the two sides
	nkey, dkey added to the two sides once per group and key
	value      a duration in ms, or None
	time       name of the hour, day, week or month it belongs to, where t does not say
	parts      per agent {agent: (num, den)} where an agent's share is not the whole
	"""

	def __init__(self, t, agents=(), session=None, num=0, den=0, value=None, nkey=None, dkey=None,
			undecided=False, immature=False, parts=None, score=None, time=None):
		self.t = t
		self.time = time
		self.agents = sorted({agent or "" for agent in agents}) or [""]
		self.session = session
		self.num, self.den = num, den
		self.nkey, self.dkey = nkey, dkey
		self.value = value
		self.undecided, self.immature = undecided, immature
		self.parts = parts
		self.score = score


class Round:
	def __init__(self, session, m):
		self.session = session
		self.open_t = m["at"]
		self.open_index = m["index"]
		self.owner = m["owner"]
		self.shop_closed = not m["shop_open"]
		self.asked = [m["at"]]
		self.bot_spoke = False
		self.reply = None
		self.end_t = None
		self.end_index = None
		self.discarded = False


class Base:
	def __init__(self, history, define, query):
		self.h = history
		self.d = define
		self.q = query
		self.as_of = history.as_of
		self.exclude = set(define.get("exclude", []))
		self.valid = set(define.get("valid_reply", ["human", "quick", "assist"]))
		self.classes = self.exclude & set(MESSAGE_CLASSES)
		self.hours = history.schedules[define["hours"]] if define.get("hours") else None
		self.hours_by = define.get("hours_by", "session_open")
		self.clock = history.schedules[define["clock"]] if define.get("clock", "elapsed") != "elapsed" else None
		self.pause = set(define.get("pause", []))
		self.limit = ms(define.get("limit_s"))
		self.inclusive = define.get("limit_inclusive", True)
		self.cap = ms(define.get("cap_s"))
		self.credit = define.get("credit")
		self.set_days()

	def set_days(self):
		"""First and last queried local day, None where open."""
		if self.d.get("window_days") is not None:
			self.last_day = self.h.day(self.as_of) - self.d.get("lag_days", 0)
			self.first_day = self.last_day - self.d["window_days"] + 1
		else:
			self.first_day = day_of_text(self.q["from"]) if self.q.get("from") else None
			self.last_day = day_of_text(self.q["to"]) if self.q.get("to") else None

	def in_days(self, t):
		day = self.h.day(t)
		for span in self.d.get("exempt", []):
			first, _, last = span.partition("..")
			if day_of_text(first) <= day <= day_of_text(last or first):
				return False
		return (self.first_day is None or day >= self.first_day) and (self.last_day is None or day <= self.last_day)

	def round_up(self, readings):
		unit = ms(self.d.get("round_up_s"))
		for r in readings:
			if unit and r.value is not None:
				r.value = -(-r.value // unit) * unit

	def ripen(self, readings):
		for r in readings:
			if r.undecided and not r.num and not r.den and r.value is None:
				continue  # does not count yet
			if r.t is not None and self.h.day(self.as_of) - self.h.day(r.t) < self.d.get("mature_days", 0):
				r.immature = True

	def day_bounds(self):
		"""The queried days as instants, cut at the query."""
		start = -(1 << 62) if self.first_day is None else day_start(self.h.zone, self.first_day)
		end = self.as_of if self.last_day is None else min(self.as_of, day_start(self.h.zone, self.last_day + 1))
		return start, max(start, end)

	def time_asked(self):
		"""The query's hour, day, week or month, or None."""
		return next((by for by in self.q.get("by") or [] if by in TIMES), None)

	def times(self):
		"""[(name, start, end)] of the queried hours, days, … from the first event on; without: all the days."""
		start, end = self.day_bounds()
		by = self.time_asked()
		if by is None:
			return [(None, start, end)]
		first = min((e["at"] for e in self.h.events), default=end)
		first = day_start(self.h.zone, day_of_text(time_text(self.h.zone, first, "day")))
		return time_pieces(self.h.zone, max(start, first), end, by)

	# Messages.

	def valid_reply(self, m):
		return not m["private"] and m["from"] in ("agent", "bot") and m["mode"] in self.valid \
			and m["class"] not in self.classes \
			and not ("external_echo" in self.exclude and m["from"] == "agent" and not m["agent"])

	def question(self, m):
		return not m["private"] and m["from"] == "customer" and m["class"] not in self.classes

	def handled(self, s):
		return any(self.valid_reply(m) for m in s.messages)

	# Sessions and rounds that count.

	def hours_session(self, s):
		if self.hours is None or self.hours_by in ("round_open", "reply"):
			return True
		if self.hours_by == "handoff":
			return bool(s.handoffs) and self.hours.is_open(s.handoffs[0]["at"])
		if self.hours_by == "survey_send":
			return bool(s.sends) and self.hours.is_open(s.sends[0]["at"])
		return self.hours.is_open(s.open_t)

	def session_excluded(self, s, rules):
		rules = self.exclude & set(rules)
		return ("bot_only" in rules and s.bot_only()) \
			or ("agent_initiated" in rules and s.initiator == "agent") \
			or ("abandoned" in rules and s.state == "abandoned") \
			or ("leave_message" in rules and s.left_message) \
			or ("unanswered" in rules and not self.handled(s)) \
			or ("shop_closed" in rules and s.shop_closed)

	def sessions(self):
		rules = ("bot_only", "agent_initiated", "abandoned", "leave_message", "unanswered", "shop_closed")
		return [s for s in self.h.live if self.hours_session(s) and not self.session_excluded(s, rules)]

	def sessions_of_rounds(self):
		rules = ("agent_initiated", "abandoned", "leave_message")
		return [s for s in self.h.live if self.hours_session(s) and not self.session_excluded(s, rules)]

	def all_rounds(self, s):
		cleared_by = set(self.d.get("cleared_by", []))
		out = []
		current = None
		for entry in s.log:
			if entry[0] == "end":
				if current is not None and entry[3] == "resolved" and "resolve" in cleared_by:
					current.discarded = True
				elif current is not None:
					current.end_t, current.end_index = entry[2], entry[1]
				current = None
				continue
			if entry[0] != "message":
				continue
			m = entry[1]
			if current is not None and not m["private"] and (m["from"] == "bot" or m["mode"] == "bot"):
				current.bot_spoke = True
			if self.question(m):
				if current is None:
					current = Round(s, m)
					out.append(current)
				else:
					current.asked.append(m["at"])
			elif current is not None and ("note" in cleared_by if m["private"] else m["mode"] in cleared_by):
				current.discarded = True
				current = None
			elif current is not None and self.valid_reply(m):
				current.reply = m
				current = None
		return [r for r in out if not r.discarded]

	def rounds(self, s):
		"""The rounds of a session that the filters leave."""
		out = self.all_rounds(s)
		samples = self.d.get("samples", "every")
		if samples == "first":
			out = out[:1]
		elif samples == "not_first":
			out = out[1:]
		left = []
		for r in out:
			if "bot_only" in self.exclude and r.reply is None and r.bot_spoke:
				continue
			if "unanswered" in self.exclude and r.reply is None:
				continue
			if "cross_day" in self.exclude and r.reply is not None \
					and self.h.day(r.reply["at"]) != self.h.day(r.open_t):
				continue
			if "shop_closed" in self.exclude and r.shop_closed:
				continue
			if self.hours is not None and self.hours_by == "round_open" and not self.hours.is_open(r.open_t):
				continue
			if self.hours is not None and self.hours_by == "reply" \
					and (r.reply is None or not self.hours.is_open(r.reply["at"])):
				continue
			left.append(r)
		return left

	# Clocks.

	def elapsed(self, s, start, stop, pause=None):
		"""Clock time from start to stop less the paused states."""
		pause = self.pause if pause is None else pause
		if "resolved" in pause:
			pause = pause | {"closed"}
		if self.d.get("pause_clock") == "elapsed":
			paused = intersect([(start, stop)], s.spans(pause, self.as_of))
			return max(self.measure([(start, stop)]) - length(paused), 0)
		left = subtract([(start, stop)], s.spans(pause, self.as_of)) if pause else [(start, stop)]
		return self.measure(left)

	def measure(self, intervals):
		clock = self.hours if "outside_hours" in self.pause else self.clock
		if clock is None:
			return length(intervals)
		return sum(clock.within(a, b) for a, b in union(intervals))

	def round_stop(self, r):
		if r.reply is not None:
			return r.reply["at"]
		return self.as_of if r.end_t is None else r.end_t

	def wait(self, r):
		s = r.session
		stop = self.round_stop(r)
		start = r.open_t
		clock_start = self.d.get("clock_start")
		if clock_start == "last_message":
			start = r.asked[-1]
		elif clock_start in ("handoff", "assign"):
			marks = s.handoffs if clock_start == "handoff" else s.assigns
			if marks and r.open_t <= marks[0]["at"] <= stop:
				start = marks[0]["at"]
		return self.elapsed(s, start, stop)

	def within_limit(self, wait):
		return wait <= self.limit if self.inclusive else wait < self.limit

	# Credit.

	def session_credit(self, s, default, index=None):
		"""Agents a session's reading credits; default is a rule, or a ready list."""
		rule = self.credit or default
		if isinstance(rule, (list, tuple)):
			return rule
		if rule == "owner":
			return [s.owner]
		if rule == "owner_at_event":
			return [s.owner if index is None else s.owner_at(index)]
		if rule == "first_agent":
			return [s.first_present()]
		if rule in ("last_agent", "replier"):
			return [s.last_agent()]
		if rule == "resolver":
			return [s.resolves[-1]["agent"]] if s.resolves else [s.owner]
		if rule == "all_participants":
			return s.participants()
		raise NotImplementedError("credit " + str(rule))

	def round_credit(self, r):
		default = [r.reply["agent"] if r.reply is not None else r.owner]
		if self.credit in ("owner", "owner_at_event"):
			return [r.owner]
		if self.credit == "replier":
			return default
		return self.session_credit(r.session, default)
