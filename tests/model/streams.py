#!/usr/bin/env python3
"""Seeded random conformance vectors, with expectations of the reference model.

	python3 tests/model/streams.py --seed 1 --count 1000 [--measures a,b] [--family session|all]
		[--grain SECONDS]

prints one vector a line. The same arguments print the same vectors. A stream is
small (one to a few sessions and orders) and full of edges: instants that are
equal or one millisecond off a limit, repeated and retracted events, late
arrivals, reopened, merged and excluded sessions, days on which clocks change.
With --grain every instant is a whole multiple of so many seconds, so that most
happens at once and the order of events within an instant decides.
"""

import argparse
import datetime
import json
import random
import sys
import zoneinfo

import reference
import reference_service
from reference_history import entity_of

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# Zone and local dates worth a look: ordinary days, and those on which its clock changes.
PLACES = [
	("UTC", "2026-02-27"), ("UTC", "2024-02-28"),
	("Asia/Shanghai", "2026-03-02"), ("Asia/Shanghai", "1991-04-13"),
	("Asia/Kolkata", "2026-12-30"),
	("Europe/Berlin", "2026-03-28"), ("Europe/Berlin", "2026-10-24"),
	("America/New_York", "2026-03-07"), ("America/New_York", "2026-10-31"),
	("America/Sao_Paulo", "2026-06-01"), ("America/Sao_Paulo", "2018-02-16"), ("America/Sao_Paulo", "2018-11-03"),
	("Australia/Lord_Howe", "2026-04-04"), ("Australia/Lord_Howe", "2026-10-03"),
	("Pacific/Apia", "2011-12-28"),
]
CUSTOMERS = ["c1", "c2", "c3", "c4"]
AGENTS = ["a1", "a2", "a3"]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SCHEDULES = [
	([["08:00", "24:00"]], 7), ([["08:00", "23:00"]], 7), ([["22:00", "06:00"]], 7), ([["22:00", "06:00"]], 5),
	([["09:00", "12:00"], ["13:00", "18:00"]], 5), ([["00:00", "24:00"]], 7), ([["10:00", "18:00"]], 6),
	([["02:30", "03:30"], ["08:00", "20:00"]], 7), ([["00:00", "00:30"], ["23:30", "24:00"]], 7),
]

SESSION_MEASURES = """first_response_time response_time reply_within_rate reply_rate unanswered_count
	longest_response_time requester_wait_time queue_time slow_response_count auto_response_rate resolution_time
	first_resolution_time resolution_rate resolution_within_rate one_touch_rate first_contact_resolution_rate
	reopen_rate reopen_count pending_time hold_time handle_time sla_compliance_rate sla_overrun_time resolved_count
	csat_mean csat_rate dissatisfaction_rate csat_distribution nps ces_mean survey_response_rate survey_invite_rate
	quality_mean expertise_mean attitude_mean speed_mean escalation_rate transfer_rate correct_transfer_rate
	transfers_per_session bot_handoff_rate bot_containment_rate repeat_contact_rate complaint_filed_rate
	complaint_count error_rate qa_points kb_use_rate abandon_rate leave_message_rate leave_message_reply_rate
	connect_rate topic_share answer_ratio session_count contact_count handled_count message_count backlog
	backlog_age backlog_flow stations""".split()
PRESENCE_MEASURES = "online_time suspended_time occupancy_rate throughput concurrency_max concurrency_mean".split()
ATTRIBUTION_MEASURES = """attributed_sales attributed_orders attributed_units attributed_buyers order_value_per_buyer
	order_value_per_contact units_per_buyer average_unit_price relative_order_value sales_share silent_sales
	target_attainment order_payment_rate return_on_service""".split()
INQUIRY_MEASURES = "inquiry_count inquiry_conversion_rate inquiry_lost_count".split()
OTHER_MEASURES = """complaint_rate contact_rate shop_conversion_rate return_rate return_order_rate refund_rate
	refund_amount_rate refund_time refund_within_rate refund_accuracy_rate self_resolved_refund_rate
	dispute_refund_rate platform_help_rate non_fulfilment_rate quality_refund_rate after_sales_cost
	after_sales_cost_per_order review_mean positive_review_rate negative_review_rate negative_review_count
	repurchase_rate retention_rate churn_rate average_order_value lifetime_value service_cost cost_per_contact
	cost_per_resolution training_count""".split()
ALL_MEASURES = SESSION_MEASURES + PRESENCE_MEASURES + ATTRIBUTION_MEASURES + INQUIRY_MEASURES + OTHER_MEASURES

# More of those with many knobs.
HEAVY = """reply_within_rate reply_within_rate reply_within_rate response_time response_time first_response_time
	first_response_time resolution_time reply_rate csat_rate sla_compliance_rate handle_time""".split()
HEAVY_ALL = "attributed_sales attributed_sales inquiry_conversion_rate concurrency_mean".split()

SESSION_CREDIT = ["owner", "first_agent", "last_agent", "resolver", "all_participants"]
CREDITED = """resolution_time first_resolution_time session_count csat_rate csat_mean nps resolution_rate reopen_rate
	one_touch_rate resolved_count repeat_contact_rate escalation_rate transfer_rate backlog leave_message_rate""".split()
