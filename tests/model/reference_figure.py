"""From readings to figures: groups, sums, quantiles, states."""

from fractions import Fraction

from reference_time import TIMES, time_text


def plain(x):
	"""A number as JSON has it."""
	x = Fraction(x)
	return int(x) if x.denominator == 1 else x.numerator / x.denominator


def seconds(x):
	return plain(Fraction(x) / 1000)


def group_names(model, r):
	"""The groups of a query in which a reading appears."""
	by = model.q.get("by") or []
	names = [[]]
	for dimension in by:
		if dimension == "agent":
			values = r.agents
		elif dimension in TIMES:
			values = [r.time if r.time is not None else time_text(model.h.zone, r.t, dimension)]
		else:
			values = [(getattr(r.session, dimension) or "") if r.session is not None else ""]
		names = [name + [value] for name in names for value in values]
	return ["|".join(name) for name in names]


def quantile(values, p):
	"""Nearest rank: the smallest value with at least p of all at or below it."""
	rank = -(-len(values) * p // 100)
	return sorted(values)[max(rank, 1) - 1]


def state_of(model, counted, n, undecided, immature, out):
	"""State of a figure, and what of its numbers that state leaves standing."""
	minimum = model.d.get("min_count")
	default = model.d.get("default_value")
	if n == 0 or not counted:
		for name in ("value", "mean_s", "min_s", "max_s"):
			out.pop(name, None)
		if undecided:
			out["state"] = "provisional"
		elif default is not None:
			out["state"], out["value"] = "default", default
		else:
			out["state"] = "no_data"
	elif minimum is not None and n < minimum:
		if default is not None:
			out["state"], out["value"] = "default", default
		else:
			out["state"] = "below_minimum"
	elif immature:
		out["state"] = "immature"
	elif undecided:
		out["state"] = "provisional"
	else:
		out["state"] = "value"
	return out


def sides(readings, agent):
	num = den = 0
	for r in readings:
		if r.parts is not None and agent is not None:
			part = r.parts.get(agent, (0, 0))
			num, den = num + part[0], den + part[1]
		else:
			num, den = num + r.num, den + r.den
	num += len({r.nkey for r in readings if r.nkey is not None})
	den += len({r.dkey for r in readings if r.dkey is not None})
	return Fraction(num), Fraction(den)


def rate(model, readings, agent, factor=1):
	num, den = sides(readings, agent)
	out = {"num": plain(num), "den": plain(den)}
	if den:
		out["value"] = plain(num * factor / den)
	return state_of(model, True, den, any(r.undecided for r in readings), any(r.immature for r in readings), out)


def count(model, readings, agent):
	num, den = sides(readings, agent)
	immature = model.d.get("mature_days") and any(r.immature for r in readings)
	return {"num": plain(num), "value": plain(num), "state": "immature" if immature else "value"}


def duration(model, readings, agent):
	values = []
	for r in sorted(readings, key=lambda r: r.t):
		if r.value is None:
			continue
		values.append(Fraction(r.value))
	out = {"count": len(values), "sum_s": seconds(sum(values)), "values_s": [seconds(v) for v in values]}
	if values:
		out["mean_s"] = seconds(sum(values) / len(values))
		out["min_s"], out["max_s"] = seconds(min(values)), seconds(max(values))
		for p in (50, 90, 95, 99):
			out["p%d_s" % p] = seconds(quantile(values, p))
	return state_of(model, True, len(values), any(r.undecided for r in readings),
		any(r.immature for r in readings), out)


def shares_duration(model, readings, agent):
	"""handle_time: num is ms, den sessions."""
	num, den = sides(readings, agent)
	out = {"count": plain(den), "sum_s": seconds(num)}
	if den:
		out["mean_s"] = seconds(num / den)
	return state_of(model, True, den, any(r.undecided for r in readings), False, out)


def time_sum(model, readings, agent):
	num, den = sides(readings, agent)
	out = {"sum_s": seconds(num)}
	return state_of(model, True, len(readings), False, False, out)


def distribution(model, readings, agent):
	counts = {}
	for r in readings:
		counts[str(r.score)] = counts.get(str(r.score), 0) + 1
	return state_of(model, True, len(readings), False, False, {"counts": counts, "count": len(readings)})
