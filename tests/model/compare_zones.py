#!/usr/bin/env python3
"""Compares the library's time zones with Python's zoneinfo.

Every zone of the system's database, at every change of offset and one second
beside it, and at random instants of the years 1 to 9999; then POSIX strings,
and the ranges of local days.  zoneinfo reads the same files with code of its
own, and like ours follows the footer's rule for ever.

usage: compare_zones.py LIBKEFU.SO [SAMPLES-PER-ZONE]
"""

import ctypes
import datetime
import io
import os
import random
import struct
import sys
import zoneinfo

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
SECOND = datetime.timedelta(seconds=1)
FIRST = -62135596800 + 2 * 86400
LAST = 253402300799 - 2 * 86400

int64 = ctypes.c_int64
int32 = ctypes.c_int32


def library(path):
	lib = ctypes.CDLL(path)
	pointer = ctypes.c_void_p
	lib.kefu_zone_tzif.argtypes = [pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(pointer)]
	lib.kefu_zone_posix.argtypes = lib.kefu_zone_tzif.argtypes
	lib.kefu_zone_offset.argtypes = [pointer, pointer, int64, ctypes.POINTER(int32)]
	lib.kefu_zone_local.argtypes = [pointer, pointer, int64, ctypes.POINTER(int32), ctypes.POINTER(int32)]
	lib.kefu_zone_stretch.argtypes = [pointer, int64, ctypes.POINTER(int64), ctypes.POINTER(int64),
	                                  ctypes.POINTER(int32)]
	lib.kefu_zone_instant.argtypes = [pointer, int32, int32, int32, ctypes.POINTER(int64)]
	lib.kefu_zone_day_range.argtypes = [pointer, int32, ctypes.POINTER(int64), ctypes.POINTER(int64)]
	lib.kefu_zone_free.argtypes = [pointer]
	lib.kefu_zone_free.restype = None
	for name in ("tzif", "posix", "offset", "local", "stretch", "instant", "day_range"):
		getattr(lib, "kefu_zone_" + name).restype = int32
	return lib


class Zone:
	def __init__(self, lib, data, posix=False):
		self.lib = lib
		self.pointer = ctypes.c_void_p()
		make = lib.kefu_zone_posix if posix else lib.kefu_zone_tzif
		status = make(None, data, len(data), ctypes.byref(self.pointer))
		if status != 0:
			raise ValueError("status %d" % status)

	def __del__(self):
		self.lib.kefu_zone_free(self.pointer)

	def offset(self, second):
		out = int32()
		status = self.lib.kefu_zone_offset(self.pointer, None, second * 1000, ctypes.byref(out))
		assert status == 0, status
		return out.value

	def local(self, second):
		day, ms = int32(), int32()
		status = self.lib.kefu_zone_local(self.pointer, None, second * 1000, ctypes.byref(day),
		                                  ctypes.byref(ms))
		assert status == 0, status
		return day.value, ms.value

	def changes(self, first, last):
		"""Seconds at which our offset changes."""
		at = first
		end, offset = int64(), int32()
		while at <= last:
			self.lib.kefu_zone_stretch(self.pointer, at * 1000, None, ctypes.byref(end), ctypes.byref(offset))
			if end.value == 2**63 - 1:
				return
			at = end.value // 1000
			yield at

	def instant(self, day, ms, choice):
		out = int64()
		status = self.lib.kefu_zone_instant(self.pointer, day, ms, choice, ctypes.byref(out))
		assert status == 0, status
		return out.value

	def day_range(self, day):
		start, end = int64(), int64()
		status = self.lib.kefu_zone_day_range(self.pointer, day, ctypes.byref(start), ctypes.byref(end))
		assert status == 0, status
		return start.value, end.value


def file_changes(data):
	"""The instants a TZif file lists, read independently of both."""
	version = data[4:5]
	counts = struct.unpack(">6l", data[20:44])
	at, size = 44, 4
	if version != b"\0":
		isut, isstd, leap, time, kind, char = counts
		at += time * 5 + kind * 6 + char + leap * 8 + isstd + isut
		counts = struct.unpack(">6l", data[at + 20:at + 44])
		at, size = at + 44, 8
	return struct.unpack(">%d%s" % (counts[3], "q" if size == 8 else "l"), data[at:at + counts[3] * size])


def python_local(zone, second):
	return (EPOCH + second * SECOND).astimezone(zone)


def compare(name, ours, theirs, instants, report):
	wrong = 0
	for second in instants:
		if not FIRST <= second <= LAST:
			continue
		local = python_local(theirs, second)
		expected = local.utcoffset() // SECOND
		got = ours.offset(second)
		if got != expected:
			report("%s at %d: offset %d, not %d" % (name, second, got, expected))
			wrong += 1
			if wrong > 5:
				return
			continue
		day, ms = ours.local(second)
		clock = ((local.hour * 60 + local.minute) * 60 + local.second) * 1000
		if (day, ms) != (local.toordinal() - 719163, clock):
			report("%s at %d: local %d %d" % (name, second, day, ms))


