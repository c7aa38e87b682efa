#!/usr/bin/env python3
"""A slow model of the accumulators, and a comparison of the library with it.

    accumulators.py LIBRARY [ROUNDS [SEED]]

The model keeps every reading in a list and computes each figure from its
definition, in fractions and 50-digit decimals. The comparison adds random
readings to the library in random order, in columns, by group and through
merges nested at random, and expects the model's figures, and the same bytes
whatever the way. The unit tests take their constants from the model:

    python3 -c 'from accumulators import *; print(wilson(8, 10))'
"""

import ctypes
import random
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50
Z = Decimal("1.959963984540054")  # the library's constant, to its last digit


def decimal(x):
    x = Fraction(x)
    return Decimal(x.numerator) / Decimal(x.denominator)


# ---------------------------------------------------------------- the model

def wilson(hits, total):
    p, n, z = decimal(Fraction(hits, total)), Decimal(total), Z
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
    return (Decimal(0) if hits == 0 else middle - half,
            Decimal(1) if hits == total else middle + half)


def variance(readings):
    mean = Fraction(sum(readings), len(readings))
    return sum((r - mean) ** 2 for r in readings) / (len(readings) - 1)


def mean_interval(readings):
    mean = decimal(Fraction(sum(readings), len(readings)))
    if len(readings) == 1:
        return mean, mean
    margin = Z * (decimal(variance(readings)) / len(readings)).sqrt()
    return mean - margin, mean + margin


def nps_class(score):
    return 100 if score >= 9 else 0 if score >= 7 else -100


def nps_margin(scores):
    classes = [nps_class(s) for s in scores]
    mean = Fraction(sum(classes), len(classes))
    spread = sum((c - mean) ** 2 for c in classes) / len(classes)
    return Z * (decimal(spread) / len(classes)).sqrt()


def rank(count, quantile):
    """The smallest rank with at least quantile * count readings at or below."""
    return max(1, next(k for k in range(count + 1) if k >= quantile * count))


def ranks(count, quantile):
    """Where the quantile of the population lies in 95 % of samples."""
    middle = decimal(quantile) * count
    half = Z * (decimal(quantile * (1 - quantile)) * count).sqrt()
    below = int((middle - half + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))
    above = int((middle + half + Decimal("0.5")).to_integral_value("ROUND_CEILING"))
    nearest = rank(count, quantile)
    return min(max(1, below), nearest), max(min(count, above), nearest)


def newcombe(hits_a, total_a, hits_b, total_b):
    p, q = decimal(Fraction(hits_a, total_a)), decimal(Fraction(hits_b, total_b))
    (pl, pu), (ql, qu) = wilson(hits_a, total_a), wilson(hits_b, total_b)
    return (max(Decimal(-1), p - q - ((p - pl) ** 2 + (qu - q) ** 2).sqrt()),
            min(Decimal(1), p - q + ((pu - p) ** 2 + (q - ql) ** 2).sqrt()))


def welch_freedom(a, b):
    x, y = variance(a) / len(a), variance(b) / len(b)
    return (x + y) ** 2 / (x ** 2 / (len(a) - 1) + y ** 2 / (len(b) - 1))


def student_cdf(t, freedom):
    """By Simpson's rule over the density; freedom may be broken."""
    import math
    c = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) \
        / math.sqrt(freedom * math.pi)
    # x = tan(a) makes the tail finite
    steps, end = 800, math.atan(t)

    def density(a):
        x = math.tan(a)
        return c * (1 + x * x / freedom) ** (-(freedom + 1) / 2) * (1 + x * x)
    h = end / steps
    total = density(0) + density(end)
    total += sum((4 if i % 2 else 2) * density(i * h) for i in range(1, steps))
    return 0.5 + total * h / 3


def student_point(freedom):
    low, high = 1.9, 13.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, freedom) < 0.975 else (low, middle)
    return (low + high) / 2


