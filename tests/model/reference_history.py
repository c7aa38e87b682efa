"""From events to histories: sessions, orders, refunds, presence.

Knows no definition. One pass over the events in their total order.
"""

from reference_time import Schedule, instant, local_day

ENTITY_KINDS = ("shop", "agent", "session", "thread", "order", "refund", "none")
OPENS_NO_SESSION = ("survey.send", "survey.answer", "kb.use", "complaint.file",
	"complaint.uphold", "complaint.dismiss", "qa.finding")
HUMAN_MODES = ("human", "quick", "assist")


def entity_of(e):
	"""The entity an event belongs to: (kind, id...)."""
	kind = e["kind"]
	if kind == "event.retract":
		# Names an entity by its fields; the most special one present.
		if "refund" in e:
			return ("refund", e["refund"])
		if "session" in e:
			return ("session", e["session"])
		if "order" in e:
			return ("order", e["order"])
		if "customer" in e:
			return ("thread", e["customer"], e.get("agent", ""))
		if "agent" in e:
			return ("agent", e["agent"])
		return ("shop", "")
	if kind.startswith("refund."):
		return ("refund", e["refund"])
	if kind.startswith("order.") or kind == "review":
		return ("order", e["order"])
	if kind.startswith("agent."):
		return ("agent", e["agent"])
	if kind.startswith("shop."):
		return ("shop", "")
	if kind == "count" or (kind == "cost" and "session" not in e and "order" not in e):
		return ("none", "")
	if "session" in e:
		return ("session", e["session"])
	if "order" in e and kind.split(".")[0] in ("complaint", "cost", "qa", "kb", "survey"):
		return ("order", e["order"])
	if "customer" not in e:
		return ("none", "")
	return ("thread", e["customer"], e.get("agent", ""))


def ordered(raw, as_of):
	"""Events that count, in the one total order; and the instant of the query."""
	retracted = set()
	for e in raw:
		if e["kind"] == "event.retract" and (as_of is None or instant(e["t"]) <= as_of):
			retracted.add((entity_of(e), e["seq"]))
	taken = set()
	rows = []
	for arrival, e in enumerate(raw):
		if e["kind"] == "event.retract":
			continue
		entity = entity_of(e)
		seq = e.get("seq")
		if seq is not None and entity[0] != "none":
			if (entity, seq) in retracted or (entity, seq) in taken:
				continue
			taken.add((entity, seq))
		t = instant(e["t"])
		# Unnumbered events come after the numbered ones of their instant.
		number = (0, seq) if seq is not None and entity[0] != "none" else (1, arrival)
		rows.append((t, ENTITY_KINDS.index(entity[0]), tuple(entity[1:]), number, e))
	rows.sort(key=lambda row: row[:4])
	if as_of is None:
		as_of = max((instant(e["t"]) for e in raw), default=0)
	out = []
	for row in rows:
		if row[0] > as_of:
			continue
		e = dict(row[4])
		e["at"] = row[0]
		e["index"] = len(out)
		e["entity"] = row[1:3]
		out.append(e)
	return out, as_of