CLOCKED = """first_response_time response_time longest_response_time slow_response_count reply_within_rate
	requester_wait_time queue_time resolution_time first_resolution_time resolution_within_rate pending_time hold_time
	handle_time sla_compliance_rate sla_overrun_time backlog_age leave_message_reply_rate refund_time
	refund_within_rate""".split()
PAUSED = """first_response_time response_time longest_response_time slow_response_count reply_within_rate resolution_time
	first_resolution_time resolution_within_rate sla_compliance_rate sla_overrun_time""".split()


SURVEY_OF = reference_service.SURVEY_OF
WANTED = {"reopen_rate": ["session.reopen", "session.resolve"], "reopen_count": ["session.reopen", "session.resolve"],
	"correct_transfer_rate": ["session.transfer"], "transfer_rate": ["session.transfer"], "qa_points": ["qa.finding"],
	"error_rate": ["qa.finding"], "leave_message_reply_rate": ["session.leave_message"], "kb_use_rate": ["kb.use"],
	"complaint_rate": ["complaint.uphold"], "complaint_count": ["complaint.file"], "complaint_filed_rate": ["complaint.file"],
	"escalation_rate": ["session.escalate"], "stations": ["session.transfer"]}
for name in ("csat_mean csat_rate dissatisfaction_rate csat_distribution nps ces_mean quality_mean expertise_mean"
		" attitude_mean speed_mean").split():
	WANTED[name] = ["survey.answer"]
for name in ("survey_response_rate", "survey_invite_rate"):
	WANTED[name] = ["survey.answer", "survey.send"]