def compare_clock(name, ours, theirs, generator, count, report):
	"""Wall clock to instant, both folds, near and far from changes."""
	changes = list(ours.changes(-3000000000, 4200000000)) or [0]
	for _ in range(count):
		second = generator.choice(changes) + generator.randrange(-7200, 7201)
		local = EPOCH.replace(tzinfo=None) + (second + ours.offset(second)) * SECOND
		local += generator.choice((0, 0, 1800, 3600, -1800)) * SECOND
		day = local.toordinal() - 719163
		ms = ((local.hour * 60 + local.minute) * 60 + local.second) * 1000
		for fold in (0, 1):
			aware = local.replace(tzinfo=theirs, fold=fold)
			expected = (aware - EPOCH) // SECOND * 1000
			got = ours.instant(day, ms, fold)
			if got != expected:
				report("%s wall %s fold %d: %d, not %d" % (name, local, fold, got, expected))
				return


def compare_days(name, ours, theirs, generator, count, report):
	"""A day's range must begin where the local date first reaches it."""
	changes = list(ours.changes(-3000000000, 4200000000)) or [0]
	for _ in range(count):
		second = generator.choice(changes)
		day = ours.local(second)[0] + generator.randrange(-1, 2)
		start, end = ours.day_range(day)
		if start % 1000 or end % 1000 or end < start:
			report("%s day %d: [%d, %d)" % (name, day, start, end))
		for edge, wanted in ((start // 1000, day), (end // 1000, day + 1)):
			before = python_local(theirs, edge - 1).toordinal() - 719163
			at = python_local(theirs, edge).toordinal() - 719163
			if not before < wanted <= at:
				report("%s day %d: edge %d has dates %d and %d" % (name, wanted, edge, before, at))


# zoneinfo (3.11) counts the zero-based day form one day early, puts J59 after
# February 29, and judges an instant by the rule of its year in UTC; strings on
# which that shows are left to the unit test.
POSIX = ["UTC0", "CST-8", "<+0330>-3:30", "EST5EDT,M3.2.0,M11.1.0", "CET-1CEST,M3.5.0,M10.5.0/3",
         "IST-1GMT0,M10.5.0,M3.5.0/1", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "EET-2EEST,M3.4.4/50,M10.4.4/50",
         "NZST-12NZDT,M9.5.0,M4.1.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "AAA3BBB,J60/0,J300/24",
         "AAA-5:30:20BBB,J61/2:30:15,J334/-100", "XXX3EDT4,0/0,J365/23", "<-12>12<-11>,M2.1.1/-167,M11.5.0/167"]


def tzif_of(text):
	"""A version 3 file of nothing but a footer, for zoneinfo to read."""
	head = b"TZif3" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 1)
	block = struct.pack(">lbb", 0, 0, 0) + b"\0"
	return head + block + head + block + b"\n" + text.encode() + b"\n"


def main():
	lib = library(sys.argv[1])
	samples = int(sys.argv[2]) if len(sys.argv) > 2 else 60
	directory = os.environ.get("TZDIR", "/usr/share/zoneinfo")
	failures = []
	generator = random.Random(20240506)
	zones = changes = 0

	def report(text):
		failures.append(text)
		if len(failures) <= 20:
			print(text)

	for name in sorted(zoneinfo.available_timezones()):
		try:
			with open(os.path.join(directory, name), "rb") as file:
				data = file.read()
		except OSError:
			continue
		ours = Zone(lib, data)
		theirs = zoneinfo.ZoneInfo.from_file(io.BytesIO(data), name)
		listed = file_changes(data)
		ruled = [at for at in ours.changes(2000000000, 2300000000)]
		near = [at + d for at in list(listed) + ruled for d in (-1, 0, 1)]
		far = [generator.randrange(FIRST, LAST) for _ in range(samples)]
		usual = [generator.randrange(-3000000000, 5000000000) for _ in range(samples)]
		compare(name, ours, theirs, near + far + usual, report)
		compare_clock(name, ours, theirs, generator, samples, report)
		compare_days(name, ours, theirs, generator, samples // 3, report)
		zones += 1
		changes += len(listed)
	strings = 0
	for text in POSIX:
		try:
			theirs = zoneinfo.ZoneInfo.from_file(io.BytesIO(tzif_of(text)), text)
		except ValueError:
			# Early releases of Python 3.11 read no hours of three digits.
			print("zoneinfo of this Python cannot read %s" % text)
			continue
		strings += 1
		start = -2208988800 + 14 * 86400
		for ours in (Zone(lib, text.encode(), True), Zone(lib, tzif_of(text))):
			near = [at + d for at in ours.changes(start, 5000000000) for d in (-1, 0, 1)]
			far = [generator.randrange(start, LAST) for _ in range(20 * samples)]
			compare(text, ours, theirs, near + far, report)
	print("zones: %d zones, %d listed changes, %d POSIX strings, %d differences" %
	      (zones, changes, strings, len(failures)))
	return 1 if failures or zones == 0 else 0


if __name__ == "__main__":
	sys.exit(main())
