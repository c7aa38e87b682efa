"""Response, resolution, satisfaction, flow, quality and the work on sessions."""

from fractions import Fraction

import reference_figure as figure
from reference_base import Base, Reading, ms
from reference_time import DAY, TIMES, intersect, length, union

SURVEY_OF = {"nps": "nps", "ces_mean": "ces", "quality_mean": "quality", "expertise_mean": "expertise",
	"attitude_mean": "attitude", "speed_mean": "speed"}


class Service(Base):

	# Rounds and their units.

	def units(self, default):
		"""[[rounds]] by unit, each in order, units in order of their first round."""
		unit = self.d.get("unit", default)
		out = {}
		for s in self.sessions_of_rounds():
			for r in self.rounds(s):
				day = self.h.day(r.open_t)
				if unit == "round":
					key = (s.name, r.open_index)
				elif unit == "session":
					key = s.name
				elif unit == "customer":
					if not self.in_days(r.open_t):
						continue
					key = s.who
				elif unit == "customer_day":
					key = (s.who, day)
				elif unit == "agent_customer_day":
					key = (tuple(self.unit_credit(r)), s.who, day)
				else:
					raise NotImplementedError("unit " + unit)
				out.setdefault(key, []).append(r)
		for rounds in out.values():
			rounds.sort(key=lambda r: r.open_index)
		return list(out.values())

	def unit_credit(self, r):
		if self.d["measure"] in ("reply_rate", "unanswered_count") and self.credit is None:
			return [r.owner]
		return self.round_credit(r)

	def unit_day(self, rounds):
		if self.d.get("date_by") == "end":
			replies = [r.reply["at"] for r in rounds if r.reply is not None]
			if replies:
				return max(replies)
		return rounds[0].open_t

	def measure_reply_within_rate(self):
		readings = []
		open_units = self.d.get("open_units", "leave_out")
		for rounds in self.units("round"):
			verdict = self.judge(rounds)
			if verdict is None:
				continue
			num, den = {"pass": (1, 1), "fail": (0, 1)}.get(verdict, (0, 0))
			if verdict == "undecided" and open_units != "leave_out":
				num, den = {"pass": (1, 1), "fail": (0, 1)}[open_units]
			readings.append(Reading(self.unit_day(rounds), self.unit_credit(rounds[0]), rounds[0].session,
				num=num, den=den, undecided=verdict == "undecided"))
		return readings, figure.rate

	def judge(self, rounds):
		ignore = self.d.get("unanswered", "fail") == "ignore"
		unit = self.d.get("unit", "round")
		reduce = self.d.get("reduce", "each" if unit == "round" else "all")
		verdicts = []
		for r in rounds:
			wait = self.wait(r)
			if r.reply is not None:
				verdict = "pass" if self.within_limit(wait) else "fail"
			elif ignore:
				continue
			elif r.end_t is not None or not self.within_limit(wait):
				verdict = "fail"
			else:
				verdict = "undecided"
			verdicts.append((verdict, r, wait))
		if not verdicts:
			return None
		names = [v[0] for v in verdicts]
		if reduce == "first" or (reduce == "each" and len(names) == 1):
			return names[0]
		if reduce in ("all", "max", "each"):
			return "fail" if "fail" in names else "undecided" if "undecided" in names else "pass"
		if reduce == "any":
			return "pass" if "pass" in names else "undecided" if "undecided" in names else "fail"
		if reduce in ("mean", "sum"):
			if any(v[0] == "fail" and v[1].reply is None for v in verdicts):
				return "fail"
			if "undecided" in names:
				return "undecided"
			total = Fraction(sum(v[2] for v in verdicts))
			if reduce == "mean":
				total /= len(verdicts)
			return "pass" if self.within_limit(total) else "fail"
		raise NotImplementedError("reduce " + reduce)

	def measure_reply_rate(self):
		readings = []
		for rounds in self.units("session"):
			answered = any(r.reply is not None for r in rounds)
			readings.append(Reading(self.unit_day(rounds), self.unit_credit(rounds[0]), rounds[0].session,
				num=int(answered), den=1))
		return readings, figure.rate

	def measure_unanswered_count(self):
		readings = []
		for rounds in self.units("session"):
			if not any(r.reply is not None for r in rounds):
				readings.append(Reading(self.unit_day(rounds), self.unit_credit(rounds[0]), rounds[0].session, num=1))
		return readings, figure.count

	def updates(self, s):
		"""(from, to or None, agent who ended it, kind): from each reply to what follows it."""
		out, since, replied = [], None, False
		ended = False
		for entry in s.log:
			if entry[0] == "end":
				ended = True
				if since is not None:
					out.append((since, entry[2], entry[4] or s.owner_at(entry[1]), entry[3]))
				since = None
			elif entry[0] == "reopen":
				ended = False
				since = entry[2] if replied else None
			elif self.valid_reply(entry[1]):
				m = entry[1]
				if since is not None:
					out.append((since, m["at"], m["agent"] or m["owner"], "reply"))
				replied = True
				since = None if ended else m["at"]
		if since is not None:
			out.append((since, None, None, None))
		return out

	def gap_credit(self, s, replier, index):
		"""As in rounds, `replier` is who replied this time."""
		return [replier] if self.credit == "replier" else self.session_credit(s, [replier], index)

	def gaps(self):
		"""span reply>reply: no reopening begins one, and only what span names ends one."""
		readings = []
		ends = ("reply", "resolved") if "resolve" in self.d["span"][0] else ("reply",)
		for s in self.sessions_of_rounds():
			replies = {m["at"] for m in s.messages if self.valid_reply(m)}
			since = None
			for entry in s.log:
				if entry[0] == "message" and self.valid_reply(entry[1]):
					m = entry[1]
					if since is not None:
						readings.append(Reading(m["at"], self.gap_credit(s, m["agent"] or m["owner"], m["index"]), s,
							value=self.elapsed(s, since, m["at"])))
					since = m["at"]
				elif entry[0] == "end":
					if since is not None and entry[3] in ends:
						readings.append(Reading(entry[2], self.gap_credit(s, entry[4] or s.owner_at(entry[1]), entry[1]), s,
							value=self.elapsed(s, since, entry[2])))
					if "resolved" not in self.pause:
						since = None
		return readings, figure.duration

	def waits_of_sessions(self):
		"""denominator received: every session, with the sum of its waits."""
		readings = []
		capped = self.d.get("unanswered", "ignore") == "cap"
		for s in self.sessions_of_rounds():
			total, undecided = 0, False
			for r in self.rounds(s):
				wait = self.wait(r)
				if r.reply is not None:
					total += wait if self.cap is None else min(wait, self.cap)
				elif capped and (r.end_t is not None or wait >= self.cap):
					total += self.cap
				elif capped:
					undecided = True
			readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, value=total, undecided=undecided))
		return readings, figure.duration

	def measure_response_time(self):
		if self.d.get("span"):
			return self.gaps()
		if self.d.get("denominator") == "received":
			return self.waits_of_sessions()
		readings = []
		capped = self.d.get("unanswered", "ignore") == "cap"
		unit = self.d.get("unit", "round")
		for rounds in self.units("round"):
			values = []
			undecided = False
			for r in rounds:
				value = None
				wait = self.wait(r)
				if r.reply is not None:
					value = wait if self.cap is None else min(wait, self.cap)
				elif capped:
					if r.end_t is not None or wait >= self.cap:
						value = self.cap
					else:
						undecided = True
				if value is None:
					continue
				values.append(value)
			if unit == "round":
				r = rounds[0]
				t = r.reply["at"] if r.reply is not None else r.open_t
				if values or undecided:
					readings.append(Reading(t, self.round_credit(r), r.session,
						value=values[0] if values else None, undecided=undecided))
			elif values or undecided:
				readings.append(Reading(self.unit_day(rounds), self.round_credit(rounds[0]), rounds[0].session,
					value=Fraction(sum(values), len(values)) if values else None, undecided=undecided))
		return readings, figure.duration

	measure_longest_response_time = measure_response_time

	def measure_slow_response_count(self):
		readings = []
		for s in self.sessions_of_rounds():
			slow = [r for r in self.rounds(s) if not self.within_limit(self.wait(r))]
			n = self.d.get("slow_rounds", 1)
			if len(slow) >= n:
				readings.append(Reading(s.open_t, self.round_credit(slow[n - 1]), s, num=1))
		return readings, figure.count

	# First response.

	def first_response(self, s, clock_start):
		"""(start instant, reply or None)"""
		questions = [m for m in s.messages if self.question(m)]
		start, index = s.open_t, s.open_index
		if clock_start in ("handoff", "assign"):
			marks = s.handoffs if clock_start == "handoff" else s.assigns
			if marks:
				start, index = marks[0]["at"], marks[0]["index"]
		elif clock_start in ("first_message", "last_message"):
			if not questions:
				return s.open_t, None
			start, index = questions[0]["at"], questions[0]["index"]
		if clock_start in ("first_message", "last_message") or s.initiator == "agent":
			if not questions:
				return start, None
			index = max(index, questions[0]["index"])
		restart, also = set(self.d.get("restart_on", [])), set(self.d.get("stop_also", []))
		if "bot_only_resolution" in restart:
			human = min([m["index"] for m in s.human_replies()], default=len(self.h.events))
			resolved = [c[0] for c in s.changes if c[2] == "resolved" and c[3] != "resolved" and c[0] < human]
			after = [q for q in questions if resolved and q["index"] > resolved[-1]]
			if after:
				start, index = after[0]["at"], after[0]["index"]
		# What stops the clock, in order: a reply, or what stop_also names.
		stops = [m for m in s.messages if self.valid_reply(m)
			or m["from"] == "agent" and not m["private"] and ("public_note" in also and m["class"] == "notice"
				or "external_echo" in also and not m["agent"])]
		for i, t, state, before, agent in s.changes:
			if state == "resolved" and "resolve" in also or state == "pending" != before and "pending" in also:
				stops.append({"at": t, "index": i, "agent": agent})
		stops = sorted([m for m in stops if m["index"] >= index], key=lambda m: m["index"])
		stop = stops[0] if stops else None
		until = stop["index"] if stop is not None else len(self.h.events)
		moves = [(q["index"], q["at"]) for q in questions if clock_start == "last_message"]
		moves += [(e["index"], e["at"]) for e in s.handoffs if "handoff" in restart]
		moves = sorted(m for m in moves if index <= m[0] < until)
		return moves[-1][1] if moves else start, stop

	def measure_first_response_time(self):
		readings = []
		capped = self.d.get("unanswered", "ignore") == "cap"
		for s in self.sessions():
			start, reply = self.first_response(s, self.d.get("clock_start", "open"))
			by_start = self.d.get("date_by") == "start"
			if reply is not None:
				if "cross_day" in self.exclude and self.h.day(start) != self.h.day(reply["at"]):
					continue
				value = self.elapsed(s, start, reply["at"])
				if self.cap is not None:
					value = min(value, self.cap)
				readings.append(Reading(start if by_start else reply["at"],
					self.session_credit(s, [reply["agent"]]), s, value=value))
			elif capped:
				stop = s.ends[-1][0] if s.ended else self.as_of
				done = s.ended or self.elapsed(s, start, stop) >= self.cap
				readings.append(Reading(start, self.session_credit(s, "owner"), s,
					value=self.cap if done else None, undecided=not done))
		return readings, figure.duration

	# Plain session rates.

	def session_rate(self, sessions, test, credit="owner"):
		readings = []
		for s in sessions:
			readings.append(Reading(s.open_t, self.session_credit(s, credit), s, num=int(bool(test(s))), den=1))
		return readings, figure.rate

	def measure_auto_response_rate(self):
		return self.session_rate(self.sessions(), lambda s: s.bot_only())

	def measure_resolution_rate(self):
		return self.session_rate(self.sessions(), lambda s: s.resolution is not None)

	def gave_up(self, s, events):
		"""Who gave the session up the first time, else its owner."""
		return [events[0]["giver"] or s.owner] if events else [s.owner]

	def measure_escalation_rate(self):
		readings = []
		for s in self.sessions():
			giver = self.gave_up(s, s.escalations)
			readings.append(Reading(s.open_t, self.session_credit(s, giver), s, num=int(bool(s.escalations)), den=1))
		return readings, figure.rate

	def measure_transfer_rate(self):
		readings = []
		for s in self.sessions():
			if self.handled(s):
				giver = self.gave_up(s, s.transfers)
				readings.append(Reading(s.open_t, self.session_credit(s, giver), s, num=int(bool(s.transfers)), den=1))
		return readings, figure.rate

	def measure_correct_transfer_rate(self):
		readings = []
		for s in self.sessions():
			for transfer in s.transfers:
				if transfer["correct"] is not None:
					readings.append(Reading(transfer["at"], self.session_credit(s, [transfer["giver"]], transfer["index"]),
						s, num=int(transfer["correct"]), den=1))
		return readings, figure.rate

	def measure_transfers_per_session(self):
		readings = []
		for s in self.sessions():
			readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, num=len(s.transfers), den=1))
		return readings, figure.rate

	def bot_began(self, s):
		if s.handoffs:
			return True
		for m in s.messages:
			if not m["private"] and m["from"] in ("agent", "bot"):
				return m["from"] == "bot"
		return False

	def measure_bot_handoff_rate(self):
		return self.session_rate([s for s in self.sessions() if self.bot_began(s)], lambda s: s.handoffs)

	def measure_bot_containment_rate(self):
		readings = []
		horizon = self.d.get("horizon_days", 0) * DAY
		for s in self.sessions():
			if horizon:
				spoke = [m["at"] for m in s.messages if not m["private"] and (m["from"] == "bot" or m["mode"] == "bot")]
				if spoke:
					person = any(spoke[0] <= m["at"] <= spoke[0] + horizon for m in s.human_replies())
					readings.append(Reading(spoke[0], self.session_credit(s, "owner"), s, num=int(not person), den=1,
						immature=not person and self.as_of <= spoke[0] + horizon))
				continue
			if not self.bot_began(s):
				continue
			if not s.ended:
				continue
			contained = not s.handoffs and not s.human_replies()
			readings.append(Reading(s.ends[-1][0], self.session_credit(s, "owner"), s, num=int(contained), den=1))
		return readings, figure.rate

	def measure_kb_use_rate(self):
		readings = []
		for s in self.sessions():
			if self.handled(s):
				user = [s.articles[0].get("agent") or s.owner] if s.articles else [s.owner]
				readings.append(Reading(s.open_t, self.session_credit(s, user), s, num=int(bool(s.articles)), den=1))
		return readings, figure.rate

	def measure_survey_invite_rate(self):
		every = self.d.get("denominator") == "created"
		return self.session_rate([s for s in self.sessions() if every or self.handled(s)],
			lambda s: [e for e in s.sends if e.get("survey", "csat") == self.survey()])

	def measure_abandon_rate(self):
		sessions = []
		short = ms(self.d.get("short_s"))
		for s in self.sessions():
			gone = s.state == "abandoned"
			if s.bot_only() and not gone:
				continue
			if gone and short is not None and s.ends[-1][0] - s.open_t < short:
				continue
			sessions.append(s)
		return self.session_rate(sessions, lambda s: s.state == "abandoned" and not s.human_replies())

	def measure_leave_message_rate(self):
		return self.session_rate(self.sessions(), lambda s: s.left_message)

	def measure_leave_message_reply_rate(self):
		readings = []
		for s in self.sessions():
			if not s.left_message:
				continue
			replies = [m for m in s.messages if self.valid_reply(m)]
			answered = bool(replies)
			if replies and self.limit is not None:
				answered = self.within_limit(self.elapsed(s, s.open_t, replies[0]["at"]))
			replier = replies[0]["agent"] if replies and replies[0]["agent"] else s.owner
			readings.append(Reading(s.open_t, self.session_credit(s, [replier]), s, num=int(answered), den=1))
		return readings, figure.rate

	def measure_connect_rate(self):
		return self.session_rate(self.sessions(), self.handled)

	def measure_topic_share(self):
		readings = [Reading(s.open_t, self.session_credit(s, "owner"), s, num=1) for s in self.sessions()]
		return readings, self.share

	def share(self, model, readings, agent):
		total, _ = figure.sides([r for r in self.every], None)
		num, _ = figure.sides(readings, agent)
		out = {"num": figure.plain(num), "den": figure.plain(total)}
		if total:
			out["value"] = figure.plain(num / total)
		return figure.state_of(model, True, total, False, False, out)

	# Resolution.

	def measure_resolution_time(self):
		readings = []
		samples = self.d.get("samples", "last")
		for s in self.sessions():
			if samples != "last":
				for one in s.resolves[:1 if samples == "first" else None]:
					readings.append(Reading(one["t"], self.session_credit(s, [one["agent"]], one["index"]), s,
						value=self.elapsed(s, s.open_t, one["t"])))
				continue
			if s.resolution is not None:
				t = s.resolution["t"]
				readings.append(Reading(t, self.session_credit(s, [s.resolution["agent"]], s.resolution["index"]), s,
					value=self.elapsed(s, s.open_t, t)))
		return readings, figure.duration

	def measure_first_resolution_time(self):
		readings = []
		for s in self.sessions():
			if s.resolves:
				first = s.resolves[0]
				readings.append(Reading(first["t"], self.session_credit(s, [first["agent"]], first["index"]), s,
					value=self.elapsed(s, s.open_t, first["t"])))
		return readings, figure.duration

	def measure_resolution_within_rate(self):
		readings = []
		for s in self.sessions():
			met = undecided = False
			if s.resolution is not None:
				met = self.within_limit(self.elapsed(s, s.open_t, s.resolution["t"]))
			elif not s.ended:
				undecided = self.within_limit(self.elapsed(s, s.open_t, self.as_of))
			readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, num=int(met), den=1, undecided=undecided))
		return readings, figure.rate

	def measure_one_touch_rate(self):
		readings = []
		for s in self.sessions():
			if s.resolution is not None:
				replies = [m for m in s.messages if self.valid_reply(m)]
				readings.append(Reading(s.resolution["t"], self.session_credit(s, [s.resolution["agent"]], s.resolution["index"]),
					s, num=int(len(replies) <= 1), den=1))
		return readings, figure.rate

	def repeat_after(self, s, t):
		"""Another session of the same customer and topic within the horizon."""
		horizon = self.d["horizon_days"] * DAY
		return any(o is not s and o.who == s.who and o.topic == s.topic and t < o.open_t <= t + horizon
			for o in self.h.live)

	def measure_first_contact_resolution_rate(self):
		horizon = self.d["horizon_days"] * DAY
		readings = []
		for s in self.sessions():
			if not s.resolves:
				continue
			first = s.resolves[0]
			t = first["t"]
			failed = self.repeat_after(s, t) or any(r["t"] <= t + horizon for r in s.reopens)
			readings.append(Reading(t, self.session_credit(s, [first["agent"]], first["index"]), s, num=int(not failed), den=1,
				immature=not failed and self.as_of <= t + horizon))
		return readings, figure.rate

	def measure_repeat_contact_rate(self):
		horizon = self.d["horizon_days"] * DAY
		readings = []
		for s in self.sessions():
			if not s.ended:
				continue
			t = s.ends[-1][0]
			repeated = self.repeat_after(s, t)
			readings.append(Reading(t, self.session_credit(s, "last_agent"), s, num=int(repeated), den=1,
				immature=not repeated and self.as_of <= t + horizon))
		return readings, figure.rate

	def measure_reopen_rate(self):
		readings = []
		for s in self.sessions():
			if s.resolves:
				first = s.resolves[0]
				readings.append(Reading(first["t"], self.session_credit(s, [first["agent"]], first["index"]), s,
					num=int(bool(s.reopens)), den=1))
		return readings, figure.rate

	def measure_reopen_count(self):
		readings = []
		for s in self.sessions():
			for reopen in s.reopens:
				readings.append(Reading(reopen["t"], self.session_credit(s, [reopen["resolution"]["agent"]], reopen["index"]),
					s, num=1))
		return readings, figure.count

	def measure_resolved_count(self):
		readings = []
		for s in self.sessions():
			if s.resolution is not None:
				readings.append(Reading(s.resolution["t"],
					self.session_credit(s, [s.resolution["agent"]], s.resolution["index"]), s, num=1))
		return readings, figure.count

	def time_in(self, states):
		readings = []
		for s in self.sessions():
			if s.resolution is None:
				continue
			t = s.resolution["t"]
			spans = [(a, min(b, t)) for a, b in s.spans(states, self.as_of) if a < t]
			readings.append(Reading(t, self.session_credit(s, "owner", s.resolution["index"]), s, value=self.measure(spans)))
		return readings, figure.duration

	def measure_requester_wait_time(self):
		return self.time_in(("open", "hold"))

	def measure_pending_time(self):
		return self.time_in(("pending",))

	def measure_hold_time(self):
		return self.time_in(("hold",))

	def measure_queue_time(self):
		readings = []
		for s in self.sessions():
			waits = sorted(s.queues + s.handoffs, key=lambda e: e["index"])
			if not waits:
				continue
			after = [e for e in s.assigns if e["index"] > waits[0]["index"]]
			if after:
				readings.append(Reading(after[0]["at"], self.session_credit(s, [after[0].get("agent")], after[0]["index"]), s,
					value=self.elapsed(s, waits[0]["at"], after[0]["at"])))
		return readings, figure.duration

	def measure_stations(self):
		readings = []
		for s in self.sessions():
			if s.resolution is not None:
				changes = len([1 for t, i, agent in s.owners if agent is not None])
				readings.append(Reading(s.resolution["t"], self.session_credit(s, "owner", s.resolution["index"]), s,
					num=changes, den=1))
		return readings, figure.rate

	# Service levels.

	def targets(self):
		"""(session, elapsed, stop or None, credit of a met one) for every target."""
		target = self.d.get("target", "first_reply")
		out = []
		for s in self.sessions():
			end = s.ends[-1][0] if s.ended else None
			if target == "first_reply":
				start, reply = self.first_response(s, self.d.get("clock_start", "open"))
				stop = reply["at"] if reply is not None else end
				out.append((s, start, stop, reply["agent"] if reply is not None else s.owner))
			elif target == "resolution":
				stop = s.resolution["t"] if s.resolution is not None else end
				out.append((s, s.open_t, stop, s.resolution["agent"] if s.resolution is not None else s.owner))
			elif target == "periodic_update":
				for since, stop, agent, kind in self.updates(s):
					out.append((s, since, stop, agent))
			elif target == "next_reply":
				for r in self.all_rounds(s)[1:]:
					stop = r.reply["at"] if r.reply is not None else r.end_t
					out.append((s, r.open_t, stop, r.reply["agent"] if r.reply is not None else s.owner))
		return self.worst(out) if self.d.get("unit") == "session" else out

	def worst(self, targets):
		"""Of each session the target that is breached, else undecided, else met; of equals the one most used up."""
		out = {}
		for s, start, stop, stopper in targets:
			elapsed = self.elapsed(s, start, self.as_of if stop is None else stop)
			rank = 3 if elapsed > self.limit else 2 if stop is None else 1
			if s.name not in out or (rank, elapsed) > out[s.name][0]:
				out[s.name] = ((rank, elapsed), (s, start, stop, stopper))
		return [one for key, one in out.values()]

	def target_day(self, s, stop):
		return s.open_t if self.d.get("date_by") == "start" else self.as_of if stop is None else stop

	def measure_sla_compliance_rate(self):
		readings = []
		for s, start, stop, stopper in self.targets():
			elapsed = self.elapsed(s, start, self.as_of if stop is None else stop)
			met = elapsed <= self.limit
			decided = stop is not None or not met
			over_resolved = self.d.get("denominator") == "resolved"
			readings.append(Reading(self.target_day(s, stop), self.session_credit(s, [stopper] if decided and met else "owner"), s,
				num=int(decided and met), den=int(decided and not over_resolved), undecided=not decided))
		for s in self.sessions():
			if self.d.get("denominator") == "resolved" and s.resolution is not None:
				readings.append(Reading(self.target_day(s, s.resolution["t"]), self.session_credit(s, "owner"), s, den=1))
		return readings, figure.rate

	def measure_sla_overrun_time(self):
		readings = []
		for s, start, stop, stopper in self.targets():
			elapsed = self.elapsed(s, start, self.as_of if stop is None else stop)
			t = self.target_day(s, stop)
			if elapsed > self.limit:
				readings.append(Reading(t, self.session_credit(s, "owner"), s, value=elapsed - self.limit))
			elif stop is None:
				readings.append(Reading(t, self.session_credit(s, "owner"), s, undecided=True))
		return readings, figure.duration

	# Surveys.

	def survey(self):
		return self.d.get("survey") or SURVEY_OF.get(self.d["measure"], "csat")

	def answers(self):
		"""(session or None, answer) that count."""
		survey = self.survey()
		accepted = self.d.get("scores", {}).get("accepted")
		out = []
		for s in self.sessions():
			out += [(s, e) for e in self.last_answers(s)]
		for e in self.h.alone:
			if e["kind"] == "survey.answer" and e.get("survey", "csat") == survey:
				out.append((None, e))
		if accepted is not None:
			out = [(s, e) for s, e in out if e["score"] in accepted]
		return out

	def last_answers(self, s):
		"""The session's answer; two when one came before and one after it went idle."""
		mine = [e for e in s.answers if e.get("survey", "csat") == self.survey()]
		return [e for e in mine if not e["late"]][-1:] + [e for e in mine if e["late"]][-1:]

	def answer_credit(self, s, e):
		if s is None:
			return [e.get("agent")]
		if self.credit is None:
			return [e["agent"]] if e.get("agent") else [s.owner_at(e["index"])]
		if self.credit == "owner":
			return [s.owner_at(e["index"])]
		return self.session_credit(s, "owner", e["index"])

	def survey_mean(self, score=lambda e: e["score"]):
		readings = []
		for s, e in self.answers():
			readings.append(Reading(e["at"], self.answer_credit(s, e), s, num=score(e), den=1, score=e["score"]))
		return readings, figure.rate

	def measure_csat_mean(self):
		return self.survey_mean()

	measure_ces_mean = measure_quality_mean = measure_expertise_mean = measure_csat_mean
	measure_attitude_mean = measure_speed_mean = measure_csat_mean

	def positive(self, e):
		given = self.d.get("scores", {}).get("positive")
		if given is not None:
			return e["score"] in given
		low, high = e.get("min", 1), e.get("max", 5)
		points = high - low + 1
		top = 1 if points <= 3 else 2 if points <= 7 else 3
		return e["score"] > high - top

	def measure_csat_rate(self):
		return self.divided(self.survey_mean(lambda e: int(self.positive(e))))

	def divided(self, made):
		"""A rate of answers over what `denominator` names."""
		over = self.d.get("denominator", "answered")
		if over == "answered":
			return made
		readings = made[0]
		for r in readings:
			r.den = 0
		for s in self.sessions():
			if over == "sent":
				readings += [Reading(e["at"], self.answer_credit(s, e), s, den=1) for e in s.sends
					if e.get("survey", "csat") == self.survey()]
			elif over == "created" or self.handled(s):
				readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, den=1))
		return made

	def measure_dissatisfaction_rate(self):
		negative = self.d.get("scores", {}).get("negative", [1, 2])
		return self.divided(self.survey_mean(lambda e: int(e["score"] in negative)))

	def measure_csat_distribution(self):
		return self.survey_mean()[0], figure.distribution

	def measure_nps(self):
		readings, _ = self.survey_mean(lambda e: 1 if e["score"] >= 9 else -1 if e["score"] <= 6 else 0)
		return readings, lambda model, rs, agent: figure.rate(model, rs, agent, 100)

	def measure_survey_response_rate(self):
		readings = []
		survey = self.survey()
		for s in self.sessions():
			accepted = self.d.get("scores", {}).get("accepted")
			answers = self.last_answers(s)
			if accepted is not None:
				answers = [e for e in answers if e["score"] in accepted]
			for send in s.sends:
				if send.get("survey", "csat") != survey:
					continue
				answered = [e for e in answers if e["index"] > send["index"]]
				credit = self.answer_credit(s, answered[0]) if answered else self.answer_credit(s, send)
				readings.append(Reading(send["at"], credit, s, num=int(bool(answered)), den=1))
		return readings, figure.rate

	# Complaints and quality.

	def measure_complaint_count(self):
		return self.complaints("complaint.file"), figure.count

	def complaints(self, kind):
		readings = []
		live = set(s.name for s in self.sessions())
		for e in self.h.events:
			if e["kind"] != kind:
				continue
			s = e.get("of")
			if s is not None and s.name not in live:
				continue
			credit = [e["agent"]] if e.get("agent") else [e.get("owner")]
			if s is not None:
				credit = self.session_credit(s, credit, e["index"])
			readings.append(Reading(e["at"], credit, s, num=1))
		return readings

	def measure_complaint_filed_rate(self):
		readings = self.complaints("complaint.file")
		if self.d.get("unit") == "customer_day":
			events = [e for e in self.h.events if e["kind"] == "complaint.file"
				and (e.get("of") is None or e["of"].name in {s.name for s in self.sessions()})]
			for r, e in zip(readings, events):
				customer = e["of"].who if e.get("of") is not None else e.get("customer")
				r.num, r.nkey = 0, (customer, self.h.day(e["at"]))
			for s in self.sessions():
				for m in s.messages:
					if self.question(m):
						r = Reading(m["at"], self.message_credit(s, m), s, dkey=(s.who, self.h.day(m["at"])))
						r.agents = [agent for agent in r.agents if agent]
						readings.append(r)
		else:
			for s in self.sessions():
				readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, den=1))
		return readings, figure.rate

	def findings(self):
		"""(session or None, findings) for everything inspected."""
		out = []
		for s in self.sessions():
			if s.findings:
				out.append((s, s.findings))
		for e in self.h.alone:
			if e["kind"] == "qa.finding":
				out.append((None, [e]))
		return out

	def finding_credit(self, s, e):
		if s is None:
			return [e.get("agent")]
		return self.session_credit(s, [e.get("agent") or s.owner], e["index"])

	def measure_error_rate(self):
		readings = []
		for s, found in self.findings():
			wrong = any(e.get("points", 0) < 0 for e in found)
			readings.append(Reading(found[0]["at"], self.finding_credit(s, found[0]), s, num=int(wrong), den=1))
		return readings, figure.rate

	def measure_qa_points(self):
		readings = []
		for s, found in self.findings():
			points = sum(e.get("points", 0) for e in found)
			readings.append(Reading(found[0]["at"], self.finding_credit(s, found[0]), s, num=points, den=1))
		return readings, figure.rate

	# Counts.

	def measure_session_count(self):
		return [Reading(s.open_t, self.session_credit(s, "owner"), s, num=1) for s in self.sessions()], figure.count

	def message_credit(self, s, m):
		return self.session_credit(s, [m["agent"] or m["owner"]], m["index"])

	def received(self, s):
		"""The reception filters on a session."""
		rule = self.d.get("reception", {})
		questions = len([m for m in s.messages if self.question(m)])
		replies = len([m for m in s.messages if self.valid_reply(m)])
		return not (rule.get("after_sales_out") and s.phase == "aftersale") \
			and not (questions == 1 and replies < rule.get("single_line", 0)) \
			and not ("answered_lines" in rule and s.initiator == "agent" and questions <= rule["answered_lines"])

	def forwarded(self, s, agent):
		"""Gave the session away with too few lines to have received its customer."""
		most = self.d.get("reception", {}).get("forwarded_lines")
		replies = len([m for m in s.messages if self.valid_reply(m) and m["agent"] == agent])
		return most is not None and agent and replies <= most and any(t["giver"] == agent for t in s.transfers)

	def customers(self, handled):
		readings = []
		for s in self.sessions():
			asked = any(self.question(m) for m in s.messages)
			for m in s.messages:
				if not self.received(s) or self.forwarded(s, m["agent"] or m["owner"]):
					continue
				if (self.valid_reply(m) and asked) if handled else self.question(m):
					key = (s.who, self.h.day(m["at"])) if self.d.get("unit") == "customer_day" else s.who
					readings.append(Reading(m["at"], self.message_credit(s, m), s, nkey=key))
		return readings, figure.count

	def measure_contact_count(self):
		return self.customers(False)

	def measure_handled_count(self):
		return self.customers(True)

	def messages_of(self, direction):
		readings = []
		for s in self.sessions():
			for m in s.messages:
				into = self.question(m)
				out = self.valid_reply(m)
				if into and direction in ("in", "both") or out and direction in ("out", "both"):
					readings.append((s, m, into))
		return readings

	def measure_message_count(self):
		direction = self.d.get("direction", "both")
		return [Reading(m["at"], self.message_credit(s, m), s, num=1)
			for s, m, into in self.messages_of(direction)], figure.count

	def measure_answer_ratio(self):
		return [Reading(m["at"], self.message_credit(s, m), s, num=int(not into), den=int(into))
			for s, m, into in self.messages_of("both")], figure.rate

	def measure_backlog(self):
		self.first_day = self.last_day = None
		return [Reading(self.as_of, self.session_credit(s, "owner"), s, num=1)
			for s in self.sessions() if not s.ended], figure.count

	def measure_backlog_age(self):
		self.first_day = self.last_day = None
		return [Reading(self.as_of, self.session_credit(s, "owner"), s, value=self.elapsed(s, s.open_t, self.as_of))
			for s in self.sessions() if not s.ended], figure.duration

	def measure_backlog_flow(self):
		readings = []
		for s in self.sessions():
			readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, num=1))
			if s.resolution is not None:
				readings.append(Reading(s.resolution["t"], self.session_credit(s, "owner", s.resolution["index"]), s, num=-1))
		return readings, figure.count

	# Time worked.

	def agents_of(self, s):
		return sorted({agent for t, i, agent in s.owners if agent})

	def worked(self, s, agent):
		return intersect(s.state_spans_of_owner(agent, self.as_of), s.spans(("open",), self.as_of))

	def held(self, s, agent):
		return intersect(s.state_spans_of_owner(agent, self.as_of), s.spans(("open", "pending", "hold"), self.as_of))

	def measure_handle_time(self):
		readings = []
		for s in self.sessions():
			if not s.ended:
				continue
			parts = {}
			for agent in self.agents_of(s):
				parts[agent] = (self.measure(self.worked(s, agent)), 1)
			if not parts:
				continue
			readings.append(Reading(s.ends[-1][0], parts.keys(), s, num=sum(p[0] for p in parts.values()), den=1, parts=parts))
		return readings, figure.shares_duration

	def per_agent(self, numbers):
		"""A reading for each agent and each hour, day … asked for in which it was online: without any, for all the
		queried days.  numbers(agent, online, bounds) says what it adds."""
		readings = []
		for name, start, end in self.times():
			for agent in sorted(self.h.agents):
				online = intersect(self.h.presence(agent)[0], [(start, end)])
				if length(online):
					num, den = numbers(agent, online, [(start, end)])
					readings.append(Reading(None, [agent], None, num=num, den=den, time=name))
		return readings

	def measure_online_time(self):
		return self.per_agent(lambda agent, online, bounds: (length(online), 0)), figure.time_sum

	def measure_suspended_time(self):
		readings = self.per_agent(
			lambda agent, online, bounds: (length(intersect(self.h.presence(agent)[1], bounds)), 0))
		return [r for r in readings if r.num], figure.time_sum

	def measure_occupancy_rate(self):
		def numbers(agent, online, bounds):
			work = []
			for s in self.sessions():
				work += self.worked(s, agent)
			return length(intersect(union(work), online)), length(online)
		return self.per_agent(numbers), figure.rate

	def measure_concurrency_mean(self):
		def numbers(agent, online, bounds):
			return sum(length(intersect(self.held(s, agent), online)) for s in self.sessions()), length(online)
		return self.per_agent(numbers), figure.rate

	def measure_concurrency_max(self):
		def peak(agents, bounds):
			spans = []
			for s in self.sessions():
				for agent in agents or self.agents_of(s):
					spans += intersect(self.held(s, agent), bounds)
			return max((sum(1 for a, b in spans if a <= at < b) for at, _ in spans), default=0)
		if all(by in TIMES for by in self.q.get("by") or []):
			# The whole shop's, of every hour, day … in which sessions were held.
			readings = [Reading(None, [], None, num=peak(None, [(start, end)]), time=name)
				for name, start, end in self.times()]
			return [r for r in readings if r.num or r.time is None], figure.count
		return self.per_agent(lambda agent, online, bounds: (peak([agent], bounds), 0)), figure.count

	def measure_throughput(self):
		readings = self.per_agent(lambda agent, online, bounds: (0, length(online)))
		for s in self.sessions():
			if self.handled(s):
				repliers = {m["agent"] for m in s.messages if self.valid_reply(m) and m["agent"]}
				readings.append(Reading(s.open_t, repliers, s, num=1))
		return readings, lambda model, rs, agent: figure.rate(model, rs, agent, 3600000)
