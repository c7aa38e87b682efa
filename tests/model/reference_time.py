"""Instants, local days and business hours of the reference model.

Everything is counted in integer milliseconds since 1970-01-01T00:00Z.  Nothing
here is quick; it is meant to be checked by reading it.
"""

import datetime
import functools
import zoneinfo

DAY = 86400000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def instant(text):
	"""ISO 8601 with an offset, as milliseconds."""
	moment = datetime.datetime.fromisoformat(text)
	return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def text_of(t, zone="UTC"):
	"""Milliseconds as ISO 8601 with the offset of a zone."""
	moment = (EPOCH + datetime.timedelta(milliseconds=t)).astimezone(zoneinfo.ZoneInfo(zone))
	return moment.isoformat(timespec="milliseconds" if t % 1000 else "seconds")


@functools.lru_cache(maxsize=None)
def offset_at(zone, t):
	"""Milliseconds to add to an instant for the local clock of a zone."""
	moment = EPOCH + datetime.timedelta(milliseconds=t)
	delta = moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
	return delta // datetime.timedelta(milliseconds=1)


def local_day(zone, t):
	"""Local date of an instant, as days since 1970-01-01."""
	return (t + offset_at(zone, t)) // DAY


def day_text(day):
	return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def day_of_text(text):
	return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


@functools.lru_cache(maxsize=None)
def day_start(zone, day):
	"""The first instant whose local date is not before the given day."""
	low = day * DAY - DAY
	high = day * DAY + DAY
	while high - low > 1:
		middle = (low + high) // 2
		if local_day(zone, middle) >= day:
			high = middle
		else:
			low = middle
	return high


TIMES = ("hour", "day", "week", "month")


def time_text(zone, t, by):
	"""The local hour, day, week or month of an instant, as reports name it."""
	moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=t + offset_at(zone, t))
	if by == "hour":
		return moment.strftime("%Y-%m-%dT%H")
	if by == "week":
		moment -= datetime.timedelta(days=moment.weekday())
	return moment.strftime("%Y-%m" if by == "month" else "%Y-%m-%d")


def time_pieces(zone, start, end, by):
	"""[(name, start, end)] of the hours, days, … in which [start, end) lies."""
	out = []
	at = start
	while at < end:
		name = time_text(zone, at, by)
		# No clock changes but on a quarter of an hour.
		until = at
		while until < end and time_text(zone, until, by) == name:
			until += 900000 - until % 900000
		out.append((name, at, min(until, end)))
		at = until
	return out


@functools.lru_cache(maxsize=None)
def offset_pieces(zone, utc_day):
	"""The stretches of one UTC day on which the offset of a zone is constant."""
	pieces = []
	start = utc_day * DAY
	end = start + DAY
	at = start
	while at < end:
		step = min(at + 900000, end)
		before = offset_at(zone, at)
		if offset_at(zone, step) != before and step < end or offset_at(zone, step - 1) != before:
			low, high = at, step
			while high - low > 1:
				middle = (low + high) // 2
				if offset_at(zone, middle) == before:
					low = middle
				else:
					high = middle
			pieces.append((start, high, before))
			start = high
		at = step
	pieces.append((start, end, offset_at(zone, end - 1)))
	return pieces


def clock_ms(text):
	parts = [int(part) for part in text.split(":")]
	seconds = parts[2] if len(parts) > 2 else 0
	return ((parts[0] * 60 + parts[1]) * 60 + seconds) * 1000


def union(intervals):
	"""Sorted, disjoint form of half-open intervals."""
	out = []
	for start, end in sorted(intervals):
		if end <= start:
			continue
		if out and start <= out[-1][1]:
			out[-1] = (out[-1][0], max(out[-1][1], end))
		else:
			out.append((start, end))
	return out


def subtract(intervals, holes):
	"""What of the intervals lies in none of the holes."""
	out = []
	for start, end in union(intervals):
		at = start
		for hole_start, hole_end in union(holes):
			if hole_end <= at or hole_start >= end:
				continue
			if hole_start > at:
				out.append((at, hole_start))
			at = max(at, hole_end)
		if at < end:
			out.append((at, end))
	return out


def intersect(left, right):
	out = []
	for a, b in left:
		for c, d in right:
			if max(a, c) < min(b, d):
				out.append((max(a, c), min(b, d)))
	return union(out)


def length(intervals):
	return sum(end - start for start, end in union(intervals))


class Schedule:
	"""Opening hours: open at t depends only on local date and time of day."""

	def __init__(self, data):
		self.zone = data["tz"]
		self.weekly = data.get("weekly", {})
		self.holidays = set(data.get("holidays", []))
		self.special = data.get("special", {})
		self.breaks = data.get("breaks", {})
		self.owner = data.get("policy", {}).get("overnight_holiday") == "owner" \
			if isinstance(data.get("policy"), dict) else False
		self.local_days = {}
		self.utc_days = {}

	def begun(self, day):
		"""Hours that begin on a date, ignoring what a holiday does to them."""
		date = day_text(day)
		if date in self.special:
			return self.special[date], "special"
		return self.weekly.get(WEEKDAYS[(day + 3) % 7], []), "weekly"

	def own(self, day):
		"""(start, end) in ms after local midnight, end possibly beyond 24 h."""
		if day_text(day) in self.holidays:
			return [], "holiday"
		hours, source = self.begun(day)
		out = []
		for start, end in hours:
			start, end = clock_ms(start), clock_ms(end)
			if end <= start:
				end += DAY
			out.append((start, end))
		return out, source

	def open_on(self, day):
		"""Open intervals of a local date, in ms after its midnight."""
		if day in self.local_days:
			return self.local_days[day]
		hours, source = self.own(day)
		out = [(start, min(end, DAY)) for start, end in hours]
		if self.owner:
			out += [(0, end - DAY) for start, end in self.own(day - 1)[0] if end > DAY]
		elif source == "weekly":
			# The part after midnight of the weekly hours is this date's, whatever the day before was.
			for start, end in self.weekly.get(WEEKDAYS[(day + 2) % 7], []):
				if clock_ms(end) <= clock_ms(start):
					out.append((0, clock_ms(end)))
		closed = [(clock_ms(start), clock_ms(end)) for start, end in self.breaks.get(day_text(day), [])]
		out = subtract(out, closed)
		self.local_days[day] = out
		return out

	def open_in_utc_day(self, utc_day):
		if utc_day in self.utc_days:
			return self.utc_days[utc_day]
		out = []
		for start, end, offset in offset_pieces(self.zone, utc_day):
			first = (start + offset) // DAY
			last = (end - 1 + offset) // DAY
			for day in range(first, last + 1):
				for a, b in self.open_on(day):
					a = max(start, day * DAY + a - offset)
					b = min(end, day * DAY + b - offset)
					if a < b:
						out.append((a, b))
		self.utc_days[utc_day] = union(out)
		return self.utc_days[utc_day]

	def is_open(self, t):
		return any(a <= t < b for a, b in self.open_in_utc_day(t // DAY))

	def within(self, start, end):
		if end < start:
			return -self.within(end, start)
		total = 0
		for utc_day in range(start // DAY, end // DAY + 1):
			for a, b in self.open_in_utc_day(utc_day):
				total += max(0, min(b, end) - max(a, start))
		return total