class Stream:
	def __init__(self, rng, measure):
		self.rng = rng
		self.wanted = WANTED.get(measure, [])      # kinds that the measure reads, to have enough of them
		self.survey = SURVEY_OF.get(measure, "csat")
		self.zone, date = rng.choice(PLACES)
		self.info = zoneinfo.ZoneInfo(self.zone)
		self.base = reference_instant(date + "T00:00:00", self.info)
		self.gap = rng.choice([None, None, 600, 1800, 7200])
		self.threads = rng.random() < 0.4
		self.events = []          # (t, event)
		self.sessions = rng.randint(1, 5)
		self.ends = []            # (customer, end instant), for orders to follow
		self.complaints = 0
		self.open_complaints = []
		self.limits = [30, 60, 180, 300, 600, 3600, 7200]

	def step(self):
		"""Time from one event to the next, in ms."""
		rng = self.rng
		kind = rng.random()
		if kind < 0.12:
			return 0
		if kind < 0.18:
			return 1
		if kind < 0.55:
			return rng.randint(1, 90) * SECOND
		if kind < 0.72:
			exact = rng.choice(self.limits) * SECOND
			return max(0, exact + rng.choice([0, 0, -1, 1]))
		if kind < 0.90:
			return rng.randint(2, 40) * MINUTE + rng.choice([0, 0, 1, 999])
		if kind < 0.95 and self.gap:
			return self.gap * SECOND + rng.choice([0, 1, -1])
		return rng.randint(1, 30) * HOUR

	def start(self):
		"""A first instant: anywhere in three days, or on an edge of one."""
		rng = self.rng
		t = self.base + rng.randint(0, 2) * DAY
		kind = rng.random()
		if kind < 0.15:
			return t + rng.choice([0, -1, 1, 8 * HOUR, 8 * HOUR - 1, 23 * HOUR, 23 * HOUR - 1, 2 * HOUR, 3 * HOUR])
		if kind < 0.30:
			return t - rng.randint(0, 20) * MINUTE
		return t + rng.randint(0, 24 * 60) * MINUTE + rng.choice([0, 0, 500])

	grain = 1 # ms

	def add(self, t, kind, **fields):
		t -= t % self.grain
		self.events.append((t, {"kind": kind, **{k: v for k, v in fields.items() if v is not None}}))

	# Sessions.

	def session(self, number):
		rng = self.rng
		customer = rng.choice(CUSTOMERS[:rng.randint(1, 4)])
		agents = rng.sample(AGENTS, 2)
		thread = self.threads and rng.random() < 0.8
		name = {"customer": customer}
		if thread:
			if rng.random() < 0.9:
				name["agent"] = agents[0]
		else:
			name["session"] = "s%d" % number
		t = self.start()
		who = lambda: {} if thread else {"agent": rng.choice([agents[0], agents[0], agents[1]])}
		maybe = lambda: who() if rng.random() < 0.5 else {}
		if rng.random() < (0.15 if thread else 0.6):
			self.add(t, "session.open", **{**name, **(who() if rng.random() < 0.2 else {})},
				channel=rng.choice([None, "chat", "email", "phone"]), topic=rng.choice([None, "size", "post"]),
				phase=rng.choice([None, "presale", "aftersale"]),
				initiator=rng.choice([None, None, "customer", "agent", "system"]))
			t += self.step()
		if not thread and rng.random() < 0.5:
			self.add(t, rng.choice(["session.queue", "session.handoff"]), **name)
			t += self.step()
			self.add(t, rng.choice(["session.assign", "session.join"]), **{**name, **who()})
			t += self.step()
		self.open_complaints = []
		for _ in range(rng.choice([0, 1, 2, 3, 4, 6, 9, 14])):
			t = self.turn(t, name, thread, who, maybe)
		if rng.random() < 0.75:
			t += self.step()
			end = rng.choice(["session.resolve", "session.resolve", "session.resolve", "session.close", "session.abandon"])
			self.add(t, end, **{**name, **maybe()})
			self.ends.append((customer, t))
			for _ in range(rng.choice([0, 0, 1, 2, 4])):
				t = self.after(t, name, thread, who, maybe)

	def turn(self, t, name, thread, who, maybe):
		rng = self.rng
		kind = rng.random()
		klass = lambda: rng.choice([None] * 7 + ["card", "small_talk", "text", "notice"])
		private = lambda: True if rng.random() < 0.08 else None
		if kind < 0.40:
			self.add(t, "message", **{**name, **(maybe() if rng.random() < 0.1 else {}), "from": "customer", "class": klass(),
				"private": True if rng.random() < 0.03 else None})
		elif kind < 0.72:
			self.add(t, "message", **{**name, **(who() if rng.random() < 0.95 else {}), "from": "agent",
				"mode": rng.choice([None, "human", "quick", "assist", "human", "auto", "welcome", "bot"]), "class": klass(),
				"private": private()})
		elif kind < 0.80:
			self.add(t, "message", **{**name, "from": "bot", "mode": rng.choice([None, "bot", "assist"]), "class": klass(),
				"private": private()})
		elif kind < 0.82:
			self.add(t, "message", **{**name, "from": "system"})
		else:
			what = rng.choice(["session.pend", "session.pend", "session.hold", "session.resume", "session.assign", "session.join",
				"session.transfer", "session.transfer", "session.handoff", "session.queue", "session.escalate", "session.leave",
				"session.tag", "session.leave_message", "kb.use", "qa.finding", "complaint.file", "survey.send", "session.open",
				"session.resolve", "session.reopen"] + self.wanted * 3)
			self.other(t, what, name, who, maybe)
		return t + self.step()

	def other(self, t, what, name, who, maybe):
		rng = self.rng
		fields = dict(name)
		if what in ("session.assign", "session.join") and "session" not in name and "agent" not in name:
			return
		if what in ("session.assign", "session.join", "session.leave"):
			fields.update(who())
		elif what == "session.transfer":
			fields.update(maybe())
			fields.update(rng.choice([{"to": rng.choice(AGENTS)}, {"to": rng.choice(AGENTS)}, {"to_team": "t1"}, {}]))
			fields["correct"] = rng.choice([None, True, False])
		elif what == "session.escalate":
			fields.update(maybe())
			fields["level"] = 2
		elif what == "session.tag":
			fields["topic"] = rng.choice(["size", "post"])
			if rng.random() < 0.5:
				fields["phase"] = rng.choice(["presale", "aftersale"])
		elif what == "kb.use":
			fields.update(maybe())
			fields["article"] = "k1"
		elif what == "qa.finding":
			fields.update(maybe())
			fields["finding"] = "tone"
			fields["points"] = rng.choice([-5, -2, 0, 3])
		elif what.startswith("complaint."):
			fields.update(maybe())
			# Filed under a name of its own; upheld or dismissed once.
			if what == "complaint.file":
				self.complaints += 1
				self.open_complaints.append("k%d" % self.complaints)
				fields["complaint"] = self.open_complaints[-1]
			elif self.open_complaints:
				fields["complaint"] = self.open_complaints.pop()
			else:
				return
		elif what in ("survey.send", "survey.answer"):
			survey, low, high = rng.choice([("csat", 1, 5)] * 4 + [("nps", 0, 10), ("ces", 1, 7), ("quality", 1, 5), ("expertise", 1, 5),
				("attitude", 1, 3), ("speed", 1, 5), ("csat", 1, 3), ("csat", 1, 10)])
			if self.wanted and survey != self.survey and rng.random() < 0.7:
				survey, low, high = self.survey, 1, 7
				if survey == "nps":
					low, high = 0, 10
			fields.update(maybe() if rng.random() < 0.3 else {})
			fields["survey"] = survey
			if what == "survey.answer":
				fields["score"], fields["min"], fields["max"] = rng.randint(low, high), low, high
		elif what in ("session.resolve", "session.reopen", "session.close"):
			fields.update(maybe())
		elif what == "session.open":
			fields["topic"] = rng.choice([None, "size"])
			fields["channel"] = rng.choice([None, "chat"])
		elif what == "session.exclude":
			fields["reason"] = rng.choice(["spam", "test"])
		elif what == "session.merge":
			fields["into"] = "s9"
		self.add(t, what, **fields)

	def after(self, t, name, thread, who, maybe):
		rng = self.rng
		t += self.step()
		what = rng.choice(["survey.send", "survey.answer", "survey.answer", "survey.answer", "session.reopen", "session.close",
			"message", "turn", "complaint.file", "complaint.uphold", "complaint.dismiss", "qa.finding", "kb.use", "session.exclude",
			"session.include", "session.merge", "session.resolve", "session.tag", "session.pend", "session.abandon", "survey.pair"]
			+ self.wanted * 5)
		if what == "session.merge" and rng.random() < 0.5:
			what = "session.resolve"
		if what == "message":
			self.add(t, "message", **{**name, "from": "customer", "class": rng.choice([None, None, "small_talk"])})
		elif what == "turn":
			return self.turn(t, name, thread, who, maybe)
		elif what == "survey.pair":
			self.other(t, "survey.send", name, who, maybe)
			t += max(1, self.step())
			self.other(t, "survey.answer", name, who, maybe)
		else:
			self.other(t, what, name, who, maybe)
		return t

	# Orders and what follows them.

	def order(self, number):
		rng = self.rng
		name = "o%d" % number
		if self.ends and rng.random() < 0.75:
			customer, t = rng.choice(self.ends)
			t += rng.choice([-1, 0, 1, -10 * MINUTE, 5 * MINUTE, HOUR, HOUR + 1, 20 * HOUR, 48 * HOUR, 49 * HOUR])
		else:
			customer, t = rng.choice(CUSTOMERS + ["silent"]), self.start()
		money = lambda: rng.randint(1, 900) * 100 + rng.choice([0, 99])
		for i in range(rng.choice([0, 1, 1, 1, 2])):
			self.add(t + i * rng.choice([0, 1]), "order.place", order=name, customer=customer,
				item=rng.choice([None, "i0", "i%d" % i]), units=rng.choice([None, 1, 2, 3]))
		if rng.random() < 0.2:
			self.add(t + MINUTE, "order.deposit", order=name, customer=customer, amount=money(), currency="CNY")
		if rng.random() < 0.2:
			self.add(t + MINUTE, "order.flag", order=name, customer=customer, reason=rng.choice(["red", "blue"]))
		t += self.step() + rng.choice([0, 0, 0, DAY])
		paid = rng.random() < 0.75
		if paid:
			for _ in range(rng.choice([1, 1, 1, 2])):
				self.add(t, "order.pay", order=name, customer=customer, amount=money(), currency="CNY")
				t += self.step()
			if rng.random() < 0.5:
				t += self.step()
				self.add(t, "order.ship", order=name, customer=customer)
			if rng.random() < 0.1:
				self.add(t, "order.cancel", order=name, customer=customer, reason="shop")
			for i in range(rng.choice([0, 0, 1, 2])):
				self.refund(t + self.step(), "f%d_%d" % (number, i), name)
			for _ in range(rng.choice([0, 0, 1, 2])):
				t += self.step()
				self.add(t, "review", order=name, customer=customer, stars=rng.randint(1, 5), agent=rng.choice([None] + AGENTS))
		for _ in range(rng.choice([0, 0, 1])):
			self.add(t, "cost", order=name, type=rng.choice(["freight", "compensation", "other", "wage"]), amount=money() // 100,
				currency="CNY", agent=rng.choice([None] + AGENTS))
		self.ends.append((customer, t))

	def refund(self, t, name, order):
		rng = self.rng
		agent = lambda: rng.choice([None] + AGENTS)
		kind = rng.choice(["refund_only", "return_refund", "return_refund", "exchange"])
		item = rng.choice([None, "i0", "i1"])
		money = rng.randint(1, 60) * 100

		def add(what, **fields):
			self.add(t, "refund." + what, refund=name, order=order, item=item, agent=agent(), **fields)
		add("request", type=kind, reason=rng.choice(["quality", "dont_want", "late"]), amount=money, currency="CNY",
			units=rng.choice([1, 2]))
		t += self.step()
		if rng.random() < 0.25:
			add("refuse")
			t += self.step()
			if rng.random() < 0.6:
				add("request", type=kind, reason=rng.choice(["quality", "late"]))
				t += self.step()
		if rng.random() < 0.25:
			add("intervene", initiator=rng.choice(["customer", "platform"]))
			t += self.step()
			if rng.random() < 0.7:
				add("judge", liable=rng.choice(["seller", "customer"]))
				t += self.step()
		if rng.random() < 0.75:
			add("agree")
			t += self.step()
			if kind != "refund_only" and rng.random() < 0.8:
				add("ship_back")
				t += self.step()
				if rng.random() < 0.8:
					add("sign")
					t += self.step()
		end = rng.random()
		if end < 0.7:
			add("complete", **({"amount": money} if rng.random() < 0.5 else {}))
		elif end < 0.85:
			add("withdraw")
		if rng.random() < 0.1:
			self.add(t, "qa.finding", refund=name, order=order, finding="tone", points=rng.choice([-2, 3]), agent=agent())

	# Agents, shop, counts.

	def surroundings(self, all_families):
		rng = self.rng
		if rng.random() < 0.25:
			t = self.start()
			self.add(t, rng.choice(["shop.closed", "shop.holiday"]))
			if rng.random() < 0.7:
				self.add(t + rng.randint(1, 20) * HOUR, "shop.open")
		if not all_families:
			return
		for agent in AGENTS[:rng.randint(0, 3)]:
			t = self.base + rng.randint(-2, 10) * HOUR
			for _ in range(rng.randint(1, 8)):
				self.add(t, rng.choice(["agent.online", "agent.online", "agent.suspend", "agent.offline"]), agent=agent)
				t += rng.choice([0, MINUTE, HOUR, 5 * HOUR, 9 * HOUR])
			if rng.random() < 0.3:
				self.add(t, "agent.training", agent=agent)
			for _ in range(rng.choice([0, 1, 2])):
				self.add(self.base + rng.randint(0, 3) * DAY, "agent.target", agent=agent, metric="attributed_sales",
					value=rng.randint(1, 90) * 1000)
			if rng.random() < 0.5:
				self.add(t, "cost", type=rng.choice(["wage", "training", "other"]), amount=rng.randint(100, 900), currency="CNY", agent=agent)
		for _ in range(rng.choice([0, 0, 1, 3])):
			self.add(self.base + rng.randint(0, 3) * DAY + 12 * HOUR, "count",
				name=rng.choice(["paid_orders", "paid_items", "orders", "shipments", "visitors"]), value=rng.randint(1, 60))

	# The whole.

	def build(self, all_families):
		rng = self.rng
		for number in range(1, self.sessions + 1):
			self.session(number)
		if all_families:
			for number in range(rng.choice([0, 1, 2, 4])):
				self.order(number)
		self.surroundings(all_families)
		self.events.sort(key=lambda pair: pair[0])
		return self.deliver() if self.events else []

	def deliver(self):
		"""Numbers, repetitions, retractions and late arrivals."""
		rng = self.rng
		numbering = rng.choice(["all", "none", "some"])
		counters = {}
		rows = []
		for t, e in self.events:
			e = {"t": self.text(t), **e}
			entity = entity_of(e)
			if entity[0] != "none" and (numbering == "all" or numbering == "some" and rng.random() < 0.5):
				counters[entity] = counters.get(entity, 0) + 1
				e["seq"] = counters[entity]
			rows.append((t, e))
		# Numbers that contradict the order of arrival within an instant.
		for (t, e), (t2, e2) in zip(rows, rows[1:]):
			if t == t2 and "seq" in e and "seq" in e2 and entity_of(e) == entity_of(e2) and rng.random() < 0.3:
				e["seq"], e2["seq"] = e2["seq"], e["seq"]
		out = [e for t, e in rows]
		self.forget_customers(out)
		extra = []
		for e in out:
			if "seq" not in e:
				continue
			kind = rng.random()
			if kind < 0.06:
				extra.append(dict(e))
			elif kind < 0.08:
				other = dict(e)
				if e["kind"] == "message":
					other["from"] = "agent"
					other["agent"] = rng.choice(AGENTS) if "session" in e else e.get("agent")
					if other["agent"] is None:
						del other["agent"]
				extra.append(other)
			elif kind < 0.10 and not e["kind"].startswith("shop."):
				extra.append(self.retraction(e))
		for e in extra:
			out.insert(rng.randint(0, len(out)), e)
		if rng.random() < 0.6:
			for _ in range(rng.randint(0, 4)):
				i = rng.randrange(len(out))
				e = out.pop(i)
				out.insert(min(len(out), max(0, i + rng.randint(-6, 6))), e)
		elif rng.random() < 0.2:
			rng.shuffle(out)
		return out

	def forget_customers(self, events):
		"""Leave the customer out where an earlier event of the session names them (twice, as one may be retracted)."""
		named = {}
		some = self.rng.random() < 0.3
		for e in events:
			if "session" in e and "customer" in e:
				named[e["session"]] = named.get(e["session"], 0) + 1
				if some and named[e["session"]] > 2 and self.rng.random() < 0.5:
					del e["customer"]

	def retraction(self, e):
		entity = entity_of(e)
		fields = {"refund": {"refund"}, "order": {"order"}, "agent": {"agent"}, "session": {"session"},
			"thread": {"customer", "agent"}}[entity[0]]
		return {"t": e["t"], "kind": "event.retract", **{k: e[k] for k in e if k in fields}, "seq": e["seq"]}

	def text(self, t):
		moment = (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(milliseconds=t))
		return moment.astimezone(self.info).isoformat(timespec="milliseconds" if t % 1000 else "seconds")

	def desk(self):
		rng = self.rng
		hours, days = rng.choice(SCHEDULES)
		schedule = {"tz": self.zone if rng.random() < 0.9 else "UTC", "weekly": {day: hours for day in WEEK[:days]}}
		day = lambda n: datetime.datetime.fromtimestamp((self.base + n * DAY) / 1000, self.info).date().isoformat()
		if rng.random() < 0.3:
			schedule["holidays"] = [day(rng.randint(0, 2))]
		if rng.random() < 0.2:
			schedule["special"] = {day(rng.randint(0, 2)): [["10:00", "14:00"]]}
		return {"tz": self.zone, "schedules": {"hours": schedule}, "session_gap_s": self.gap}