class Session:
	def __init__(self, name, e):
		self.name = name
		self.open_t = e["at"]
		self.open_index = e["index"]
		self.opened_by = e["kind"]
		self.customer = e.get("customer")
		self.channel = self.topic = self.phase = ""
		self.given_initiator = None
		self.saw_open = False
		self.first_sender = None
		self.state = "open"
		self.owner = None
		self.resolution = None      # the one in force
		self.messages = []          # every message, private ones included
		self.log = []               # ("message", event) and ("end"/"reopen", index, t, state, agent)
		self.changes = []           # every change of state: (index, t, state, before, agent)
		self.acting = None          # the agent of the event at hand
		self.states = [(e["at"], "open")]
		self.owners = [(e["at"], e["index"], None)]
		self.ends = []              # (t, index, kind)
		self.resolves = []          # every resolve: dict
		self.reopens = []           # those of a resolution in force
		self.excluded = False
		self.merged = False
		self.left_message = False
		self.joined = []
		self.handoffs = []
		self.queues = []
		self.assigns = []           # assign and join
		self.transfers = []
		self.escalations = []
		self.sends = []
		self.answers = []
		self.complaints = []
		self.findings = []
		self.articles = []
		self.shop_closed = False

	@property
	def ended(self):
		return self.state in ("resolved", "closed", "abandoned")

	@property
	def initiator(self):
		if self.opened_by == "session.open":
			return self.given_initiator or "customer"
		if self.first_sender is not None:
			return self.first_sender
		return self.given_initiator or "customer"

	def set_state(self, t, index, state):
		was_ended = self.ended
		self.changes.append((index, t, state, self.state, self.acting))
		self.state = state
		self.states.append((t, state))
		if self.ended and not was_ended:
			self.ends.append((t, index, state))
			self.log.append(("end", index, t, state, self.acting))
		if was_ended and not self.ended:
			self.log.append(("reopen", index, t, state, self.acting))

	def set_owner(self, e, agent):
		if agent != self.owner:
			self.owner = agent
			self.owners.append((e["at"], e["index"], agent))

	def owner_at(self, index):
		"""The owner right after the event of that index."""
		owner = None
		for t, i, agent in self.owners:
			if i <= index:
				owner = agent
		return owner

	def close(self, t, index):
		if self.state == "resolved":
			self.set_state(t, index, "closed")
		elif not self.ended:
			self.set_state(t, index, "closed")

	def reopen(self, t, index, agent):
		if self.resolution is not None:
			self.reopens.append({"t": t, "index": index, "resolution": self.resolution, "agent": agent})
			self.resolution["reopened"] = self.resolution.get("reopened") or t
			self.resolution = None
		self.set_state(t, index, "open")

	def spans(self, states, until):
		"""Intervals spent in the given states."""
		out = []
		for (t, state), after in zip(self.states, self.states[1:] + [(until, None)]):
			if state in states and after[0] > t:
				out.append((t, after[0]))
		return out

	def state_spans_of_owner(self, agent, until):
		"""Intervals during which the agent owned the session."""
		out = []
		for (t, i, who), after in zip(self.owners, self.owners[1:] + [(until, None, None)]):
			if who == agent and after[0] > t:
				out.append((t, after[0]))
		return out

	@property
	def who(self):
		"""The customer; a session that nobody's customer is bound to is one's of its own."""
		return self.customer if self.customer is not None else ("session", self.name)

	def apply(self, e, shop_open):
		kind, t, index, agent = e["kind"], e["at"], e["index"], e.get("agent")
		self.acting = agent
		if self.customer is None:
			self.customer = e.get("customer")
		if kind == "session.open":
			if e.get("initiator") and self.given_initiator is None:
				self.given_initiator = e["initiator"]
			for field in ("channel", "topic", "phase"):
				if e.get(field) and not getattr(self, field):
					setattr(self, field, e[field])
			if agent and (self.owner is None):
				self.set_owner(e, agent)
		elif kind == "message":
			self.message(e)
		elif kind == "session.queue":
			self.queues.append(e)
		elif kind == "session.handoff":
			self.handoffs.append(e)
		elif kind == "session.assign":
			self.assigns.append(e)
			if agent:
				self.set_owner(e, agent)
		elif kind == "session.join":
			self.assigns.append(e)
			if agent:
				self.joined.append(agent)
				if self.owner is None:
					self.set_owner(e, agent)
		elif kind == "session.leave":
			if agent is not None and agent == self.owner:
				self.set_owner(e, None)
		elif kind == "session.transfer":
			giver = agent or self.owner
			self.transfers.append({"at": t, "index": index, "giver": giver,
				"to": e.get("to"), "correct": e.get("correct")})
			self.set_owner(e, e.get("to"))
		elif kind == "session.escalate":
			self.escalations.append({"at": t, "index": index, "giver": agent or self.owner})
		elif kind in ("session.pend", "session.hold"):
			if not self.ended:
				self.set_state(t, index, {"session.pend": "pending", "session.hold": "hold"}[kind])
		elif kind == "session.resume":
			if self.state in ("pending", "hold"):
				self.set_state(t, index, "open")
		elif kind == "session.resolve":
			if not self.ended:
				self.resolution = {"t": t, "index": index, "agent": agent or self.owner}
				self.resolves.append(self.resolution)
				self.set_state(t, index, "resolved")
		elif kind == "session.abandon":
			if not self.ended:
				self.set_state(t, index, "abandoned")
		elif kind == "session.close":
			self.close(t, index)
		elif kind == "session.reopen":
			if self.ended:
				self.reopen(t, index, agent)
		elif kind == "session.leave_message":
			self.left_message = True
		elif kind == "session.tag":
			for field in ("topic", "phase"):
				if field in e:
					setattr(self, field, e[field])
		elif kind == "session.exclude":
			self.excluded = True
		elif kind == "session.include":
			self.excluded = False
		elif kind == "session.merge":
			self.merged = True
		elif kind == "survey.send":
			self.sends.append(e)
		elif kind == "survey.answer":
			self.answers.append(e)
		elif kind.startswith("complaint."):
			self.complaints.append(e)
		elif kind == "qa.finding":
			self.findings.append(e)
		elif kind == "kb.use":
			self.articles.append(e)

	def message(self, e):
		sender = e["from"]
		mode = e.get("mode") or {"agent": "human", "bot": "bot", "system": "auto"}.get(sender)
		m = {"at": e["at"], "index": e["index"], "from": sender, "mode": mode, "agent": e.get("agent"),
			"class": e.get("class", "text"), "private": bool(e.get("private")), "session": self,
			"shop_open": e["shop_open"]}
		if self.first_sender is None:
			self.first_sender = {"customer": "customer", "agent": "agent"}.get(sender, "system")
		if sender in ("customer", "agent") and m["agent"] and self.owner is None:
			self.set_owner(e, m["agent"])
		if sender == "customer" and not m["private"]:
			if self.state == "pending":
				self.set_state(e["at"], e["index"], "open")
			elif self.ended:
				self.reopen(e["at"], e["index"], None)
		m["owner"] = self.owner
		self.messages.append(m)
		self.log.append(("message", m))

	# What the documents call by name.

	def human_replies(self):
		return [m for m in self.messages if not m["private"] and m["from"] == "agent" and m["mode"] in HUMAN_MODES]

	def bot_only(self):
		spoke = any(not m["private"] and (m["from"] == "bot" or m["mode"] == "bot") for m in self.messages)
		return spoke and not self.human_replies()

	def first_present(self):
		found = [(i, agent) for t, i, agent in self.owners if agent]
		found += [(m["index"], m["agent"]) for m in self.human_replies() if m["agent"]]
		return min(found)[1] if found else None

	def last_agent(self):
		replies = [m for m in self.human_replies() if m["agent"]]
		return replies[-1]["agent"] if replies else self.owner

	def participants(self):
		out = {agent for t, i, agent in self.owners if agent}
		out |= set(self.joined)
		out |= {m["agent"] for m in self.human_replies() if m["agent"]}
		return sorted(out)


