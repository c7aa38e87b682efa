#!/usr/bin/env python3
"""Compares durations and distinct counts with slow models of them.

The models keep every reading in a list, and every key in a set. Random
multisets of many shapes go into the library singly, in columns, by group and
through merges nested at random, some are taken out again, and the library must
read what the models read and write the same bytes whatever the way.

usage: compare_durations.py LIBKEFU.SO [--rounds N] [--seed N]
"""

import argparse
import ctypes
import math
import random
from fractions import Fraction

OK, NEGATIVE, RANGE, UNDERFLOW, EMPTY = 0, -14, -4, -6, -29
NO_DATA, VALUE = 0, 1
LONGEST = 2 ** 48 - 1
EXACT = 64
WORST = Fraction(1, 256)

i32, i64, u32, u64 = ctypes.c_int32, ctypes.c_int64, ctypes.c_uint32, ctypes.c_uint64
size, signed, pointer, real = ctypes.c_size_t, ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_double


class Measure(ctypes.Structure):
	_fields_ = [("value", real), ("low", real), ("high", real), ("num", i64), ("den", i64),
	            ("count", i64), ("state", i32), ("reserved32", i32), ("reserved", i64 * 2)]


def load(path):
	lib = ctypes.CDLL(path)
	figure = [pointer, ctypes.POINTER(Measure)]
	for kind in ("duration", "distinct"):
		prototypes = {
			"merge": [pointer, pointer], "reset": [pointer],
			"copy": [pointer, pointer, ctypes.POINTER(pointer)],
			"encode": [pointer, pointer, size, ctypes.POINTER(size)],
			"decode": [pointer, ctypes.c_char_p, size, ctypes.POINTER(pointer)],
			"count": figure,
		}
		for name, arguments in prototypes.items():
			call = getattr(lib, "kefu_%s_%s" % (kind, name))
			call.argtypes, call.restype = arguments, i32
		free = getattr(lib, "kefu_%s_free" % kind)
		free.argtypes, free.restype = [pointer], None
	for name, arguments in {
		"duration_new": [pointer, ctypes.POINTER(pointer)],
		"duration_add": [pointer, i64],
		"duration_add_many": [pointer, pointer, signed, size, ctypes.POINTER(size)],
		"duration_group_add": [pointer, size, pointer, signed, pointer, signed, size,
		                       ctypes.POINTER(size)],
		"duration_subtract": [pointer, pointer],
		"duration_sum": figure, "duration_mean": figure, "duration_variance": figure,
		"duration_min": figure, "duration_max": figure,
		"duration_quantile": [pointer, real, ctypes.POINTER(Measure)],
		"duration_quantile_bounds": [pointer, real, ctypes.POINTER(i64), ctypes.POINTER(i64)],
		"duration_rank": [pointer, i64, ctypes.POINTER(Measure)],
		"duration_histogram": [pointer, pointer, pointer, size, ctypes.POINTER(size)],
		"distinct_new": [pointer, i32, ctypes.POINTER(pointer)],
		"distinct_add": [pointer, u64],
		"distinct_add_bytes": [pointer, ctypes.c_char_p, size],
		"distinct_add_many": [pointer, pointer, signed, size],
		"distinct_is_exact": [pointer],
	}.items():
		call = getattr(lib, "kefu_" + name)
		call.argtypes, call.restype = arguments, i32
	return lib


class Thing:
	"""An accumulator of either kind."""

	def __init__(self, lib, kind, *options):
		self.lib, self.kind, self.handle = lib, kind, pointer()
		if options and options[0] == "empty":
			return
		self.call("new", None, *options, ctypes.byref(self.handle), bare=True)

	def __del__(self):
		getattr(self.lib, "kefu_%s_free" % self.kind)(self.handle)

	def call(self, name, *arguments, bare=False, expect=OK):
		call = getattr(self.lib, "kefu_%s_%s" % (self.kind, name))
		plain = [a.handle if isinstance(a, Thing) else a for a in arguments]
		status = call(*plain) if bare else call(self.handle, *plain)
		assert status == expect, "%s: %d, not %d" % (name, status, expect)

	def read(self, name, *arguments):
		measure = Measure()
		self.call(name, *arguments, ctypes.byref(measure))
		return measure

	def bytes(self):
		needed = size()
		self.call("encode", None, 0, ctypes.byref(needed))
		buffer = ctypes.create_string_buffer(needed.value)
		self.call("encode", buffer, needed.value, ctypes.byref(needed))
		return buffer.raw

	def decoded(self, data):
		other = Thing(self.lib, self.kind, "empty")
		self.call("decode", None, data, len(data), ctypes.byref(other.handle), bare=True)
		return other

	def copied(self):
		other = Thing(self.lib, self.kind, "empty")
		self.call("copy", None, ctypes.byref(other.handle))
		return other