def area(steps, start, end):
    return sum(by * (end - max(t, start)) for t, by in steps if t < end)


def heights(steps, start, end):
    """(level, milliseconds) for each stretch of the period."""
    edges = sorted({start, end} | {t for t, _ in steps if start < t < end})
    return [(sum(by for t, by in steps if t <= a), b - a) for a, b in zip(edges, edges[1:])]


# ------------------------------------------------------------- the library

class Measure(ctypes.Structure):
    _fields_ = [("value", ctypes.c_double), ("low", ctypes.c_double), ("high", ctypes.c_double),
                ("num", ctypes.c_int64), ("den", ctypes.c_int64), ("count", ctypes.c_int64),
                ("state", ctypes.c_int32), ("reserved32", ctypes.c_int32),
                ("reserved", ctypes.c_int64 * 2)]


NO_DATA, VALUE, NOT_COVERED = 0, 1, 6
LIBRARY = None


def call(name, *arguments):
    status = getattr(LIBRARY, "kefu_" + name)(*arguments)
    assert status == 0, (name, status)


def i64(x):
    return ctypes.c_int64(x)


def column(values, kind=ctypes.c_int64):
    array = (kind * len(values))(*values)
    return array, ctypes.c_ssize_t(ctypes.sizeof(kind))


class Accumulator:
    """One of the library's; `kind` is the family, `scale` what _new takes."""

    def __init__(self, kind, scale=(), bytes_=None):
        self.kind, self.scale, self.handle = kind, scale, ctypes.c_void_p()
        if bytes_ is None:
            call(kind + "_new", None, *scale, ctypes.byref(self.handle))
        else:
            call(kind + "_decode", None, bytes_, ctypes.c_size_t(len(bytes_)),
                 ctypes.byref(self.handle))

    def __del__(self):
        free = getattr(LIBRARY, f"kefu_{self.kind}_free")
        free.restype = None
        free(self.handle)

    def __getattr__(self, verb):
        return lambda *arguments: call(f"{self.kind}_{verb}", self.handle, *arguments)

    def read(self, verb, *arguments):
        out = Measure()
        call(f"{self.kind}_{verb}", self.handle, *arguments, ctypes.byref(out))
        return out

    def bytes(self):
        size = ctypes.c_size_t()
        call(self.kind + "_encode", self.handle, None, ctypes.c_size_t(0), ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        call(self.kind + "_encode", self.handle, buffer, size, ctypes.byref(size))
        return buffer.raw


def near(got, wanted, what, tolerance=Decimal("1e-12")):
    got, wanted = Decimal(got), decimal(wanted) if not isinstance(wanted, Decimal) else wanted
    assert abs(got - wanted) <= tolerance * max(1, abs(wanted)), (what, got, wanted)


def check(measure, value, num, den, count, interval=None, what=""):
    assert measure.state == VALUE, (what, measure.state)
    near(measure.value, value, what)
    assert (measure.num, measure.den, measure.count) == (num, den, count), \
        (what, measure.num, measure.den, measure.count, num, den, count)
    low, high = interval or (value, value)
    near(measure.low, low, what + " low", Decimal("1e-9"))
    near(measure.high, high, what + " high", Decimal("1e-9"))
    assert measure.low <= measure.value <= measure.high, what


def check_none(measure, what):
    assert measure.state == NO_DATA and measure.value != measure.value, what


# How a family's rows go in: one by one, in a column.
def put_one(accumulator, row):
    kind = accumulator.kind
    if kind == "rate":
        accumulator.add(ctypes.c_int32(row))
    elif kind in ("csat", "nps"):
        accumulator.add(i64(row))
    else:
        accumulator.add(i64(row[0]), i64(row[1]))


def columns(kind, rows):
    if kind == "rate":
        return column(rows, ctypes.c_uint8)
    if kind in ("csat", "nps"):
        return column(rows)
    return column([r[0] for r in rows]) + column([r[1] for r in rows])


def put_many(accumulator, rows):
    accumulator.add_many(*columns(accumulator.kind, rows), ctypes.c_size_t(len(rows)), None)


def put_grouped(accumulators, rows, chance):
    groups = [chance.randrange(len(accumulators)) for _ in rows]
    table = (ctypes.c_void_p * len(accumulators))(*[a.handle for a in accumulators])
    call(accumulators[0].kind + "_group_add", table, ctypes.c_size_t(len(accumulators)),
         *column(groups, ctypes.c_uint32), *columns(accumulators[0].kind, rows),
         ctypes.c_size_t(len(rows)), None)


def nested(kind, scale, rows, chance):
    """The rows shuffled, spread over parts in any way, merged in any nesting."""
    rows = list(rows)
    chance.shuffle(rows)
    parts = []
    for _ in range(chance.randint(1, 6)):
        parts.append(Accumulator(kind, scale))
    if kind != "level" and chance.random() < 0.5:
        put_grouped(parts, rows, chance)
    else:
        for part in parts:
            take = len(rows) if part is parts[-1] else chance.randint(0, len(rows))
            mine, rows = rows[:take], rows[take:]
            if chance.random() < 0.5:
                put_many(part, mine)
            else:
                for row in mine:
                    put_one(part, row)
    while len(parts) > 1:
        into = parts.pop(chance.randrange(len(parts)))
        place = chance.randrange(len(parts))
        if chance.random() < 0.3:
            parts[place] = Accumulator(kind, bytes_=parts[place].bytes())
        parts[place].merge(into.handle)
    return parts[0]


def check_rate(a, rows, chance):
    if not rows:
        return check_none(a.read("value"), "rate")
    check(a.read("value"), Fraction(sum(rows), len(rows)), sum(rows), len(rows), len(rows),
          wilson(sum(rows), len(rows)), "rate")


def check_csat(a, rows, chance):
    low, high = a.scale[0].value, a.scale[1].value
    points, n = high - low + 1, len(rows)
    if not rows:
        for verb in ("mean", "median"):
            check_none(a.read(verb), verb)
        return
    bottom, top = mean_interval(rows)
    check(a.read("mean"), Fraction(sum(rows), n), sum(rows), n, n,
          (max(bottom, low), min(top, high)), "csat mean")
    ordered, (first, last) = sorted(rows), ranks(n, Fraction(1, 2))
    median = ordered[rank(n, Fraction(1, 2)) - 1]
    check(a.read("median"), median, median, n, n, (ordered[first - 1], ordered[last - 1]),
          "median")
    k = chance.randint(1, points)
    best = sum(1 for r in rows if r > high - k)
    check(a.read("top_box", ctypes.c_int32(k)), Fraction(best, n), best, n, n, wilson(best, n),
          "top box")
    worst = sum(1 for r in rows if r < low + k)
    check(a.read("bottom_box", ctypes.c_int32(k)), Fraction(worst, n), worst, n, n,
          wilson(worst, n), "bottom box")
    some = [chance.randint(low, high) for _ in range(chance.randint(0, 4))]
    hits = sum(1 for r in rows if r in some)
    check(a.read("share", (ctypes.c_int32 * len(some))(*some), ctypes.c_size_t(len(some))),
          Fraction(hits, n), hits, n, n, wilson(hits, n), "share")
    counts = (ctypes.c_int64 * points)()
    a.distribution(counts, ctypes.c_size_t(points))
    assert list(counts) == [rows.count(s) for s in range(low, high + 1)]


def check_nps(a, rows, chance):
    if not rows:
        return check_none(a.read("score"), "nps")
    n, total = len(rows), sum(nps_class(r) for r in rows)
    score, margin = decimal(Fraction(total, n)), nps_margin(rows)
    check(a.read("score"), score, total // 100, n, n,
          (max(Decimal(-100), score - margin), min(Decimal(100), score + margin)), "nps")
    near(a.read("margin").value, margin, "margin", Decimal("1e-9"))


def check_amount(a, rows, chance):
    if not rows:
        for verb in ("sum", "mean", "variance", "min", "max", "per_unit"):
            check_none(a.read(verb), verb)
        return
    money, units, n = [r[0] for r in rows], sum(r[1] for r in rows), len(rows)
    total = sum(money)
    check(a.read("sum"), total, total, n, n, what="sum")
    check(a.read("mean"), Fraction(total, n), total, n, n, mean_interval(money), "amount mean")
    check(a.read("min"), min(money), min(money), n, n, what="min")
    check(a.read("max"), max(money), max(money), n, n, what="max")
    if units:
        check(a.read("per_unit"), Fraction(total, units), total, units, n, what="per unit")
    if n > 1:
        check(a.read("variance"), variance(money), 0, n - 1, n, what="variance")


def check_level(a, rows, chance):
    instants = {t: sum(by for u, by in rows if u == t) for t, _ in rows}
    if not any(instants.values()):
        return check_none(a.read("mean", i64(0), i64(10)), "level")
    start = chance.randint(0, 3000)
    end = start + chance.randint(1, 3000)
    within = sum(1 for t, by in instants.items() if by and start <= t < end)
    whole, stretches = area(rows, start, end), heights(rows, start, end)
    check(a.read("mean", i64(start), i64(end)), Fraction(whole, end - start), whole,
          end - start, within, what="level mean")
    peak = max(h for h, _ in stretches)
    check(a.read("peak", i64(start), i64(end)), peak, peak, 1, within, what="peak")
    line = chance.randint(-2, 5)
    above = sum(ms for h, ms in stretches if h >= line)
    check(a.read("time_above", i64(start), i64(end), i64(line)), above, above, end - start,
          within, what="time above")
    upper, lower = ctypes.c_int64(), ctypes.c_uint64()
    a.area(i64(start), i64(end), ctypes.byref(upper), ctypes.byref(lower))
    assert (upper.value << 64) + lower.value == whole
    now = sum(by for t, by in rows if t <= start)
    check(a.read("at", i64(start)), now, now, 1,
          sum(1 for t, by in instants.items() if by and t <= start), what="at")


def random_rows(kind, scale, chance):
    n = chance.choice([0, 1, 2, 3, chance.randint(4, 60), chance.randint(60, 400)])
    if kind == "rate":
        p = chance.choice([0, 0.02, 0.5, 0.97, 1])
        return [int(chance.random() < p) for _ in range(n)]
    if kind in ("csat", "nps"):
        low, high = (scale[0].value, scale[1].value) if scale else (0, 10)
        some = [chance.randint(low, high) for _ in range(chance.randint(1, 8))]
        return [chance.choice(some) for _ in range(n)]
    if kind == "amount":
        size = chance.choice([100, 10 ** 6, 10 ** 13])
        base = chance.choice([0, 0, 10 ** 15])
        return [(base + chance.randint(-size, size), chance.randint(0, 5)) for _ in range(n)]
    return [(chance.randint(0, chance.choice([50, 5000])), chance.randint(-2, 3))
            for _ in range(n)]


CHECKS = {"rate": check_rate, "csat": check_csat, "nps": check_nps, "amount": check_amount,
          "level": check_level}


def random_scale(kind, chance):
    if kind == "csat":
        low = chance.choice([1, 1, 0, -2, -100])
        return (ctypes.c_int32(low), ctypes.c_int32(low + chance.choice([1, 2, 4, 6, 10, 100])))
    if kind == "amount":
        return (b"CNY", ctypes.c_size_t(3))
    return ()


def check_subtract(kind, scale, whole, rows, chance):
    """What was merged in can leave again; what is left is what was before."""
    more = random_rows(kind, scale, chance)
    if kind == "amount" and rows:
        low, high = min(r[0] for r in rows), max(r[0] for r in rows)
        more = [r for r in more if low < r[0] < high]  # the extremes stay known
    if kind == "amount" and not rows:
        more = []
    before, part = whole.bytes(), nested(kind, scale, more, chance)
    whole.merge(part.handle)
    CHECKS[kind](whole, rows + more, chance)
    whole.subtract(part.handle)
    assert whole.bytes() == before, kind


def check_compare(kind, chance):
    scale = random_scale(kind, chance)
    a, b = random_rows(kind, scale, chance), random_rows(kind, scale, chance)
    x, y = nested(kind, scale, a, chance), nested(kind, scale, b, chance)
    out = Measure()
    call("compare_" + kind, x.handle, y.handle, ctypes.byref(out))
    if not a or not b:
        return check_none(out, "compare " + kind)
    if kind == "amount":
        a, b = [r[0] for r in a], [r[0] for r in b]
    points = [[nps_class(r) for r in rows] if kind == "nps" else rows for rows in (a, b)]
    value = decimal(Fraction(sum(points[0]), len(a)) - Fraction(sum(points[1]), len(b)))
    if kind == "rate":
        low, high = newcombe(sum(a), len(a), sum(b), len(b))
        tolerance = Decimal("1e-9")
    elif kind == "nps":
        margin = (nps_margin(a) ** 2 + nps_margin(b) ** 2).sqrt()
        low, high = max(value - margin, Decimal(-200)), min(value + margin, Decimal(200))
        tolerance = Decimal("1e-9")
    else:
        limit = Decimal(scale[1].value - scale[0].value) if kind == "csat" else Decimal("Inf")
        if len(a) == 1 or len(b) == 1:
            margin = Decimal("Inf")
        elif variance(a) + variance(b) == 0:
            margin = Decimal(0)
        else:
            point = student_point(float(welch_freedom(a, b)))
            margin = Decimal(point) * decimal(variance(a) / len(a) + variance(b) / len(b)).sqrt()
        low, high = max(value - margin, -limit), min(value + margin, limit)
        tolerance = None
    scatter = max([Decimal(1)] + [abs(decimal(r)) for r in a + b])
    assert out.state == VALUE and out.count == len(a) + len(b) and (out.num, out.den) == (0, 0)
    near(Decimal(out.value) / scatter, value / scatter, "difference")
    if tolerance is not None:
        near(out.low, low, "low", tolerance)
        near(out.high, high, "high", tolerance)
    elif margin.is_infinite():
        assert Decimal(out.low) == low and Decimal(out.high) == high
    else:  # never narrower, and hardly wider, than the exact point of Student's t
        for got, wanted in ((value - Decimal(out.low), value - low),
                            (Decimal(out.high) - value, high - value)):
            slack = Decimal("1e-7") * max(scatter, wanted)
            assert wanted - slack <= got <= wanted * Decimal("1.35") + slack, (kind, got, wanted)


def main(library, rounds=60, seed=1):
    global LIBRARY
    LIBRARY = ctypes.CDLL(library)
    chance = random.Random(seed)
    for _ in range(rounds):
        for kind, checks in CHECKS.items():
            scale = random_scale(kind, chance)
            rows = random_rows(kind, scale, chance)
            one, other = nested(kind, scale, rows, chance), nested(kind, scale, rows, chance)
            one.scale = other.scale = scale
            assert one.bytes() == other.bytes(), (kind, "order or nesting shows")
            again = Accumulator(kind, scale, one.bytes())
            assert again.bytes() == one.bytes()
            checks(one, rows, chance)
            checks(again, rows, chance)
            check_subtract(kind, scale, one, rows, chance)
        for kind in ("rate", "csat", "nps", "amount"):
            check_compare(kind, chance)
    print(f"accumulators: {rounds} rounds agree with the model")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], *map(int, sys.argv[2:]))