def reference_instant(text, info):
	moment = datetime.datetime.fromisoformat(text).replace(tzinfo=info)
	return int(moment.timestamp()) * 1000


def definition(rng, measure):
	d = {"measure": measure}
	chance = lambda p: rng.random() < p
	limit = lambda: rng.choice([0, 1, 30, 60, 180, 300, 600, 3600, 7200, 86400])
	if measure == "reply_within_rate":
		d["limit_s"] = limit()
		if chance(0.6):
			d["unit"] = rng.choice(["round", "session", "customer", "customer_day", "agent_customer_day"])
			if d["unit"] != "round":
				d["reduce"] = rng.choice(["first", "all", "max", "any", "mean", "sum"])
		if chance(0.4):
			d["unanswered"] = rng.choice(["fail", "ignore"])
		if chance(0.3):
			d["open_units"] = rng.choice(["leave_out", "fail", "pass"])
		if chance(0.2):
			d["date_by"] = "end"
		if chance(0.2):
			d["limit_inclusive"] = False
	elif measure in ("reply_rate", "unanswered_count"):
		if chance(0.6):
			d["unit"] = rng.choice(["round", "session", "customer", "customer_day", "agent_customer_day"])
	elif measure in ("response_time", "longest_response_time"):
		if chance(0.4):
			d["cap_s"] = rng.choice([30, 60, 600])
			d["unanswered"] = rng.choice(["ignore", "cap"])
		if measure == "response_time" and chance(0.3):
			d["unit"] = rng.choice(["session", "customer_day"])
	elif measure == "first_response_time":
		if chance(0.6):
			d["clock_start"] = rng.choice(["open", "first_message", "last_message", "handoff", "assign"])
		if chance(0.3):
			d["cap_s"] = rng.choice([30, 60, 600])
			d["unanswered"] = rng.choice(["ignore", "cap"])
		if chance(0.2):
			d["date_by"] = "start"
	elif measure == "slow_response_count":
		d["limit_s"] = limit()
		if chance(0.5):
			d["slow_rounds"] = rng.choice([1, 2, 3])
	elif measure in ("sla_compliance_rate", "sla_overrun_time"):
		d["limit_s"] = limit()
		if chance(0.7):
			d["target"] = rng.choice(["first_reply", "next_reply", "resolution"])
	elif measure == "resolution_within_rate":
		d["limit_s"] = rng.choice([60, 600, 3600, 36000])
		if chance(0.3):
			d["limit_inclusive"] = False
	elif measure == "leave_message_reply_rate":
		if chance(0.7):
			d["limit_s"] = limit()
	elif measure in ("first_contact_resolution_rate", "repeat_contact_rate", "repurchase_rate"):
		d["horizon_days"] = rng.choice([1, 2, 7])
	elif measure in ("csat_rate", "csat_mean", "csat_distribution", "dissatisfaction_rate", "survey_response_rate"):
		if chance(0.4):
			scores = {}
			if measure == "csat_rate" and chance(0.7):
				scores["positive"] = rng.choice([[4, 5], [5], [3]])
			if measure == "dissatisfaction_rate" and chance(0.7):
				scores["negative"] = [1, 2, 3]
			if chance(0.4):
				scores["accepted"] = [1, 2, 4, 5]
			if scores:
				d["scores"] = scores
		if chance(0.15):
			d["survey"] = rng.choice(["quality", "ces", "attitude"])
	elif measure == "message_count":
		if chance(0.7):
			d["direction"] = rng.choice(["in", "out", "both"])
	elif measure in ("contact_count", "handled_count", "complaint_filed_rate"):
		if chance(0.5):
			d["unit"] = "customer_day"
	elif measure == "abandon_rate":
		if chance(0.6):
			d["short_s"] = rng.choice([10, 60, 120, 600])
	elif measure == "contact_rate":
		d["basis"] = rng.choice(["orders", "shipments"])
	elif measure == "refund_time":
		if chance(0.6):
			d["return_pause"] = rng.choice(["shipping", "posting", "none"])
		if chance(0.4):
			d["withdrawn"] = "first_refusal"
	elif measure in ("refund_within_rate", "non_fulfilment_rate"):
		d["limit_s"] = rng.choice([60, 600, 3600, 36000, 86400])
	elif measure in INQUIRY_MEASURES:
		if chance(0.7):
			d["order_days"] = rng.choice([1, 2, 3])
		if chance(0.5):
			d["pay_days"] = rng.choice([1, 2, 4])
	elif measure == "review_mean" or measure.endswith("review_rate") or measure == "negative_review_count":
		if chance(0.3):
			d["pair_cap"] = rng.choice([1, 2])
		if measure != "review_mean" and chance(0.3):
			d["scores"] = {"positive": [4, 5], "negative": [1, 2, 3]} if chance(0.5) else {"positive": [5], "negative": [1]}
	if measure in ("refund_rate", "refund_time", "self_resolved_refund_rate") and chance(0.2):
		d["case_filter"] = {"intervened": False}
	if measure == "target_attainment":
		d["target_metric"] = "attributed_sales"
	if measure in ATTRIBUTION_MEASURES and chance(0.9):
		rule = {"lookback_s": rng.choice([3600, 86400, 172800]), "judgement": rng.choice(["order", "payment", "order_first"])}
		if chance(0.6):
			rule["tie"] = rng.choice(["latest_end", "most_rounds"])
		if chance(0.3):
			rule["silent_urge_s"] = rng.choice([600, 1800])
		if chance(0.3):
			rule["silent_follow_up_s"] = rng.choice([600, 7200])
		if chance(0.3):
			rule["exclude_flags"] = ["red"]
		if chance(0.3):
			rule["deduct_refunds"] = True
		d["attribution"] = rule
	rounds = measure in ("reply_within_rate", "response_time", "longest_response_time", "reply_rate", "unanswered_count",
		"slow_response_count")
	if rounds:
		if chance(0.3) and measure not in ("reply_rate", "unanswered_count"):
			d["clock_start"] = rng.choice(["last_message", "handoff", "assign"])
		if chance(0.25):
			d["samples"] = rng.choice(["first", "not_first"])
		if chance(0.2):
			d["cleared_by"] = [rng.choice(["bot", "auto", "welcome"])]
		if chance(0.15) and measure != "slow_response_count":
			# By agent, customer and day the credit is part of the unit.
			d["credit"] = rng.choice(["owner", "replier"] + (SESSION_CREDIT if d.get("unit") != "agent_customer_day" else []))
	elif measure in CREDITED and chance(0.3):
		d["credit"] = rng.choice(SESSION_CREDIT)
	if measure in CLOCKED and chance(0.25):
		d["clock"] = "hours"
	if measure in PAUSED and chance(0.25):
		d["pause"] = rng.choice([["pending"], ["hold"], ["pending", "hold"]])
	if chance(0.25):
		d["valid_reply"] = rng.choice([["human"], ["human", "quick"], ["human", "quick", "assist", "bot"], ["human", "auto"]])
	if chance(0.4):
		words = ["bot_only", "agent_initiated", "abandoned", "leave_message", "unanswered", "shop_closed", "small_talk", "card"]
		if rounds or measure == "first_response_time":
			words.append("cross_day")
		d["exclude"] = sorted(rng.sample(words, rng.choice([1, 1, 2, 3])))
	if chance(0.25):
		d["hours"] = "hours"
		words = ["session_open", "handoff", "survey_send"] + (["round_open", "reply"] * 2 if rounds else [])
		d["hours_by"] = rng.choice(words)
	if measure in ("online_time", "suspended_time"):
		return d
	if chance(0.15):
		d["min_count"] = rng.choice([2, 5])
	if chance(0.15):
		d["default_value"] = 0.57
	return d