class Thing:
	"""An order or a refund: its events in order."""

	def __init__(self, name):
		self.name = name
		self.events = []

	def of(self, kind):
		return [e for e in self.events if e["kind"] == kind]

	def field(self, name):
		for e in self.events:
			if e.get(name) is not None:
				return e[name]
		return None


class History:
	def __init__(self, vector):
		desk = vector["desk"]
		self.zone = desk.get("tz", "UTC")
		self.schedules = {name: Schedule(data) for name, data in desk.get("schedules", {}).items()}
		gap = desk.get("session_gap_s")
		self.gap = None if gap is None else round(gap * 1000)
		as_of = vector.get("query", {}).get("as_of")
		self.events, self.as_of = ordered(vector["events"], None if as_of is None else instant(as_of))
		self.sessions = {}
		self.threads = {}       # (customer, agent) -> [session, last instant]
		self.orders = {}
		self.refunds = {}
		self.agents = {}
		self.counts = []
		self.costs = []
		self.alone = []         # surveys and the like that found no session
		self.trainings = []
		self.targets = []
		self.shop_open = True
		for e in self.events:
			self.take(e)
		for key in self.threads:
			self.idle_close(key, self.as_of, None)
		self.live = [s for s in self.sessions.values() if not s.merged and not s.excluded]

	def day(self, t):
		return local_day(self.zone, t)

	def idle_close(self, key, t, index):
		session, last = self.threads[key]
		if self.gap is not None and t > last + self.gap:
			# Before everything after that instant, after everything up to it.
			before = max([e["index"] for e in self.events if e["at"] <= last + self.gap], default=-1)
			session.acting = None
			session.close(last + self.gap, before + 0.5)
			return True
		return False

	def session_of(self, e):
		"""The session an event belongs to, opened when the event may open one."""
		opens = e["kind"] not in OPENS_NO_SESSION and e["kind"] != "cost"
		if "session" in e:
			name = (e["session"],)
			if name not in self.sessions:
				if not opens:
					return None
				self.sessions[name] = self.new_session(name, e)
			return self.sessions[name]
		if e["kind"] == "cost" or "customer" not in e:
			return None
		key = (e["customer"], e.get("agent", ""))
		if not opens:
			return self.threads[key][0] if key in self.threads else None
		if key not in self.threads or self.idle_close(key, e["at"], e["index"]):
			number = sum(1 for name in self.sessions if name[1:3] == key)
			name = ("", key[0], key[1], number)
			session = self.new_session(name, e)
			self.sessions[name] = session
			self.threads[key] = [session, e["at"]]
		if e["kind"] in ("message", "session.close"):
			self.threads[key][1] = e["at"]
		return self.threads[key][0]

	def new_session(self, name, e):
		session = Session(name, e)
		session.shop_closed = not self.shop_open
		return session

	def take(self, e):
		kind = e["kind"]
		e["shop_open"] = self.shop_open
		if kind.startswith("shop."):
			self.shop_open = kind == "shop.open"
		elif kind == "count":
			self.counts.append(e)
		elif kind.startswith("order.") or kind == "review":
			self.orders.setdefault(e["order"], Thing(e["order"])).events.append(e)
		elif kind.startswith("refund."):
			self.refunds.setdefault(e["refund"], Thing(e["refund"])).events.append(e)
		elif kind == "agent.training":
			self.trainings.append(e)
		elif kind == "agent.target":
			self.targets.append(e)
		elif kind.startswith("agent."):
			self.agents.setdefault(e["agent"], []).append(e)
		elif kind == "cost":
			self.costs.append(e)
		else:
			if "order" in e and "session" not in e and kind in OPENS_NO_SESSION:
				session = None
			else:
				session = self.session_of(e)
			if session is None:
				e["owner"] = None
				self.alone.append(e)
			else:
				# An answer later than the gap no longer replaces one from before it.
				e["late"] = "session" not in e and self.gap is not None and "customer" in e \
					and e["at"] > self.threads[(e["customer"], e.get("agent", ""))][1] + self.gap
				session.apply(e, self.shop_open)
				e["owner"] = session.owner
				e["of"] = session

	def presence(self, agent):
		"""(online, suspended) intervals of an agent, up to the query."""
		online, suspended = [], []
		online_from = suspended_from = None
		for e in self.agents.get(agent, []):
			t = e["at"]
			if e["kind"] == "agent.online":
				if suspended_from is not None:
					suspended.append((suspended_from, t))
					suspended_from = None
				if online_from is None:
					online_from = t
			elif e["kind"] == "agent.suspend":
				if online_from is None:
					online_from = t
				if suspended_from is None:
					suspended_from = t
			elif e["kind"] == "agent.offline":
				if suspended_from is not None:
					suspended.append((suspended_from, t))
				if online_from is not None:
					online.append((online_from, t))
				online_from = suspended_from = None
		if online_from is not None:
			online.append((online_from, self.as_of))
		if suspended_from is not None:
			suspended.append((suspended_from, self.as_of))
		return online, suspended
