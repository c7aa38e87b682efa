"""Reads an encoded desk as docs/format.md says, without libkefu.

    tests/state/reader.py FILE      prints its events, one JSON object a line
"""

import json
import sys

FIELDS = ("seq agent from mode class private team channel topic phase initiator to to_team "
          "survey value min max priority order item refund complaint name amount postage units "
          "currency type liable correct").split()
IDS = set("agent team channel topic to to_team order item refund complaint name".split())
SIGNED = set("value min max amount postage units".split())
SHOP, AGENT, SESSION, THREAD, ORDER, REFUND, NONE = range(1, 8)
MESSAGE = 2
DEFAULT_MODE = {2: 1, 3: 6, 4: 4}


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
        if number > 7 and flags:
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
        return texts[value >> 1] if value & 1 else value >> 1

    def field(name, last_seq):
        if name == "seq":
            return last_seq + reader.signed()
        if name in IDS:
            return identity()
        if name in SIGNED:
            return reader.signed()
        if name == "currency":
            return reader.bytes(3).decode()
        return 2 if name == "private" else reader.byte()

    for _ in range(reader.varint()):
        kind, own = reader.byte(), identity()
        agent = identity() if kind == THREAD else 0
        customer = identity() if kind in (SESSION, ORDER, REFUND) else 0
        named = {SHOP: {}, AGENT: {"agent": own}, SESSION: {"session": own},
                 THREAD: {"customer": own, "agent": agent}, ORDER: {"order": own},
                 REFUND: {"refund": own}, NONE: {}}[kind]
        t = seq = 0
        for _ in range(reader.varint()):
            t += reader.varint()
            event = {"t": t, "kind": reader.byte(), **named}
            bits = reader.varint()
            for bit, name in enumerate(FIELDS):
                if bits >> bit & 1:
                    event[name] = field(name, seq)
            seq = event.get("seq", seq)
            if event["kind"] == MESSAGE:
                event.setdefault("mode", DEFAULT_MODE.get(event["from"], 0))
                event.setdefault("class", 1)
            if customer != 0 and event["kind"] != 99:
                event["customer"] = customer
            yield {name: value for name, value in event.items() if value != 0 or name == "t"}
    if reader.at != len(reader.data):
        raise ValueError("bytes left over")


def main():
    with open(sys.argv[1], "rb") as file:
        for event in events(file.read()):
            print(json.dumps(event, ensure_ascii=False))


if __name__ == "__main__":
    main()