def rarer(rng, stream, measure, d):
	"""Knobs that docs/definitions.md has beyond the vectors' format."""
	chance = lambda p: rng.random() < p
	waits = measure in ("response_time", "longest_response_time")
	rounds = waits or measure in ("reply_within_rate", "reply_rate", "unanswered_count", "slow_response_count")
	day = lambda n: datetime.datetime.fromtimestamp((stream.base + n * DAY + 12 * HOUR) / 1000, stream.info).date().isoformat()
	if measure in SESSION_MEASURES and not measure.startswith("backlog") and chance(0.08):
		first = rng.randint(-1, 2)
		d["exempt"] = [rng.choice([day(first), "%s..%s" % (day(first), day(first + 1))])]
	if measure in ("reply_within_rate", "csat_rate", "response_time", "session_count") and chance(0.1):
		d["mature_days"] = rng.choice([1, 2])
	if measure in PAUSED and d.get("hours") and "clock" not in d and "pause_clock" not in d and chance(0.3):
		d["pause"] = d.get("pause", []) + ["outside_hours"]
	if measure in SESSION_MEASURES and chance(0.06):
		d["exclude"] = d.get("exclude", []) + ["external_echo"]
	if rounds and chance(0.2):
		d["cleared_by"] = d.get("cleared_by", []) + rng.choice([["note"], ["resolve"], ["note", "resolve"]])
	if measure == "first_response_time" or measure.startswith("sla_") and d.get("target", "first_reply") == "first_reply":
		if chance(0.3):
			d["stop_also"] = rng.choice([["resolve"], ["pending"], ["public_note"], ["external_echo"], ["resolve", "pending", "external_echo"]])
		if chance(0.3):
			d["restart_on"] = rng.choice([["handoff"], ["bot_only_resolution"], ["bot_only_resolution", "handoff"]])
	if measure in PAUSED and "pause" in d and chance(0.3):
		d["pause_clock"] = "elapsed"
	if measure in PAUSED and chance(0.06):
		d["pause"] = ["pending", "resolved"]
	if (waits or measure in ("first_response_time", "resolution_time", "queue_time", "requester_wait_time")) and chance(0.08):
		d["round_up_s"] = rng.choice([1, 60, 3600])
	if waits and chance(0.12) and not {"unit", "samples", "unanswered", "cap_s", "clock_start"} & set(d):
		d["span"] = [rng.choice(["reply>reply", "reply>reply|resolve"])]
	elif waits and chance(0.12) and d.get("unit", "session") == "session":
		d["denominator"] = "received"
	if measure.startswith("sla_"):
		if chance(0.3) and not {"stop_also", "restart_on"} & set(d):
			d["target"] = "periodic_update"
		if chance(0.25):
			d["unit"] = rng.choice(["session", "target"])
		if chance(0.2):
			d["date_by"] = "start"
		if measure == "sla_compliance_rate" and chance(0.2):
			d["denominator"] = "resolved"
	if measure in ("csat_rate", "dissatisfaction_rate") and chance(0.3):
		d["denominator"] = rng.choice(["sent", "handled", "created"])
	if measure == "survey_invite_rate" and chance(0.3):
		d["denominator"] = "created"
	if measure in ("positive_review_rate", "negative_review_rate") and chance(0.3):
		d["denominator"] = "completed_orders"
	if measure == "bot_containment_rate" and chance(0.4):
		d["horizon_days"] = rng.choice([1, 2])
	if measure == "resolution_time" and chance(0.3):
		d["samples"] = rng.choice(["first", "last", "every"])
	if measure in ("contact_count", "handled_count") or measure in INQUIRY_MEASURES:
		if chance(0.3):
			d["reception"] = rng.choice([{"single_line": 1}, {"single_line": 2}, {"answered_lines": 1}, {"forwarded_lines": 0},
				{"forwarded_lines": 1, "single_line": 3}, {"after_sales_out": True}])
	if measure in INQUIRY_MEASURES and chance(0.25):
		d["unit"] = "customer"
	if measure == "platform_help_rate":
		d["case_filter"] = {}
		if chance(0.5):
			d["case_filter"]["intervened_by"] = ["customer", "platform"]
		if chance(0.5):
			d["case_filter"]["platform_after"] = "refusal"
		if chance(0.5):
			d["case_filter"]["withdrawn_after_s"] = rng.choice([60, 3600, 172800])
		if chance(0.3):
			d["case_filter"]["complaints"] = True
		if chance(0.5):
			d["weight_by"] = {"flag": "red", "factor": 3}


