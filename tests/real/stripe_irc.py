"""Support chat with reply links, counted from the lines of the logs."""
import datetime
import re
from collections import defaultdict

NAME = "stripe_irc"
ADAPTER = "stripe_irc.sql"
ZONE = "UTC"
SCRIPT = "".join(f"""CREATE TABLE lines{log}(text);
.mode ascii
.separator "\\037" "\\n"
.import "{{data}}/stripe_irc/stripe.{log}.ascii.txt" lines{log}
CREATE TABLE links{log}(earlier, later, mark, rest);
.mode list
.separator " "
.import "{{data}}/stripe_irc/stripe.{log}.annotation.txt" links{log}
""" for log in range(3))

LINE = re.compile(r"^stripe (\S+ \[\S+\]) <([^>]+)>")


def read(data, log):
    with open(f"{data}/stripe_irc/stripe.{log}.ascii.txt", encoding="utf-8") as file:
        lines = [LINE.match(line).groups() for line in file if line.strip()]
    lines = [(round(datetime.datetime.strptime(when + "+0000", "%Y-%m-%d [%H:%M:%S]%z").timestamp() * 1000),
              nick) for when, nick in lines]
    with open(f"{data}/stripe_irc/stripe.{log}.annotation.txt", encoding="utf-8") as file:
        links = [tuple(int(word) for word in line.split()[:2]) for line in file]
    return lines, links


def staff_of(data):
    """Who addresses nine or more others by name, in the three logs."""
    spoken = []
    for log in range(3):
        with open(f"{data}/stripe_irc/stripe.{log}.ascii.txt", encoding="utf-8") as file:
            spoken += [re.match(r"^stripe \S+ \[\S+\] <([^>]+)> ?(.*)$", line).groups()
                       for line in file if line.strip()]
    nicks = {nick for nick, _ in spoken}
    addressed = defaultdict(set)
    for nick, text in spoken:
        name = re.match(r"@?([^\s:,]+)[:,]? ", text)
        if name and name[1] in nicks and name[1] != nick:
            addressed[nick].add(name[1])
    return {nick for nick, names in addressed.items() if len(names) >= 9}


def conversations(links):
    """Line numbers by conversation: what the links connect."""
    leader = {}

    def find(line):
        leader.setdefault(line, line)
        while leader[line] != line:
            line = leader[line]
        return line

    for earlier, later in links:
        a, b = find(earlier), find(later)
        leader[max(a, b)] = min(a, b)
    found = defaultdict(list)
    for line in sorted(leader):
        found[find(line)].append(line)
    return found.values()


def figures(data):
    staff = staff_of(data)
    total = {"session_count": 0, "first_response_time": [], "response_time": [], "reply_rate": [0, 0]}
    agent = defaultdict(lambda: {"first_response_time": [], "response_time": []})
    for log in range(3):
        lines, links = read(data, log)
        for numbers in conversations(links):
            spoken = [lines[number] for number in numbers]
            opened = spoken[0][0]
            total["session_count"] += 1
            asked = None      # when the open round began
            has_asked = False
            first = None
            rounds = answered = 0
            for t, nick in spoken:
                if nick not in staff:
                    has_asked = True
                    if asked is None:
                        asked = t
                        rounds += 1
                    continue
                if first is None and (has_asked or spoken[0][1] not in staff):
                    first = (t - opened, nick)
                if asked is not None:
                    answered += 1
                    total["response_time"].append(t - asked)
                    agent[nick]["response_time"].append(t - asked)
                    asked = None
            if first is not None:
                total["first_response_time"].append(first[0])
                agent[first[1]]["first_response_time"].append(first[0])
            if rounds:
                total["reply_rate"][0] += answered > 0
                total["reply_rate"][1] += 1
    total["reply_rate"] = tuple(total["reply_rate"])
    return {"": {"": total}, "agent": dict(agent)}
