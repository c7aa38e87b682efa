"""Sales, after-sales, customers, reviews and costs."""

import reference_figure as figure
from reference_base import Reading, ms
from reference_service import Service
from reference_time import DAY, day_start, day_text


class Trade(Service):

	# Orders.

	def customer_of(self, order):
		customer = order.field("customer")
		return customer if customer is not None else ("order", order.name)

	def pays(self, order):
		return order.of("order.pay")

	def places(self, order):
		return order.of("order.place")

	def paid_amount(self, order):
		return sum(e.get("amount", 0) for e in order.events if e["kind"] in ("order.pay", "order.deposit"))

	def refunds_of(self, order):
		return [r for r in self.h.refunds.values() if r.field("order") == order.name]

	def refund_amount(self, refund):
		done = refund.of("refund.complete")
		if not done:
			return 0
		amount = done[0].get("amount")
		if amount is None:
			requests = [e["amount"] for e in refund.of("refund.request") if e.get("amount") is not None]
			amount = requests[-1] if requests else 0
		return amount

	def items(self, order):
		return max(1, len({e["item"] for e in order.events if e["kind"].startswith("order.") and e.get("item")}))

	def units_of(self, order):
		return sum(e.get("units", 1) for e in self.places(order))

	def paid_orders(self):
		return [o for o in self.h.orders.values() if self.pays(o)]

	def counted(self, name):
		return [Reading(e["at"], den=e["value"]) for e in self.h.counts if e["name"] == name]

	def den_paid_orders(self):
		return [Reading(self.pays(o)[0]["at"], den=1) for o in self.paid_orders()] + self.counted("paid_orders")

	def den_paid_items(self):
		return [Reading(self.pays(o)[0]["at"], den=self.items(o)) for o in self.paid_orders()] + self.counted("paid_items")

	# Complaints against orders, contacts against orders.

	def measure_complaint_rate(self):
		return self.complaints("complaint.uphold") + self.den_paid_orders(), figure.rate

	def measure_contact_rate(self):
		readings = [Reading(s.open_t, self.session_credit(s, "owner"), s, num=1) for s in self.sessions()]
		if self.d.get("basis", "orders") == "orders":
			readings += [Reading(self.places(o)[0]["at"], den=1) for o in self.h.orders.values() if self.places(o)]
			readings += self.counted("orders")
		else:
			readings += [Reading(o.of("order.ship")[0]["at"], den=1) for o in self.h.orders.values() if o.of("order.ship")]
			readings += self.counted("shipments")
		return readings, figure.rate

	# Chats and attribution.

	def chats(self, customer):
		"""Presences of agents in the customer's sessions: dicts with start, end (None: running)."""
		out = []
		for s in self.h.live:
			if s.who != customer:
				continue
			marks = [(s.open_t, s.open_index, "begin")]
			for entry in s.log:
				if entry[0] == "end":
					marks.append((entry[2], entry[1], "end"))
				elif entry[0] == "reopen":
					marks.append((entry[2], entry[1], "begin"))
			for i in range(0, len(marks), 2):
				begin_t, begin_i, _ = marks[i]
				end_t, end_i, _ = marks[i + 1] if i + 1 < len(marks) else (None, None, None)
				out += self.chats_of_stretch(s, begin_t, begin_i, end_t, end_i)
		return out

	def chats_of_stretch(self, s, begin_t, begin_i, end_t, end_i):
		present = {}
		owners = s.owners + [(None, None, None)]
		for (t, i, agent), (t2, i2, _) in zip(owners, owners[1:]):
			if agent is None:
				continue
			start = (t, i) if i >= begin_i else (begin_t, begin_i)
			if i2 is not None and i2 < begin_i:
				continue
			if end_i is not None and i > end_i:
				continue
			if i2 is None or (end_i is not None and i2 > end_i):
				stop = (end_t, end_i)
			else:
				stop = (t2, i2)
			present.setdefault(agent, []).append((start[0], stop[0]))
		for m in s.human_replies():
			if m["agent"] and m["index"] >= begin_i and (end_i is None or m["index"] <= end_i):
				present.setdefault(m["agent"], []).append((m["at"], m["at"]))
		out = []
		for agent, spans in present.items():
			start = min(a for a, b in spans)
			end = None if any(b is None for a, b in spans) else max(b for a, b in spans)
			out.append({"session": s, "agent": agent, "start": start, "end": end,
				"begin_i": begin_i, "end_i": end_i})
		return out

	def answered_rounds(self, chat):
		return len([r for r in self.all_rounds(chat["session"]) if r.reply is not None and r.reply["agent"] == chat["agent"]
			and r.open_index >= chat["begin_i"] and (chat["end_i"] is None or r.open_index <= chat["end_i"])])

	def winner(self, customer, t):
		"""The chat that earns what the customer did at an instant."""
		rule = self.d.get("attribution", {})
		lookback = ms(rule.get("lookback_s", 172800))
		able = [c for c in self.chats(customer) if c["start"] <= t and (c["end"] is None or c["end"] >= t - lookback)]
		if not able:
			return None

		def rank(c):
			on = c["end"] is None or c["end"] >= t
			ends = float("inf") if c["end"] is None else c["end"]
			key = [on, ends, c["start"], c["session"].name, c["agent"]]
			if rule.get("tie", "latest_end") == "most_rounds":
				key.insert(0, self.answered_rounds(c))
			return key
		return max(able, key=rank)

	def attributed_agent(self, order):
		"""Agent an order is credited to, or None: a silent one."""
		rule = self.d.get("attribution", {})
		judgement = rule.get("judgement", "order")
		customer = self.customer_of(order)
		places, pays = self.places(order), self.pays(order)
		by_order = self.winner(customer, places[0]["at"]) if places else None
		by_payment = self.winner(customer, pays[0]["at"]) if pays else None
		urge = ms(rule.get("silent_urge_s"))
		if urge is not None and by_payment is not None and by_order is None and places:
			if by_payment["start"] <= places[0]["at"] + urge:
				by_payment = None
		chat = by_order
		if judgement == "payment":
			chat = by_payment
		elif judgement == "order_first":
			chat = by_order or by_payment
		follow = ms(rule.get("silent_follow_up_s"))
		if chat is None and follow is not None and pays:
			t = pays[0]["at"]
			after = [c for c in self.chats(customer) if t <= c["start"] <= t + follow]
			if after:
				chat = min(after, key=lambda c: (c["start"], c["session"].name))
		return None if chat is None else chat["agent"]

	def flagged(self, order):
		flags = set(self.d.get("attribution", {}).get("exclude_flags", []))
		return any(e.get("reason") in flags for e in order.of("order.flag"))

	def sale_amount(self, order, net=None):
		amount = self.paid_amount(order)
		if self.d.get("attribution", {}).get("deduct_refunds") if net is None else net:
			amount -= sum(self.refund_amount(r) for r in self.refunds_of(order))
		return amount

	def sales(self):
		"""(order, day instant, agent or None, amount) of every paid order that counts."""
		out = []
		for order in self.paid_orders():
			if not self.flagged(order):
				out.append((order, self.pays(order)[0]["at"], self.attributed_agent(order), self.sale_amount(order)))
		return out

	def attributed(self):
		return [sale for sale in self.sales() if sale[2] is not None]

	def measure_attributed_sales(self):
		return [Reading(t, [agent], num=amount) for o, t, agent, amount in self.attributed()], figure.count

	def measure_silent_sales(self):
		return [Reading(t, num=amount) for o, t, agent, amount in self.sales() if agent is None], figure.count

	def measure_attributed_orders(self):
		return [Reading(t, [agent], num=1) for o, t, agent, amount in self.attributed()], figure.count

	def measure_attributed_units(self):
		return [Reading(t, [agent], num=self.units_of(o)) for o, t, agent, amount in self.attributed()], figure.count

	def measure_attributed_buyers(self):
		return [Reading(t, [agent], nkey=self.customer_of(o)) for o, t, agent, amount in self.attributed()], figure.count

	def measure_order_value_per_buyer(self):
		return [Reading(t, [agent], num=amount, dkey=self.customer_of(o))
			for o, t, agent, amount in self.attributed()], figure.rate

	def measure_units_per_buyer(self):
		return [Reading(t, [agent], num=self.units_of(o), dkey=self.customer_of(o))
			for o, t, agent, amount in self.attributed()], figure.rate

	def measure_average_unit_price(self):
		return [Reading(t, [agent], num=amount, den=self.units_of(o))
			for o, t, agent, amount in self.attributed()], figure.rate

	def measure_order_value_per_contact(self):
		readings = [Reading(t, [agent], num=amount) for o, t, agent, amount in self.attributed()]
		for s in self.sessions():
			for m in s.messages:
				if self.question(m):
					readings.append(Reading(m["at"], self.message_credit(s, m), s, dkey=s.who))
		return readings, figure.rate

	def measure_sales_share(self):
		return self.measure_attributed_sales()[0], self.share

	def measure_relative_order_value(self):
		sales = self.sales()
		readings = [Reading(t, [agent], num=amount, dkey=self.customer_of(o), den=0) for o, t, agent, amount in sales if agent]
		shop = [Reading(t, num=amount, dkey=self.customer_of(o)) for o, t, agent, amount in sales if self.in_days(t)]

		def make(model, rs, agent):
			num, den = figure.sides(rs, agent)
			all_num, all_den = figure.sides(shop, None)
			out = {"count": figure.plain(den)}
			if den and all_num:
				out["value"] = figure.plain((num / den) / (all_num / all_den))
			return figure.state_of(model, bool(all_num), den, False, False, out)
		return readings, make

	def measure_target_attainment(self):
		readings = getattr(self, "measure_" + self.d["target_metric"])()[0]
		last = {}
		for e in self.h.targets:
			if e.get("metric") == self.d["target_metric"] and self.in_days(e["at"]):
				last[e["agent"]] = e
		for agent, e in last.items():
			readings.append(Reading(e["at"], [agent], den=e["value"]))
		return readings, figure.rate

	def measure_order_payment_rate(self):
		readings = []
		for order in self.h.orders.values():
			if not self.places(order) or self.flagged(order):
				continue
			agent = self.attributed_agent(order)
			if agent is not None:
				key = (agent, self.customer_of(order))
				readings.append(Reading(self.places(order)[0]["at"], [agent], dkey=key, nkey=key if self.pays(order) else None))
		return readings, figure.rate

	# Inquiries.

	def inquiries(self):
		found = {}
		for s in self.sessions():
			if s.phase == "aftersale" or not self.received(s):
				continue
			for m in s.messages:
				key = (s.who, self.h.day(m["at"]))
				if self.question(m):
					entry = found.setdefault(key, {"t": m["at"], "agents": set()})
					entry["t"] = min(entry["t"], m["at"])
		for s in self.sessions():
			if s.phase == "aftersale" or not self.received(s):
				continue
			for m in s.messages:
				key = (s.who, self.h.day(m["at"]))
				if key in found and self.valid_reply(m) and m["agent"] and not self.forwarded(s, m["agent"]):
					found[key]["agents"].add(m["agent"])
		out = []
		order_days = self.d.get("order_days", 2)
		pay_days = self.d.get("pay_days")
		for (customer, day), entry in found.items():
			placed = [(self.places(o)[0]["at"], o) for o in self.h.orders.values()
				if self.places(o) and self.customer_of(o) == customer]
			if any(self.h.day(t) == day and t < entry["t"] for t, o in placed):
				continue
			converted = False
			for t, o in placed:
				if t < entry["t"] or self.h.day(t) >= day + order_days:
					continue
				if pay_days is None:
					converted = True
				else:
					converted = converted or any(self.h.day(e["at"]) < day + pay_days for e in self.pays(o))
			last = day + (order_days if pay_days is None else pay_days)
			mature = self.as_of >= day_start(self.h.zone, last)
			out.append({"t": entry["t"], "customer": customer, "day": day, "agents": sorted(entry["agents"]),
				"converted": converted, "mature": mature})
		return self.by_customer(out) if self.d.get("unit") == "customer" else out

	def by_customer(self, inquiries):
		"""unit customer: one case of all on the queried days."""
		out = {}
		for i in sorted(inquiries, key=lambda i: i["day"]):
			if not self.in_days(i["t"]):
				continue
			one = out.setdefault(i["customer"], i)
			one["agents"] = sorted(set(one["agents"]) | set(i["agents"]))
			one["converted"] = one["converted"] or i["converted"]
			one["mature"] = one["mature"] and i["mature"]
		return list(out.values())

	def measure_inquiry_count(self):
		return [Reading(i["t"], i["agents"], nkey=i["customer"]) for i in self.inquiries()], figure.count

	def measure_inquiry_conversion_rate(self):
		return [Reading(i["t"], i["agents"], num=int(i["converted"]), den=1, immature=not i["mature"])
			for i in self.inquiries()], figure.rate

	def measure_inquiry_lost_count(self):
		return [Reading(i["t"], i["agents"], num=1) for i in self.inquiries()
			if i["mature"] and not i["converted"]], figure.count

	def measure_shop_conversion_rate(self):
		readings = [Reading(self.pays(o)[0]["at"], nkey=self.customer_of(o)) for o in self.paid_orders()]
		return readings + self.counted("visitors"), figure.rate

	# Refund cases.

	def cases(self):
		out = []
		wanted = self.d.get("case_filter", {}).get("intervened")
		for refund in self.h.refunds.values():
			if wanted is not None and bool(refund.of("refund.intervene")) != wanted:
				continue
			out.append(refund)
		return out

	def handler(self, refund):
		named = [e["agent"] for e in refund.events if e.get("agent")]
		return [named[-1]] if named else []

	def completed(self):
		return [(r, r.of("refund.complete")[0]["at"]) for r in self.cases() if r.of("refund.complete")]

	def case_time(self, refund, until):
		start = refund.of("refund.request")[0]["at"] if refund.of("refund.request") else refund.events[0]["at"]
		taken = self.measure([(start, until)])
		pause = {"shipping": "refund.sign", "posting": "refund.ship_back"}.get(self.d.get("return_pause", "shipping"))
		agreed = refund.of("refund.agree")
		if pause is not None and refund.field("type") == "return_refund" and agreed:
			stops = [e for e in refund.of(pause) if e["index"] > agreed[0]["index"]]
			if stops:
				taken -= self.measure([(agreed[0]["at"], min(stops[0]["at"], until))])
		return taken

	def measure_refund_time(self):
		readings = []
		for refund, t in self.completed():
			readings.append(Reading(t, self.handler(refund), value=self.case_time(refund, t)))
		if self.d.get("withdrawn") == "first_refusal":
			for refund in self.cases():
				refused = refund.of("refund.refuse")
				if refund.of("refund.withdraw") and refused and not refund.of("refund.complete"):
					start = refund.of("refund.request")[0]["at"]
					readings.append(Reading(refused[0]["at"], self.handler(refund),
						value=self.measure([(start, refused[0]["at"])])))
		return readings, figure.duration

	def measure_refund_within_rate(self):
		return [Reading(t, self.handler(r), num=int(self.within_limit(self.case_time(r, t))), den=1)
			for r, t in self.completed()], figure.rate

	def measure_refund_accuracy_rate(self):
		readings = []
		for refund, t in self.completed():
			wrong = [e for e in self.h.events if e["kind"] == "qa.finding" and e.get("refund") == refund.name
				and e.get("points", 0) < 0]
			right = len(refund.of("refund.request")) == 1 and not wrong \
				and not any(e.get("liable") == "seller" for e in refund.of("refund.judge"))
			readings.append(Reading(t, self.handler(refund), num=int(right), den=1))
		return readings, figure.rate

	def measure_self_resolved_refund_rate(self):
		return [Reading(t, self.handler(r), num=int(not r.of("refund.intervene")), den=1)
			for r, t in self.completed()], figure.rate

	def measure_refund_rate(self):
		return [Reading(t, num=1) for r, t in self.completed()] + self.den_paid_items(), figure.rate

	def measure_refund_amount_rate(self):
		readings = [Reading(t, num=self.refund_amount(r)) for r, t in self.completed()]
		readings += [Reading(self.pays(o)[0]["at"], den=self.paid_amount(o)) for o in self.paid_orders()]
		return readings, figure.rate

	def returns_of(self, order):
		return [r for r in self.refunds_of(order) if r.field("type") == "return_refund" and r.of("refund.complete")]

	def measure_return_order_rate(self):
		return [Reading(self.pays(o)[0]["at"], num=int(bool(self.returns_of(o))), den=1)
			for o in self.paid_orders()], figure.rate

	def returned_units(self, refund):
		for kind in ("refund.complete", "refund.request"):
			for e in refund.of(kind):
				if e.get("units") is not None:
					return e["units"]
		return 1

	def measure_return_rate(self):
		readings = []
		for o in self.paid_orders():
			readings.append(Reading(self.pays(o)[0]["at"], num=sum(self.returned_units(r) for r in self.returns_of(o)),
				den=self.units_of(o)))
		return readings, figure.rate

	def measure_dispute_refund_rate(self):
		readings = []
		for r in self.cases():
			judged = [e for e in r.of("refund.judge") if e.get("liable") == "seller"]
			if judged and r.of("refund.intervene"):
				readings.append(Reading(judged[0]["at"], num=1))
		return readings + self.den_paid_items(), figure.rate

	def measure_platform_help_rate(self):
		readings = []
		rule = self.d.get("case_filter", {})
		for r in self.cases():
			asked = [e for e in r.of("refund.intervene") if e.get("initiator") in rule.get("intervened_by", ["customer"])
				and not (rule.get("platform_after") == "refusal" and e["initiator"] == "platform"
					and not any(f["index"] < e["index"] for f in r.of("refund.refuse")))]
			gone = r.of("refund.withdraw")
			still = bool(gone) and self.as_of - gone[0]["at"] < ms(rule.get("withdrawn_after_s", 0))
			if asked and (not gone or still):
				readings.append(Reading(asked[0]["at"], num=self.weight(self.customer_of_case(r), asked[0]["at"]), immature=still))
		if rule.get("complaints"):
			live = set(s.name for s in self.sessions())
			for e in self.h.events:
				if e["kind"] == "complaint.file" and (e.get("of") is None or e["of"].name in live):
					order = self.h.orders.get(e.get("order"))
					who = e["of"].customer if e.get("of") is not None \
						else e.get("customer") or (order.field("customer") if order is not None else None)
					readings.append(Reading(e["at"], [e.get("agent")], e.get("of"), num=self.weight(who, e["at"])))
		return readings + self.den_paid_orders(), figure.rate

	def customer_of_case(self, refund):
		order = self.h.orders.get(refund.field("order"))
		return refund.field("customer") or (self.customer_of(order) if order is not None else None)

	def weight(self, who, t):
		"""How often a case counts: customers with an order flagged in the 90 days before weigh more."""
		rule = self.d.get("weight_by")
		if rule is None:
			return 1
		mine = [o for o in self.h.orders.values() if who is not None and self.customer_of(o) == who]
		flagged = any(e.get("reason") == rule["flag"] and t - 90 * 86400000 <= e["at"] <= t
			for o in mine for e in o.of("order.flag"))
		return rule["factor"] if flagged else 1

	def measure_quality_refund_rate(self):
		first = {}
		for r in sorted(self.h.refunds.values(), key=lambda r: r.events[0]["index"]):
			request = r.of("refund.request")
			if request:
				key = (r.field("order"), request[0].get("item"))
				first.setdefault(key, request[0])
		readings = []
		for request in first.values():
			if request.get("reason") == "quality" and request.get("type") not in ("exchange", "repair"):
				readings.append(Reading(request["at"], num=1))
		return readings + self.den_paid_items(), figure.rate

	def measure_non_fulfilment_rate(self):
		readings = []
		for o in self.paid_orders():
			t = self.pays(o)[0]["at"]
			n = self.items(o)
			shipped = o.of("order.ship")
			cancelled = any(e.get("reason") == "shop" for e in o.of("order.cancel"))
			in_time = self.limit is None or self.within_limit(
				self.measure([(t, shipped[0]["at"] if shipped else self.as_of)]))
			if cancelled or not in_time:
				readings.append(Reading(t, num=n, den=n))
			elif shipped:
				readings.append(Reading(t, den=n))
			else:
				readings.append(Reading(t, undecided=True))
		return readings, figure.rate

	# Reviews.

	def reviews(self):
		out = []
		seen = {}
		events = [(o, e) for o in self.h.orders.values() for e in o.of("review")]
		for o, e in sorted(events, key=lambda pair: pair[1]["index"]):
			customer = e.get("customer") or self.customer_of(o)
			cap = self.d.get("pair_cap")
			if cap is not None:
				key = (customer, day_text(self.h.day(e["at"]))[:7])
				seen[key] = seen.get(key, 0) + 1
				if seen[key] > cap:
					continue
			out.append(e)
		return out

	def review_rate(self, test):
		orders = self.d.get("denominator") == "completed_orders"
		readings = [Reading(e["at"], [e.get("agent")], num=int(test(e)), den=int(not orders)) for e in self.reviews()]
		for o in self.h.orders.values():
			if orders and o.of("order.receive"):
				readings.append(Reading(o.of("order.receive")[0]["at"], den=1))
		return readings

	def negative(self, e):
		return e["stars"] in self.d.get("scores", {}).get("negative", [1, 2, 3])

	def measure_review_mean(self):
		return self.review_rate(lambda e: e["stars"]), figure.rate

	def measure_positive_review_rate(self):
		return self.review_rate(lambda e: e["stars"] in self.d.get("scores", {}).get("positive", [4, 5])), figure.rate

	def measure_negative_review_rate(self):
		return self.review_rate(self.negative), figure.rate

	def measure_negative_review_count(self):
		return [r for r in self.review_rate(self.negative) if r.num], figure.count

	# Customers.

	def measure_average_order_value(self):
		return [Reading(self.pays(o)[0]["at"], num=self.paid_amount(o), den=1) for o in self.paid_orders()], figure.rate

	def measure_lifetime_value(self):
		readings = []
		for o in self.paid_orders():
			readings.append(Reading(self.pays(o)[0]["at"], num=self.sale_amount(o, net=True), dkey=self.customer_of(o)))
		return readings, figure.rate

	def measure_repurchase_rate(self):
		horizon = self.d["horizon_days"] * DAY
		served = {}
		for s in self.sessions():
			if s.customer is not None and s.ended and s.human_replies() and self.in_days(s.ends[-1][0]):
				served.setdefault(s.who, []).append(s)
		readings = []
		for customer, sessions in served.items():
			sessions.sort(key=lambda s: s.ends[-1][:2])
			pays = [e["at"] for o in self.h.orders.values() if self.customer_of(o) == customer for e in self.pays(o)]
			again = any(s.ends[-1][0] < t <= s.ends[-1][0] + horizon for s in sessions for t in pays)
			last = sessions[-1]
			t = last.ends[-1][0]
			readings.append(Reading(t, self.session_credit(last, "last_agent"), last, num=int(again), den=1,
				immature=not again and self.as_of <= t + horizon))
		return readings, figure.rate

	def active(self, first, last):
		out = {}
		for o in self.paid_orders():
			t = self.pays(o)[0]["at"]
			if o.field("customer") is not None and first <= self.h.day(t) <= last:
				out.setdefault(self.customer_of(o), t)
		return out

	def measure_retention_rate(self, churn=False):
		n = self.last_day - self.first_day + 1
		before = self.active(self.first_day - n, self.first_day - 1)
		now = self.active(self.first_day, self.last_day)
		readings = []
		for customer in before:
			readings.append(Reading(None, num=int((customer in now) != churn), den=1))
		return readings, figure.rate

	def measure_churn_rate(self):
		return self.measure_retention_rate(True)

	# Cost and development.

	def costs_of(self, group):
		out = []
		for e in self.h.costs:
			kind = e.get("type", "other")
			after_sales = kind in ("freight", "compensation") or kind == "other" and ("order" in e or "refund" in e)
			if after_sales == (group == "after_sales"):
				out.append(e)
		return out

	def measure_after_sales_cost(self):
		return [Reading(e["at"], [e.get("agent")], num=e["amount"]) for e in self.costs_of("after_sales")], figure.count

	def measure_after_sales_cost_per_order(self):
		return self.measure_after_sales_cost()[0] + self.den_paid_orders(), figure.rate

	def measure_service_cost(self):
		return [Reading(e["at"], [e.get("agent")], num=e["amount"]) for e in self.costs_of("service")], figure.count

	def measure_cost_per_contact(self):
		readings = self.measure_service_cost()[0]
		for s in self.sessions():
			if self.handled(s):
				readings.append(Reading(s.open_t, self.session_credit(s, "owner"), s, den=1))
		return readings, figure.rate

	def measure_cost_per_resolution(self):
		readings = self.measure_service_cost()[0]
		for r in self.measure_resolved_count()[0]:
			r.num, r.den = 0, 1
			readings.append(r)
		return readings, figure.rate

	def measure_return_on_service(self):
		readings = []
		for o, t, agent, amount in self.attributed():
			readings.append(Reading(t, [agent], num=amount))
		for r in self.measure_after_sales_cost()[0]:
			r.num = -r.num
			readings.append(r)
		for r in self.measure_service_cost()[0]:
			r.num, r.den = 0, r.num
			readings.append(r)
		return readings, figure.rate

	def measure_training_count(self):
		return [Reading(e["at"], [e["agent"]], num=1) for e in self.h.trainings], figure.count