# What a figure can be asked by without leaving what FORMAT.md defines.
def query(rng, stream, measure, define, times):
	q = {}
	kind = rng.random()
	last = max(times)
	if kind < 0.35:
		as_of = last + rng.choice([0, 1, HOUR, DAY, 8 * DAY])
	elif kind < 0.6:
		as_of = rng.choice(times) + rng.choice([0, 0, 1, -1])
	elif kind < 0.7 and stream.gap:
		as_of = rng.choice(times) + stream.gap * SECOND + rng.choice([0, 1])
	elif kind < 0.85:
		as_of = rng.choice(times) + rng.choice(stream.limits) * SECOND + rng.choice([0, 1])
	else:
		as_of = stream.base + rng.randint(1, 5) * DAY
	q["as_of"] = stream.text(as_of)
	day = lambda n: datetime.datetime.fromtimestamp((stream.base + n * DAY + 12 * HOUR) / 1000, stream.info).date().isoformat()
	presence = measure in PRESENCE_MEASURES
	if measure in ("retention_rate", "churn_rate"):
		first = rng.randint(0, 3)
		q["from"], q["to"] = day(first), day(first + rng.randint(0, 2))
	elif rng.random() < 0.15:
		define["window_days"] = rng.choice([1, 2, 7])
		define["lag_days"] = rng.choice([0, 1])
	elif rng.random() < 0.3:
		first = rng.randint(-1, 3)
		if rng.random() < 0.9:
			q["from"] = day(first)
		if rng.random() < 0.9:
			q["to"] = day(first + rng.randint(0, 2))
	by = rng.choice([None, None, None, ["agent"], ["agent"], ["day"], ["agent", "day"], ["channel"], ["topic"], ["topic", "phase"]])
	if presence:
		by = rng.choice([None, ["agent"], ["agent"], ["day"], ["agent", "day"], ["day", "agent"], ["hour"], ["agent", "hour"],
			["week"], ["agent", "month"]])
	elif measure == "topic_share":
		by = rng.choice([None, ["topic"]])
	elif measure in ("sales_share", "relative_order_value", "target_attainment"):
		by = ["agent"]
	elif measure in ("retention_rate", "churn_rate"):
		by = None
	elif measure == "complaint_filed_rate" and define.get("unit") and by and "agent" in by:
		by = ["day"]
	elif measure in ("order_value_per_contact", "contact_rate") and by and "topic" in by:
		by = ["day"]
	if by:
		q["by"] = by
	return q


