"""libkefu from Python: accumulators and the desk, through ctypes alone.

    import kefu

    waits = kefu.Duration()
    waits.add_many([900, 1500, 60000])
    waits.quantile(0.95).value

    desk = kefu.Desk()
    desk.use("default")
    desk.apply([{"t": "2026-01-05T09:00:00Z", "kind": "message", "session": "s1",
                 "customer": "c1", "from": "customer"}])
    for row in desk.report(by=["agent"]):
        print(row["agent"], row["first_response_time"].value)

Every function of the C library is there as `kefu.library.kefu_...` with its
prototype, every constant as `kefu.KEFU_...`. The classes below are a thin
spelling of them. The library is found as KEFU_LIBRARY says, else by the
system's loader.
"""

import array
import ctypes
import ctypes.util
import datetime
import os
from collections import namedtuple

from . import _prototypes
from ._prototypes import *  # noqa: F403 the constants and structs, by their C names

__all__ = ["Amount", "Csat", "Desk", "Distinct", "Duration", "KefuError", "Level", "Nps", "Rate",
           "Reading", "Report", "Zone", "library", "metrics"]


def _load():
    name = os.environ.get("KEFU_LIBRARY") or ctypes.util.find_library("kefu") or "libkefu.so.0"
    loaded = ctypes.CDLL(name)
    _prototypes.declare(loaded)
    return loaded


library = _load()
__version__ = library.kefu_version_text().decode()


class KefuError(Exception):
    """A call refused; `status` is the C status, one of KEFU_E_..."""

    def __init__(self, status, position=None):
        text = library.kefu_strerror(status).decode()
        if position is not None:
            text += f" (position {position})"
        super().__init__(text)
        self.status = status
        self.position = position


def _check(status, position=None):
    if status != _prototypes.KEFU_OK:
        raise KefuError(status, position)


_Reading = namedtuple("Reading", "value low high num den count state")


class Reading(_Reading):
    """A figure with its 95 % interval; `value` is None when there is none, and
    `state` says why: "value", "no_data", "below_minimum", ..."""

    @classmethod
    def _of(cls, measure):
        def number(value):
            return None if value != value else value
        return cls(number(measure.value), number(measure.low), number(measure.high), measure.num,
                   measure.den, measure.count,
                   library.kefu_state_name(measure.state).decode())


def _column(values, code):
    """A column of numbers as (object to keep alive, address, length): without
    a copy when it is a buffer of the right type already."""
    try:
        view = memoryview(values)
    except TypeError:
        view = None
    same = {"q": "ql", "Q": "QL", "I": "I", "B": "B?b"}[code]
    if view is None or view.format not in same or view.itemsize != array.array(code).itemsize \
            or not view.c_contiguous:
        values = array.array(code, values)
        view = memoryview(values)
    count = view.nbytes // view.itemsize
    if view.readonly or count == 0:
        block = (ctypes.c_char * max(view.nbytes, 1)).from_buffer_copy(bytes(view) or b"\0")
    else:
        block = (ctypes.c_char * view.nbytes).from_buffer(view.cast("B"))
    return block, ctypes.addressof(block), count


def _text(value):
    return value.encode() if isinstance(value, str) else bytes(value)


