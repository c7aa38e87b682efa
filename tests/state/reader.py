"""Reads an encoded desk as docs/format.md says, without libkefu.

    tests/state/reader.py FILE      prints its events, one JSON object a line
"""

import json
import sys

# Of a general record, by the bits of its mask from 1 up.
FIELDS = ("amount currency item units order name type value postage team topic to phase initiator "
          "channel from mode class private survey min max refund to_team priority liable "
          "complaint correct").split()
IDS = set("team channel topic to to_team order item refund complaint name".split())
SIGNED = set("value min max amount postage units".split())
SHOP, AGENT, SESSION, THREAD, ORDER, REFUND, NONE = range(1, 8)
MESSAGE, RETRACT = 2, 99
DEFAULT_MODE = {2: 1, 3: 6, 4: 4}
SHAPES = {1: {"kind": MESSAGE, "from": 1, "class": 1},
          2: {"kind": MESSAGE, "from": 2, "mode": 1, "class": 1},
          3: {"kind": MESSAGE, "from": 2, "mode": 2, "class": 1},
          4: {"kind": MESSAGE, "from": 2, "mode": 3, "class": 1},
          5: {"kind": MESSAGE, "from": 3, "mode": 6, "class": 1},
          6: {"kind": 5}, 7: {"kind": 13}, 8: {"kind": 15}}
SCALES = ((1, 5), (0, 10), (1, 7), (1, 3), (0, 1), (1, 2), (1, 4), (1, 10), (0, 5), (0, 100),
          (1, 100))


def crc32c(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def bytes(self, count):
        if count > len(self.data) - self.at:
            raise ValueError("ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self):
        return self.bytes(1)[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            if byte < 128:
                if byte == 0 and shift:
                    raise ValueError("a number longer than needed")
                return value
            shift += 7

    def signed(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def text(self):
        return self.bytes(self.varint()).decode()


def sections(data):
    if crc32c(data[:-4]) != int.from_bytes(data[-4:], "little"):
        raise ValueError("damaged")
    reader = Reader(data[:-4])
    if reader.bytes(4) != b"kefu" or reader.varint() != 64:
        raise ValueError("not a desk")
    if reader.varint() != 1:
        raise ValueError("a later version")
    found = {}
    while (number := reader.varint()) != 0:
        flags, length = reader.varint(), reader.varint()
        if number > 9 and flags:
            raise ValueError("a section that must be understood")
        found[number] = Reader(reader.bytes(length))
    if reader.at != len(reader.data):
        raise ValueError("bytes left over")
    return found


def events(data):
    """Each event as a dict: kind and enumerations as numbers, ids as numbers
    or texts."""
    found = sections(data)
    texts = [found[2].text() for _ in range(found[2].varint())]
    reader = found[7]

    def identity():
        value = reader.varint()
        return texts[(value >> 1) - 1] if value & 1 else value >> 1

    def field(name):
        if name in IDS:
            return identity()
        if name in SIGNED:
            return reader.signed()
        if name == "currency":
            return reader.bytes(3).decode()
        return reader.byte()

    def number(numbering, seq):
        """The number of this event, or 0."""
        if numbering == 0:
            return 0
        if numbering == 1:
            return seq + 1
        step = reader.varint()
        return seq + ((step - 1) >> 1 ^ -((step - 1) & 1)) if step else 0

    def short(shape):
        if shape == 9:
            return {"kind": reader.byte()}
        if shape == 10:
            return {"kind": 1, "channel": identity()}
        if shape == 11:
            byte = reader.byte()
            return {"kind": MESSAGE, "from": (byte & 3) + 1, "mode": byte >> 2 & 7,
                    "class": (byte >> 5) + 1}
        if shape == 12:
            byte = reader.byte()
            least, most = SCALES[byte >> 4]
            return {"kind": 31, "survey": byte & 15, "min": least, "max": most,
                    "value": least + reader.byte()}
        if shape == 13:
            return {"kind": 30, "survey": reader.byte()}
        if shape == 14:
            return {"kind": 8, "to": identity()}
        if shape == 15:
            return {"kind": 9, "value": reader.byte()}
        return SHAPES[shape]

    def general(event, numbering, seq):
        event["kind"] = reader.byte()
        if event["kind"] != RETRACT:
            event["seq"] = number(numbering, seq)
        mask = reader.varint()
        if mask & 1:
            event["t"] += reader.varint() << 32
        if event["kind"] == RETRACT:
            event["seq"] = reader.varint()
            return
        for bit, name in enumerate(FIELDS, 1):
            if mask >> bit & 1:
                event[name] = field(name)
        if event["kind"] == MESSAGE:
            event.setdefault("mode", DEFAULT_MODE.get(event["from"], 0))
            event.setdefault("class", 1)

    for _ in range(reader.varint()):
        first = reader.byte()
        kind, numbering = first & 7, first >> 3 & 3
        own = identity()
        thread_agent = identity() if kind == THREAD else 0
        customer = identity() if kind in (SESSION, ORDER, REFUND) else 0
        named = {SHOP: {}, AGENT: {"agent": own}, SESSION: {"session": own},
                 THREAD: {"customer": own, "agent": thread_agent}, ORDER: {"order": own},
                 REFUND: {"refund": own}, NONE: {}}[kind]
        t, seq = reader.varint() << 32, 0
        agent = own if kind == AGENT else thread_agent
        count, length = reader.varint(), reader.varint()
        end = reader.at + length
        for _ in range(count):
            head = reader.byte()
            event = {"t": t + int.from_bytes(reader.bytes((head >> 4 & 3) + 1), "little")}
            if head >> 6 == 2:
                agent = identity()
            if head >> 6:
                event["agent"] = agent
            if head & 15 == 0:
                general(event, numbering, seq)
            else:
                event["seq"] = number(numbering, seq)
                event.update(short(head & 15))
            t = event["t"]
            if event["kind"] != RETRACT:
                seq = event["seq"] or seq
                if customer != 0:
                    event["customer"] = customer
            event.update(named)
            yield {name: value for name, value in event.items() if value != 0 or name == "t"}
        if reader.at != end:
            raise ValueError("records of another length")
    if reader.at != len(reader.data):
        raise ValueError("bytes left over")


def main():
    with open(sys.argv[1], "rb") as file:
        for event in events(file.read()):
            print(json.dumps(event, ensure_ascii=False))


if __name__ == "__main__":
    main()