def vector_of(rng, measure, name):
	stream = Stream(rng, measure)
	events = stream.build(measure not in SESSION_MEASURES)
	if not events:
		return None
	times = [t for t, e in stream.events]
	define = definition(rng, measure)
	rarer(rng, stream, measure, define)
	vector = {"id": name, "source": "libkefu", "basis": "random", "confidence": "medium", "desk": stream.desk(), "define": define,
		"events": events, "query": query(rng, stream, measure, define, times), "note": ""}
	expect = reference.evaluate(vector)
	for figure in (expect.values() if vector["query"].get("by") else [expect]):
		figure.pop("values_s", None)
		if figure["state"] == "default":
			for key in ("mean_s", "min_s", "max_s", "p50_s", "p90_s", "p95_s", "p99_s"):
				figure.pop(key, None)
	vector["expect"] = expect
	return vector


def says_something(vector):
	expect = vector["expect"]
	figures = list(expect.values()) if vector["query"].get("by") else [expect]
	return any(f["state"] != "no_data" and (f.get("num") or f.get("den") or f.get("count") or f.get("sum_s")) for f in figures)


def vectors(seed, count, measures):
	for number in range(count):
		measure = random.Random("%d-%d" % (seed, number)).choice(measures)
		# Most streams that would say nothing are drawn again.
		for attempt in range(10):
			rng = random.Random("%d-%d-%d" % (seed, number, attempt))
			vector = vector_of(rng, measure, "stream-%d-%d" % (seed, number))
			if vector is not None and (says_something(vector) or rng.random() < 0.08):
				break
		if vector is not None:
			yield vector


def main():
	parser = argparse.ArgumentParser(description="print seeded random conformance vectors")
	parser.add_argument("--seed", type=int, default=1)
	parser.add_argument("--count", type=int, default=100)
	parser.add_argument("--measures", default="", help="comma-separated, instead of the family's")
	parser.add_argument("--family", choices=("session", "all"), default="all")
	parser.add_argument("--grain", type=int, default=0)
	args = parser.parse_args()
	Stream.grain = max(args.grain * SECOND, 1)
	if args.measures:
		measures = args.measures.split(",")
	elif args.family == "session":
		measures = SESSION_MEASURES + HEAVY
	else:
		measures = ALL_MEASURES + HEAVY + HEAVY_ALL
	for vector in vectors(args.seed, args.count, measures):
		json.dump(vector, sys.stdout, ensure_ascii=False, separators=(",", ":"))
		sys.stdout.write("\n")
	return 0


if __name__ == "__main__":
	sys.exit(main())