class _Accumulator:
    """What all accumulators share. `_columns` are the type codes of a row."""

    _name = ""
    _columns = "q"
    _readings = ()
    _free = None

    def __init__(self, *arguments, **named):
        self._new("new", *self._prepare(*arguments, **named))

    def _prepare(self):
        return ()

    @classmethod
    def _function(cls, verb):
        return getattr(library, f"kefu_{cls._name}_{verb}")

    def _new(self, verb, *arguments, before_allocator=()):
        self._pointer = ctypes.POINTER(getattr(_prototypes, f"kefu_{self._name}"))()
        _check(self._function(verb)(*before_allocator, None, *arguments,
                                    ctypes.byref(self._pointer)))
        # Kept by the object: the module may be gone when it is collected.
        self._free = self._function("free")

    def __del__(self):
        if self._free is not None:
            self._free(self._pointer)
            self._free = None

    def copy(self):
        other = object.__new__(type(self))
        other._new("copy", before_allocator=(self._pointer,))
        return other

    __copy__ = copy

    def reset(self):
        _check(self._function("reset")(self._pointer))

    def add(self, *reading):
        _check(self._function("add")(self._pointer, *map(int, reading)))

    def add_many(self, *columns):
        """Adds rows, all or none; on refusal the error has the position."""
        self._add_columns(self._function("add_many"), self._pointer, columns)

    @classmethod
    def group_add(cls, accumulators, groups, *columns):
        """Adds row i to accumulators[groups[i]], all rows or none."""
        kind = ctypes.POINTER(getattr(_prototypes, f"kefu_{cls._name}"))
        pointers = (kind * max(len(accumulators), 1))(*[a._pointer for a in accumulators])
        cls._add_columns(cls._function("group_add"), pointers, columns, len(accumulators), groups)

    @classmethod
    def _add_columns(cls, function, target, columns, count_of_groups=None, groups=None):
        if len(columns) != len(cls._columns):
            raise TypeError(f"{cls.__name__} takes {len(cls._columns)} columns")
        codes = cls._columns
        arguments = [target]
        if groups is not None:
            arguments.append(count_of_groups)
            columns = (groups, *columns)
            codes = "I" + codes
        kept = [_column(values, code) for values, code in zip(columns, codes)]
        if len({count for _, _, count in kept}) != 1:
            raise ValueError("columns of different length")
        for code, (_, address, _) in zip(codes, kept):
            kind = function.argtypes[len(arguments)]
            arguments += [ctypes.cast(address, kind), array.array(code).itemsize]
        bad = ctypes.c_size_t(0)
        status = function(*arguments, kept[0][2], ctypes.byref(bad))
        _check(status, bad.value)

    def merge(self, other):
        _check(self._function("merge")(self._pointer, other._pointer))
        return self

    def subtract(self, other):
        _check(self._function("subtract")(self._pointer, other._pointer))
        return self

    def encode(self):
        size = ctypes.c_size_t(0)
        function = self._function("encode")
        function(self._pointer, None, 0, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        _check(function(self._pointer, buffer, size.value, ctypes.byref(size)))
        return buffer.raw[:size.value]

    @classmethod
    def decode(cls, data):
        self = object.__new__(cls)
        self._new("decode", bytes(data), len(data))
        return self

    def _read(self, verb, *arguments):
        measure = _prototypes.kefu_measure()
        _check(self._function(verb)(self._pointer, *arguments, ctypes.byref(measure)))
        return Reading._of(measure)


def _reading(verb, text):
    def read(self, *arguments):
        return self._read(verb, *arguments)
    read.__name__ = verb
    read.__doc__ = text
    return read


class Rate(_Accumulator):
    """Shares: hits among cases."""

    _name, _columns = "rate", "B"
    value = _reading("value", "The share of hits, with its Wilson interval.")


class Csat(_Accumulator):
    """Satisfaction scores on any scale."""

    _name = "csat"

    def _prepare(self, low=1, high=5):
        return low, high

    mean = _reading("mean", "The mean score.")
    top_box = _reading("top_box", "The share of the best scores: how many points count.")
    bottom_box = _reading("bottom_box", "The share of the worst scores.")

    def distribution(self):
        """How often each score was given."""
        low = library.kefu_csat_min(self._pointer)
        high = library.kefu_csat_max(self._pointer)
        counts = (ctypes.c_int64 * (high - low + 1))()
        _check(library.kefu_csat_distribution(self._pointer, counts, len(counts)))
        return dict(zip(range(low, high + 1), counts))


class Nps(_Accumulator):
    """Net promoter score."""

    _name = "nps"
    score = _reading("score", "-100 to 100, with its interval.")


class Duration(_Accumulator):
    """Durations in ms with quantiles."""

    _name = "duration"
    count = _reading("count", "How many.")
    sum = _reading("sum", "Their sum.")
    mean = _reading("mean", "Their mean.")
    variance = _reading("variance", "Their variance.")
    min = _reading("min", "The shortest.")
    max = _reading("max", "The longest.")
    quantile = _reading("quantile", "A quantile, q from 0 to 1.")


class Amount(_Accumulator):
    """Sums of money of one currency, and units: columns money, units."""

    _name, _columns = "amount", "qq"

    def _prepare(self, currency=""):
        text = _text(currency)
        return text, len(text)

    sum = _reading("sum", "The sum.")
    mean = _reading("mean", "The mean of a reading.")
    per_unit = _reading("per_unit", "Money per unit.")
    variance = _reading("variance", "The variance.")


class Level(_Accumulator):
    """A level that steps up and down: columns t (ms), step."""

    _name, _columns = "level", "qq"
    at = _reading("at", "The level at an instant.")
    mean = _reading("mean", "The time-weighted mean from an instant to another.")
    peak = _reading("peak", "The highest level between two instants.")


class Distinct(_Accumulator):
    """How many different 64-bit ids: exact while few, then a sketch, unless
    asked to stay exact."""

    _name, _columns = "distinct", "Q"

    def _prepare(self, exact=False):
        return (_prototypes.KEFU_DISTINCT_EXACT if exact else _prototypes.KEFU_DISTINCT_SKETCH,)

    count = _reading("count", "The number, or its estimate.")


class Zone:
    """A time zone."""

    _free = None

    def __init__(self, verb, *arguments):
        self._pointer = ctypes.POINTER(_prototypes.kefu_zone)()
        _check(getattr(library, "kefu_zone_" + verb)(None, *arguments,
                                                    ctypes.byref(self._pointer)))
        self._free = library.kefu_zone_free

    def __del__(self):
        if self._free is not None:
            self._free(self._pointer)
            self._free = None

    @classmethod
    def fixed(cls, seconds):
        return cls("fixed", seconds)

    @classmethod
    def tzif(cls, data):
        return cls("tzif", bytes(data), len(data))

    @classmethod
    def posix(cls, rule):
        text = _text(rule)
        return cls("posix", text, len(text))


def _fields():
    """The names of event fields: {name: (number, member of kefu_event)}."""
    numbers = {value: name for name, value in vars(_prototypes).items()
               if name.startswith("KEFU_FIELD_")}
    found = {}
    field = ctypes.c_int32()
    index = 0
    while True:
        name = library.kefu_field_name(index, ctypes.byref(field))
        if name is None:
            return found
        member = numbers[field.value][len("KEFU_FIELD_"):].lower()
        found[name.decode()] = field.value, {"private": "is_private"}.get(member, member)
        index += 1


def _instant(value):
    """Milliseconds from a number or a datetime that knows its offset."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime without offset: give it as ISO text")
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return (value - epoch) // datetime.timedelta(milliseconds=1)
    return int(value)


def _day(value):
    if isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    if isinstance(value, datetime.date):
        return (value - datetime.date(1970, 1, 1)).days
    return int(value)


def _knobs(knobs, outer=""):
    """Knobs as pairs of texts."""
    for name, value in knobs.items():
        if isinstance(value, dict):
            yield from _knobs(value, f"{outer}{name}.")
            continue
        if isinstance(value, (list, tuple)):
            value = ",".join(map(str, value))
        elif isinstance(value, bool):
            value = "true" if value else "false"
        yield _text(outer + name), _text("" if value is None else str(value))


class Desk:
    """Takes events and answers with figures."""

    _free = None

    def __init__(self, zone=None, session_gap_ms=0, currency="", refusals_kept=0):
        options = _prototypes.kefu_desk_options()
        options.size = ctypes.sizeof(options)
        options.zone = zone._pointer if zone is not None else None
        options.session_gap = session_gap_ms
        options.currency = _text(currency)
        options.refusals_kept = refusals_kept
        self._pointer = ctypes.POINTER(_prototypes.kefu_desk)()
        _check(library.kefu_desk_new(ctypes.byref(options), ctypes.byref(self._pointer)))
        self._free = library.kefu_desk_free
        self._fields = _fields()

    def __del__(self):
        if self._free is not None:
            self._free(self._pointer)
            self._free = None

    def use(self, *names):
        """Adds definitions: metrics of the catalogue, or "default", "all"."""
        for name in names:
            text = _text(name)
            _check(library.kefu_desk_use(self._pointer, text, len(text)))
        return self

    def define(self, name, measure, knobs=None, **more):
        """Gives the desk a definition of its own: knobs by name, lists for
        sets, a dict of the inner ones for `attribution` and the like, None for
        a default. ValueError says why one is refused."""
        pointer = ctypes.POINTER(_prototypes.kefu_definition)()
        name, measure = _text(name), _text(measure)
        _check(library.kefu_definition_new(None, measure, len(measure), ctypes.byref(pointer)))
        try:
            for knob, value in _knobs({**(knobs or {}), **more}):
                self._define(library.kefu_definition_set(pointer, knob, len(knob), value, len(value)),
                             pointer)
            self._define(library.kefu_definition_check(pointer), pointer)
            _check(library.kefu_desk_define(self._pointer, name, len(name), pointer))
        finally:
            library.kefu_definition_free(pointer)
        return self

    @staticmethod
    def _define(status, definition):
        if status == _prototypes.KEFU_E_NOMEM:
            _check(status)
        if status != _prototypes.KEFU_OK:
            raise ValueError(library.kefu_definition_detail(definition).decode())

    def intern(self, text):
        """The number by which this desk knows a text id."""
        out = _prototypes.kefu_id()
        data = _text(text)
        _check(library.kefu_desk_intern(self._pointer, data, len(data), ctypes.byref(out)))
        return out.value

    def id_text(self, number):
        size = ctypes.c_size_t(0)
        buffer = ctypes.create_string_buffer(library.kefu_id_max_bytes())
        _check(library.kefu_desk_id_text(self._pointer, number, buffer, len(buffer),
                                         ctypes.byref(size)))
        return buffer.raw[:size.value].decode()

    def event(self, fields):
        """A kefu_event from a dict of field names; None leaves unset."""
        event = _prototypes.kefu_event()
        event.size = ctypes.sizeof(event)
        for name, value in fields.items():
            if value is None:
                continue
            if isinstance(value, bool):
                value = _prototypes.KEFU_YES if value else _prototypes.KEFU_NO
            if isinstance(value, datetime.datetime):
                value = _instant(value)
            if isinstance(value, int):
                member = self._fields[name][1] if name in self._fields else None
                if member is None:
                    raise KefuError(_prototypes.KEFU_E_NOT_FOUND)
                setattr(event, member, value)
                if getattr(event, member) != value:  # ctypes cuts what does not fit
                    raise KefuError(_prototypes.KEFU_E_RANGE)
                if member == "value":
                    event.has_value = 1
                continue
            field, text = _text(name), _text(value)
            _check(library.kefu_desk_set_text(self._pointer, ctypes.byref(event), field,
                                              len(field), text, len(text)))
        return event

    def apply(self, events):
        """Applies dicts or kefu_event structs, in order. Returns how many were
        refused; refusals() says why."""
        events = [e if isinstance(e, _prototypes.kefu_event) else self.event(e) for e in events]
        return self._applied(lambda done: library.kefu_desk_apply(
            self._pointer, (_prototypes.kefu_event * max(len(events), 1))(*events), len(events),
            ctypes.byref(done)))

    def apply_columns(self, **columns):
        """As apply, from columns of integers: apply_columns(t=..., kind=...)."""
        kept = []
        specifications = (_prototypes.kefu_column * len(columns))()
        for specification, (name, values) in zip(specifications, columns.items()):
            name = name.rstrip("_")  # from_: `from` is a keyword
            block = _column(values, "q")
            kept.append(block)
            specification.field = self._fields[name][0]
            specification.width = 8
            specification.data = block[1]
            specification.stride = 8
        if len({count for _, _, count in kept}) > 1:
            raise ValueError("columns of different length")
        count = kept[0][2] if kept else 0
        return self._applied(lambda done: library.kefu_desk_apply_columns(
            self._pointer, specifications, len(columns), count, ctypes.byref(done)))

    def _applied(self, call):
        before = self.statistics()["refused"]
        done = ctypes.c_size_t(0)
        status = call(done)
        refused = self.statistics()["refused"] - before
        if status != _prototypes.KEFU_OK and (refused == 0 or status == _prototypes.KEFU_E_NOMEM):
            raise KefuError(status, done.value)
        return refused

    def roster(self, agent, team, since=0):
        """Puts an agent into a team from an instant on."""
        _check(library.kefu_desk_roster(self._pointer, self._id(agent), self._id(team),
                                        _instant(since)))

    def _id(self, value):
        if value is None:
            return 0
        return value if isinstance(value, int) else self.intern(value)

    def session(self, identity):
        """A handle: `session.assign(t, "Ann")` is kefu_session_assign()."""
        return _Handle(self, "session", self._id(identity))

    def agent(self, identity):
        """A handle: `agent.online(t)` is kefu_agent_online()."""
        return _Handle(self, "agent", self._id(identity))

    def order(self, identity):
        """A handle: `order.pay(t, customer="Wang", amount=9900)` is
        kefu_order_pay() with a kefu_order_line of these members."""
        return _Handle(self, "order", self._id(identity))

    def refund(self, identity):
        """A handle: `refund.request(t, order="A1")` is kefu_refund_request()
        with a kefu_refund_claim of these members."""
        return _Handle(self, "refund", self._id(identity))

    def attribution(self, order, definition=None, as_of=None):
        """Which chat earned an order by each judgement: a dict of the order,
        and under "chats" one of each chat, with names for what happened."""
        name = None if definition is None else _text(definition)
        pointer = ctypes.POINTER(_prototypes.kefu_attribution)()
        _check(library.kefu_desk_attribution(
            self._pointer, self._id(order), name, len(name or b""),
            _prototypes.KEFU_AS_OF_LAST if as_of is None else _instant(as_of),
            ctypes.byref(pointer)))
        try:
            view = _prototypes.kefu_attribution_view()
            view.size = ctypes.sizeof(view)
            _check(library.kefu_attribution_read(pointer, ctypes.byref(view)))
            found = _members(view)
            found["judgement"] = library.kefu_judgement_name(view.judgement).decode()
            found["bucket"] = library.kefu_bucket_name(view.bucket).decode()
            found["chats"] = []
            for index in range(library.kefu_attribution_chat_count(pointer)):
                chat = _prototypes.kefu_attributed_chat()
                chat.size = ctypes.sizeof(chat)
                _check(library.kefu_attribution_chat(pointer, index, ctypes.byref(chat)))
                row = _members(chat)
                for judgement in ("by_order", "by_payment", "by_order_first"):
                    row[judgement] = library.kefu_earned_name(row[judgement]).decode()
                row["bucket"] = library.kefu_bucket_name(row["bucket"]).decode()
                found["chats"].append(row)
            return found
        finally:
            library.kefu_attribution_free(pointer)

    def keep(self, retention_ms=None, idle_end_ms=None, keep_days=None):
        """Says how long to keep what; what is left out is as usual."""
        keeping = _prototypes.kefu_keeping()
        library.kefu_keeping_init(ctypes.byref(keeping))
        if retention_ms is not None:
            keeping.retention = retention_ms
        if idle_end_ms is not None:
            keeping.idle_end = idle_end_ms
        if keep_days is not None:
            keeping.keep_days = keep_days
        _check(library.kefu_desk_keep(self._pointer, ctypes.byref(keeping)))

    def advance(self, now):
        """Seals what is settled; returns the events that the desk forgets, as
        dicts by the names of fields."""
        pointer = ctypes.POINTER(_prototypes.kefu_event_list)()
        _check(library.kefu_desk_advance(self._pointer, _instant(now), ctypes.byref(pointer)))
        try:
            return [self._listed(pointer, index)
                    for index in range(library.kefu_event_list_count(pointer))]
        finally:
            library.kefu_event_list_free(pointer)

    def _listed(self, pointer, index):
        event = _prototypes.kefu_event()
        event.size = ctypes.sizeof(event)
        _check(library.kefu_event_list_get(pointer, index, ctypes.byref(event)))
        found = {"t": event.t, "kind": event.kind}
        buffer = ctypes.create_string_buffer(library.kefu_id_max_bytes())
        size = ctypes.c_size_t(0)
        for name, (_, member) in self._fields.items():
            value = getattr(event, member)
            if isinstance(value, int) and value >> 63 == 1:
                _check(library.kefu_event_list_id_text(pointer, value, buffer, len(buffer),
                                                       ctypes.byref(size)))
                value = buffer.raw[:size.value].decode()
            if isinstance(value, bytes):
                value = value.decode()
            if value or (member == "value" and event.has_value):
                found.setdefault(name, value)
        return found

    def erase(self, customer):
        """Forgets a customer with all that is theirs."""
        _check(library.kefu_desk_erase(self._pointer, self._id(customer)))

    def mark(self):
        """The seal mark, or -1."""
        return library.kefu_desk_mark(self._pointer)

    def definitions(self):
        """The names of the definitions in use."""
        return [library.kefu_desk_definition_name(self._pointer, index).decode()
                for index in range(library.kefu_desk_definition_count(self._pointer))]

    def adds_up(self, name):
        """Whether the figures of days add up to those of several."""
        text = _text(name)
        answer = library.kefu_desk_adds_up(self._pointer, text, len(text))
        _check(min(answer, 0))
        return answer == 1

    def encode(self):
        """The desk as bytes."""
        size = ctypes.c_size_t(0)
        _check(library.kefu_desk_encode(self._pointer, None, 0, ctypes.byref(size)))
        buffer = ctypes.create_string_buffer(max(size.value, 1))
        _check(library.kefu_desk_encode(self._pointer, buffer, size.value, ctypes.byref(size)))
        return buffer.raw[:size.value]

    @classmethod
    def decode(cls, data):
        """A desk from what encode() gave."""
        made = cls()
        out = ctypes.POINTER(_prototypes.kefu_desk)()
        _check(library.kefu_desk_decode(None, data, len(data), ctypes.byref(out)))
        library.kefu_desk_free(made._pointer)
        made._pointer = out
        return made

    def merge(self, other):
        """Adds what another desk knows."""
        status = library.kefu_desk_merge(self._pointer, other._pointer)
        if status == _prototypes.KEFU_E_MISMATCH:
            raise ValueError(library.kefu_desk_mismatch(self._pointer).decode())
        _check(status)

    def statistics(self):
        out = _prototypes.kefu_statistics()
        out.size = ctypes.sizeof(out)
        _check(library.kefu_desk_statistics(self._pointer, ctypes.byref(out)))
        return {name: getattr(out, name) for name, _ in out._fields_
                if name not in ("size", "reserved")}

    def refusals(self):
        """The latest refused events, latest first, as dicts."""
        found = []
        while True:
            out = _prototypes.kefu_refusal()
            out.size = ctypes.sizeof(out)
            status = library.kefu_desk_refusal(self._pointer, len(found), ctypes.byref(out))
            if status == _prototypes.KEFU_E_NOT_FOUND:
                return found
            _check(status)
            names = [n for n, (field, _) in self._fields.items() if field == out.field]
            found.append({"status": out.status,
                          "reason": library.kefu_strerror(out.status).decode(),
                          "position": out.position, "t": out.t, "kind": out.kind,
                          "field": names[0] if names else None})

    def report(self, columns=(), by=(), from_day=None, to_day=None, as_of=None, cases=False):
        """Answers a query. Days are dates, ISO texts or day numbers; as_of is
        an instant in ms or a datetime."""
        names = {}
        for number in range(1, 32):
            name = library.kefu_by_name(number)
            if name is not None:
                names[name.decode()] = number
        unknown = [b for b in by if b not in names]
        if unknown:
            raise KefuError(_prototypes.KEFU_E_QUERY)
        query = _prototypes.kefu_query()
        library.kefu_query_init(ctypes.byref(query))
        dimensions = (ctypes.c_int32 * max(len(by), 1))(*[names[b] for b in by])
        texts = (ctypes.c_char_p * max(len(columns), 1))(*[_text(c) for c in columns])
        query.by, query.by_count = dimensions, len(by)
        query.columns, query.column_count = texts, len(columns)
        query.cases = 1 if cases else 0
        if from_day is not None:
            query.from_day = _day(from_day)
        if to_day is not None:
            query.to_day = _day(to_day)
        if as_of is not None:
            query.as_of = _instant(as_of)
        pointer = ctypes.POINTER(_prototypes.kefu_report)()
        _check(library.kefu_desk_report(self._pointer, ctypes.byref(query),
                                        ctypes.byref(pointer)))
        return Report(pointer, list(by))


def _members(view):
    """A view's members as a dict, without size and room."""
    return {name: getattr(view, name) for name, _ in view._fields_
            if name != "size" and not name.startswith("reserved")}


class _Handle:
    """A session, an agent, an order or a refund case of a desk. Each method is
    the C function of its name without the handle; texts are interned, instants
    may be datetimes; what C takes as a struct is given by name."""

    _free = None
    _structs = {"session_open": "session_opening", "order_place": "order_line",
                "order_pay": "order_line", "order_deposit": "order_line",
                "refund_request": "refund_claim"}

    def __init__(self, desk, kind, identity):
        self._desk, self._kind = desk, kind
        self._pointer = ctypes.POINTER(getattr(_prototypes, f"kefu_{kind}"))()
        _check(getattr(library, f"kefu_desk_{kind}")(desk._pointer, identity,
                                                     ctypes.byref(self._pointer)))
        self._free = getattr(library, f"kefu_{kind}_free")

    def __del__(self):
        if self._free is not None:
            self._free(self._pointer)
            self._free = None

    def __getattr__(self, verb):
        name = f"kefu_{self._kind}_{verb}"
        if verb.startswith("_") or not hasattr(library, name):
            raise AttributeError(verb)
        function = getattr(library, name)

        def call(*arguments, **fields):
            converted = []
            for argument in arguments:
                if isinstance(argument, str):
                    argument = self._desk.intern(argument)
                elif isinstance(argument, datetime.datetime):
                    argument = _instant(argument)
                converted.append(argument)
            struct = self._structs.get(f"{self._kind}_{verb}")
            if struct is not None and len(converted) == 1:
                converted.append(self._filled(struct, fields))
            elif fields:
                raise TypeError(f"{name}: no argument {next(iter(fields))}")
            _check(function(self._pointer, *converted))
        return call

    def _filled(self, struct, fields):
        made = getattr(_prototypes, f"kefu_{struct}")()
        made.size = ctypes.sizeof(made)
        for name, value in fields.items():
            if name not in dict(made._fields_):
                raise TypeError(f"kefu_{struct}: no member {name}")
            setattr(made, name, _text(value) if name == "currency" else self._desk._id(value))
        return ctypes.byref(made)

    def read(self, as_of=_prototypes.KEFU_AS_OF_LAST):
        """How it stands at an instant, as a dict of the view's members."""
        view = getattr(_prototypes, f"kefu_{self._kind}_view")()
        view.size = ctypes.sizeof(view)
        _check(getattr(library, f"kefu_{self._kind}_read")(self._pointer, _instant(as_of),
                                                          ctypes.byref(view)))
        return _members(view)


class Report:
    """A table of figures; iterating gives its rows as dicts."""

    def __init__(self, pointer, by):
        self._pointer = pointer
        self._free = library.kefu_report_free
        self.by = by
        self.columns = [library.kefu_report_column_name(pointer, i).decode()
                        for i in range(library.kefu_report_column_count(pointer))]

    def __del__(self):
        if self._free is not None:
            self._free(self._pointer)
            self._free = None

    def __len__(self):
        return library.kefu_report_row_count(self._pointer)

    def __iter__(self):
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row):
        if not 0 <= row < len(self):
            raise IndexError(row)
        out = {name: self.key(row, i) for i, name in enumerate(self.by)}
        out.update((name, self.reading(row, name)) for name in self.columns)
        return out

    def _position(self, column):
        if isinstance(column, int):
            return column
        text = _text(column)
        return library.kefu_report_column_find(self._pointer, text, len(text))

    def key(self, row, dimension):
        text, length = ctypes.c_char_p(), ctypes.c_size_t()
        _check(library.kefu_report_key(self._pointer, row, dimension, ctypes.byref(text),
                                       ctypes.byref(length)))
        return ctypes.string_at(text, length.value).decode()

    def reading(self, row, column):
        measure = _prototypes.kefu_measure()
        _check(library.kefu_report_measure(self._pointer, row, self._position(column),
                                           ctypes.byref(measure)))
        return Reading._of(measure)

    def quantile(self, row, column, q):
        measure = _prototypes.kefu_measure()
        _check(library.kefu_report_quantile(self._pointer, row, self._position(column), q,
                                            ctypes.byref(measure)))
        return Reading._of(measure)

    def cases(self, column):
        """The cases behind a column, when the query asked to keep them."""
        found = []
        position = self._position(column)
        for index in range(library.kefu_report_case_count(self._pointer, position)):
            out = _prototypes.kefu_case()
            out.size = ctypes.sizeof(out)
            _check(library.kefu_report_case(self._pointer, position, index, ctypes.byref(out)))
            found.append({"t": out.t, "reading": out.reading, "verdict": out.verdict,
                          "session": out.session.decode(), "customer": out.customer.decode(),
                          "agent": out.agent.decode(), "order": out.order.decode(),
                          "refund": out.refund.decode()})
        return found

    def _written(self, function, *arguments):
        size = ctypes.c_size_t(0)
        status = function(self._pointer, *arguments, None, 0, ctypes.byref(size))
        if status != _prototypes.KEFU_E_SIZE:
            _check(status)
        buffer = ctypes.create_string_buffer(max(size.value, 1))
        _check(function(self._pointer, *arguments, buffer, size.value, ctypes.byref(size)))
        return buffer.raw[:size.value].decode()

    def explain(self, column):
        """What a column counts, in a sentence or two."""
        return self._written(library.kefu_report_explain, self._position(column))

    def to_text(self, form="table"):
        """The report as "table", "csv", "json" or "openmetrics"."""
        return self._written(library.kefu_report_write,
                             getattr(_prototypes, "KEFU_FORMAT_" + form.upper()))


def metrics():
    """The catalogue, as dicts."""
    found = []
    for index in range(library.kefu_metric_count()):
        out = _prototypes.kefu_metric()
        out.size = ctypes.sizeof(out)
        _check(library.kefu_metric_at(index, ctypes.byref(out)))
        row = {}
        for name, _ in out._fields_:
            value = getattr(out, name)
            if name != "size":
                row[name] = value.decode() if isinstance(value, bytes) else value
        found.append(row)
    return found