def bucket(ms):
	shift = max(ms.bit_length() - 8, 0)
	low = ms >> shift << shift
	return low, low + (1 << shift) - 1


def near(got, expected, tolerance=1e-12):
	return math.isclose(got, float(expected), rel_tol=tolerance, abs_tol=1e-9)


def rank_of(q, n):
	return max(1, -(-round(Fraction(q) * 10 ** 9) * n // 10 ** 9))


def check_quantile(thing, readings, q):
	"""`readings` sorted and not empty."""
	n = len(readings)
	true = readings[rank_of(q, n) - 1]
	got = thing.read("quantile", q)
	assert got.state == VALUE and got.count == n and got.low <= got.value <= got.high
	low, high = i64(), i64()
	thing.call("quantile_bounds", q, ctypes.byref(low), ctypes.byref(high))
	assert low.value <= true <= high.value, (low.value, true, high.value)
	assert low.value <= got.value <= high.value
	if n <= EXACT:
		assert got.value == true and low.value == high.value == true, (got.value, true)
	else:
		assert abs(Fraction(got.value) - true) <= WORST * true, (got.value, true)
	half = 1.959963984540054 * math.sqrt(n * q * (1 - q))
	least = readings[max(1, min(n, math.floor(n * q - half + 0.5))) - 1]
	most = readings[max(1, min(n, math.ceil(n * q + half + 0.5))) - 1]
	assert got.low <= least * (1 + 1 / 256 + 1e-9) or near(got.low, least), (q, n, got.low, least)
	assert got.high >= most * (1 - 1 / 256 - 1e-9) or near(got.high, most)
	assert readings[0] <= got.low and got.high <= readings[-1]


def check_duration(thing, readings, rng):
	readings = sorted(readings)
	n, total = len(readings), sum(readings)
	count = thing.read("count")
	assert (count.num, count.count, count.value) == (n, n, n)
	assert near(thing.read("sum").value, total)
	if n == 0:
		for name in ("mean", "variance", "min", "max"):
			assert thing.read(name).state == NO_DATA
		return
	mean = Fraction(total, n)
	got = thing.read("mean")
	assert near(got.value, mean) and got.num == min(total, 2 ** 63 - 1) and got.den == n
	if n > 1:
		variance = Fraction(n * sum(r * r for r in readings) - total * total, n * (n - 1))
		assert near(thing.read("variance").value, variance)
		margin = 1.959963984540054 * math.sqrt(variance / n)
		assert near(got.low, max(float(mean) - margin, 0.0), 1e-9)
		assert near(got.high, float(mean) + margin, 1e-9)
	assert thing.read("min").value == readings[0] and thing.read("max").value == readings[-1]
	for q in (0.0, 0.5, 0.9, 0.95, 0.99, 1.0, rng.random()):
		check_quantile(thing, readings, q)
	for ms in (0, readings[0], readings[-1], LONGEST, rng.choice(readings), rng.randrange(2 ** 30)):
		got = thing.read("rank", ms)
		low, high = bucket(ms)
		below = sum(1 for r in readings if r <= ms)
		if n <= EXACT:
			assert got.num == below
		else:
			assert sum(1 for r in readings if r < low) <= got.num
			assert got.num <= sum(1 for r in readings if r <= high)
	capacity = rng.choice((1, 2, 7, 50, 1000, 5376))
	edges, counts, bins = (i64 * (capacity + 1))(), (i64 * capacity)(), size()
	thing.call("histogram", edges, counts, capacity, ctypes.byref(bins))
	for k in range(bins.value):
		assert edges[k] < edges[k + 1]
		assert counts[k] == sum(1 for r in readings if edges[k] <= r < edges[k + 1])
	assert sum(counts[:bins.value]) == n


def random_readings(rng):
	n = rng.choice((0, 1, 2, 10, 63, 64, 65, 66, 130, 255, 700, 1100, 3000))
	if n > 2:
		n = rng.randrange(1, n + 1) if rng.random() < 0.5 else n
	shape = rng.randrange(7)
	if shape == 0:
		return [rng.randrange(2 ** rng.randrange(1, 49)) for _ in range(n)]
	if shape == 1:
		return [int(rng.lognormvariate(math.log(35000), 1.6)) for _ in range(n)]
	if shape == 2:
		value = rng.choice((0, 1, 255, 256, 60000, 2 ** 32, LONGEST))
		return [value] * n
	if shape == 3:
		return [rng.choice((0, LONGEST, rng.randrange(1000))) for _ in range(n)]
	if shape == 4:
		return [1000 * rng.randrange(1, 200) for _ in range(n)]
	if shape == 5:
		edge = 2 ** rng.randrange(1, 48)
		return [edge + rng.randrange(-2, 3) if edge > 2 else edge for _ in range(n)]
	return [rng.randrange(300) for _ in range(n)]


def column(kind, values, rng):
	"""A ctypes column of them with a random stride; keep the first alive."""
	stride = rng.choice((8, 8, 8, 12, 24, -8))
	width = ctypes.sizeof(kind)
	room = bytearray(abs(stride) * max(len(values), 1))
	for k, value in enumerate(values):
		at = k * stride if stride > 0 else (len(values) - 1 - k) * -stride
		room[at:at + width] = value.to_bytes(width, "little")
	buffer = (ctypes.c_char * len(room)).from_buffer(room)
	start = ctypes.addressof(buffer) + (0 if stride > 0 else (max(len(values), 1) - 1) * -stride)
	return buffer, start, stride


def fill(lib, readings, rng, depth=0):
	"""An accumulator with the readings, which got there somehow."""
	readings = list(readings)
	rng.shuffle(readings)
	if depth < 4 and readings and rng.random() < 0.5:
		cut = rng.randrange(len(readings) + 1)
		one = fill(lib, readings[:cut], rng, depth + 1)
		one.call("merge", fill(lib, readings[cut:], rng, depth + 1))
		return one
	one = Thing(lib, "duration")
	way = rng.randrange(4)
	if way == 0:
		for ms in readings:
			one.call("add", ms)
	elif way == 1:
		at = 0
		while at < len(readings):
			here = readings[at:at + rng.choice((1, 3, 40, 300, 1000))]
			keep, start, stride = column(i64, here, rng)
			one.call("add_many", start, stride, len(here), None)
			at += len(here)
	elif way == 2:
		group = (u32 * max(len(readings), 1))()
		keep, start, stride = column(i64, readings, rng)
		handles = (pointer * 1)(one.handle)
		one.call("group_add", handles, 1, group, 4, start, stride, len(readings), None, bare=True)
	else:
		half = readings[::2]
		for ms in half:
			one.call("add", ms)
		keep, start, stride = column(i64, readings[1::2], rng)
		one.call("add_many", start, stride, len(readings) - len(half), None)
	if rng.random() < 0.2:
		one = one.decoded(one.bytes())
	if rng.random() < 0.2:
		one = one.copied()
	return one


def try_bad(one, before, rng):
	"""A refused column changes nothing."""
	where = rng.randrange(600)
	values = [rng.randrange(10 ** 6) for _ in range(700)]
	column_type = i64 * 700
	values[where] = rng.choice((-1, LONGEST + 1, -2 ** 63))
	at = size()
	status = one.lib.kefu_duration_add_many(one.handle, column_type(*values), 8, 700,
	                                        ctypes.byref(at))
	assert status == (NEGATIVE if values[where] < 0 else RANGE) and at.value == where
	assert one.bytes() == before


def round_of_durations(lib, rng):
	readings = random_readings(rng)
	one, two = fill(lib, readings, rng), fill(lib, readings, rng)
	data = one.bytes()
	assert data == two.bytes(), "other bytes the other way"
	assert one.decoded(data).bytes() == data
	check_duration(one, readings, rng)
	try_bad(one, data, rng)
	check_duration(one, readings, rng)
	if rng.random() < 0.3:
		two.call("merge", two)
		check_duration(two, readings * 2, rng)
	subtract(lib, readings, rng)


def subtract(lib, readings, rng):
	"""Takes a part out, and the rest is read within its bounds."""
	if not readings:
		return
	rng.shuffle(readings)
	cut = rng.randrange(len(readings) + 1)
	stay, leave = sorted(readings[:cut]), readings[cut:]
	whole, part = fill(lib, readings, rng), fill(lib, leave, rng)
	before = whole.bytes()
	strange = fill(lib, leave + [max(readings) * 2 + 1000], rng) if max(readings) < 2 ** 46 else None
	if strange:
		whole.call("subtract", strange, expect=UNDERFLOW)
		assert whole.bytes() == before
	whole.call("subtract", part)
	if len(readings) <= EXACT:
		assert whole.bytes() == fill(lib, stay, rng).bytes()
		return
	count = whole.read("count")
	assert count.num == len(stay)
	assert near(whole.read("sum").value, sum(stay))
	data = whole.bytes()
	assert whole.decoded(data).bytes() == data
	if not stay:
		assert data == Thing(lib, "duration").bytes()
		return
	least, most = whole.read("min"), whole.read("max")
	assert least.low <= stay[0] <= least.high and least.value <= stay[0]
	assert most.low <= stay[-1] <= most.high and most.value >= stay[-1]
	for q in (0.0, 0.5, 0.95, 1.0):
		low, high = i64(), i64()
		whole.call("quantile_bounds", q, ctypes.byref(low), ctypes.byref(high))
		true = stay[rank_of(q, len(stay)) - 1]
		assert low.value <= true <= high.value
		got = whole.read("quantile", q)
		assert low.value <= got.value <= high.value
	# What left can come back, and more of it.
	whole.call("merge", part)
	whole.call("add", 12345)
	assert whole.read("count").num == len(readings) + 1
	assert near(whole.read("sum").value, sum(readings) + 12345)
	assert whole.read("min").value <= min(readings + [12345])


# ------------------------------------------------------------------ distinct

MASK = 2 ** 64 - 1


def mix(x):
	x ^= x >> 30
	x = x * 0xbf58476d1ce4e5b9 & MASK
	x ^= x >> 27
	x = x * 0x94d049bb133111eb & MASK
	return x ^ x >> 31


def hash_number(key):
	return mix(key + 0x9e3779b97f4a7c15 & MASK)


def hash_bytes(text):
	h = mix(len(text) + 1)
	for at in range(0, len(text), 8):
		word = int.from_bytes(text[at:at + 8], "little")
		h = mix(h ^ hash_number(word))
	return h


def registers(hashes):
	held = [0] * 4096
	for h in hashes:
		rest = h << 12 & MASK
		rank = 53 if rest == 0 else 65 - rest.bit_length()
		held[h >> 52] = max(held[h >> 52], rank)
	return held


def estimate(held):
	"""Maximum likelihood, which the library's estimator comes close to."""
	holding = [held.count(k) for k in range(54)]
	low, high = 1.0, 1e15
	for _ in range(200):  # the derivative of the log likelihood changes sign once
		rate = math.sqrt(low * high)
		slope = 0.0
		for k, registers_with in enumerate(holding):
			if registers_with == 0:
				continue
			here = 0.0 if k == 53 else 2.0 ** -k / 4096
			slope -= registers_with * here
			if k > 0:
				step = 2.0 ** -min(k, 52) / 4096
				slope += registers_with * step / math.expm1(min(step * rate, 700.0))
		if slope > 0:
			low = rate
		else:
			high = rate
	return low


def leb128(value):
	out = bytearray()
	while value >= 128:
		out.append(value & 127 | 128)
		value >>= 7
	return bytes(out) + bytes([value])


def crc32c(data):
	crc = 0xffffffff
	for byte in data:
		crc ^= byte
		for _ in range(8):
			crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
	return crc ^ 0xffffffff


def framed(kind, body):
	data = b"kefu" + bytes([kind, 1, 1, 1]) + leb128(len(body)) + body + b"\0"
	return data + crc32c(data).to_bytes(4, "little")


def distinct_bytes(hashes, precision):
	if precision == 0 and len(hashes) > 256:
		value = sum(held << 6 * k for k, held in enumerate(registers(hashes)))
		return framed(6, leb128(1) + value.to_bytes(3072, "little"))
	body, following = leb128(2 if precision else 0) + leb128(len(hashes)), 0
	for h in sorted(hashes):
		body += leb128(h - following)
		following = h + 1
	return framed(6, body)


def fill_distinct(lib, keys, precision, rng, depth=0):
	keys = list(keys)
	rng.shuffle(keys)
	if depth < 4 and keys and rng.random() < 0.5:
		cut = rng.randrange(len(keys) + 1)
		one = fill_distinct(lib, keys[:cut], precision, rng, depth + 1)
		again = keys[cut:] + rng.sample(keys, min(len(keys), 5))
		one.call("merge", fill_distinct(lib, again, precision, rng, depth + 1))
		return one
	one = Thing(lib, "distinct", precision)
	numbers = [k for k in keys if isinstance(k, int)]
	for text in keys:
		if isinstance(text, bytes):
			one.call("add_bytes", text, len(text))
	if rng.random() < 0.5:
		for key in numbers + numbers[:7]:
			one.call("add", key)
	else:
		cut = rng.randrange(len(numbers) + 1)
		for part in (numbers[:cut], numbers[cut:], numbers[:3]):
			keep, start, stride = column(u64, part, rng)
			one.call("add_many", start, stride, len(part))
	if rng.random() < 0.2:
		one = one.decoded(one.bytes())
	return one.copied() if rng.random() < 0.2 else one


def round_of_distinct(lib, rng):
	n = rng.choice((0, 1, 5, 100, 255, 256, 257, 300, 2000))
	keys = set()
	# The number whose hash is 0, and hashes that crowd one place of the table.
	special = [MASK + 1 - 0x9e3779b97f4a7c15]
	while len(keys) < n:
		way = rng.randrange(4)
		if way == 0:
			keys.add(rng.randrange(1000))
		elif way == 1:
			keys.add(rng.randrange(2 ** 64))
		elif way == 2:
			keys.add(b"customer-%d" % rng.randrange(10 ** 6))
		else:
			keys.add(rng.choice(special) if rng.random() < 0.1 else bytes(rng.randrange(20)))
	precision = rng.randrange(2)
	hashes = {hash_number(k) if isinstance(k, int) else hash_bytes(k) for k in keys}
	one = fill_distinct(lib, keys, precision, rng)
	expected = distinct_bytes(hashes, precision)
	assert one.bytes() == expected, "distinct: other bytes"
	assert one.decoded(expected).bytes() == expected
	count = one.read("count")
	if precision == 1 or len(hashes) <= 256:
		assert (count.num, count.low, count.high) == (len(hashes),) * 3
	else:
		likeliest = max(estimate(registers(hashes)), 257)
		assert abs(count.value / likeliest - 1) < 0.02, (count.value, likeliest, len(hashes))
		assert abs(count.value / len(hashes) - 1) < 0.1
		assert count.low <= count.value <= count.high


def main():
	arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
	arguments.add_argument("library")
	arguments.add_argument("--rounds", type=int, default=300)
	arguments.add_argument("--seed", type=int, default=1)
	options = arguments.parse_args()
	lib = load(options.library)
	for number in range(options.rounds):
		rng = random.Random(options.seed * 1000003 + number)
		try:
			round_of_durations(lib, rng)
			if number % 3 == 0:
				round_of_distinct(lib, rng)
		except AssertionError:
			print("round %d of seed %d differs" % (number, options.seed))
			raise
	print("durations and distinct counts: %d rounds agree" % options.rounds)


if __name__ == "__main__":
	main()
