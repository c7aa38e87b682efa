"""Volvo IT incidents, counted from the rows of the file."""
import csv
import datetime
from collections import defaultdict

NAME = "bpi2013"
ADAPTER = "bpi2013.sql"
ZONE = "Europe/Stockholm"
SCRIPT = """.import --csv "{data}/bpi2013_incidents.csv" incidents
"""


def line_of(team):
    return {"3rd": 3, "2nd": 2}.get(team.rsplit(" ", 1)[-1], 1)


def read(data):
    """Rows by case: time in ms, status, sub-status, team, person or None."""
    cases = defaultdict(list)
    with open(data + "/bpi2013_incidents.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["concept:name"] == "Unmatched":
                continue
            instant = datetime.datetime.fromisoformat(row["time:timestamp"])
            person = row["org:resource"]
            cases[row["case:concept:name"]].append((
                round(instant.timestamp() * 1000), row["concept:name"], row["lifecycle:transition"],
                row["org:group"], None if person == "Siebel" else person))
    return cases


def case_figures(rows):
    """What one case adds to the figures."""
    opened = rows[0][0]
    found = {"transfers": 0, "escalated": False, "gave_up": None, "accepted": None, "resolutions": [],
             "reopens": 0, "owner": None, "owner_team": None, "waited": 0}
    waited = 0       # so far, on the user
    waiting = None   # since when
    in_force = None  # time, person, team and waiting of the resolution that stands
    before = None
    for t, status, sub, team, person in rows:
        if waiting is not None and sub != "Wait - User":
            waited += t - waiting
            waiting = None
        completed_before = before is not None and before[1] == "Completed"
        if before is not None and not (completed_before and status == "Completed"):
            if line_of(team) > line_of(before[3]):
                if not found["escalated"]:
                    found["gave_up"] = found["owner"]
                found["escalated"] = True
            if team != before[3]:
                found["transfers"] += 1
                found["owner"] = found["owner_team"] = None
        if completed_before and status != "Completed":
            found["reopens"] += in_force is not None
            in_force = None
        if status == "Accepted" and person is not None:
            if found["accepted"] is None:
                found["accepted"] = (t - opened, person, team)
            found["owner"], found["owner_team"] = person, team
        if sub == "Wait - User" and waiting is None:
            waiting = t
        if status == "Completed" and sub != "Cancelled" and not completed_before:
            in_force = (t - opened, person or found["owner"], team, waited)
            found["resolutions"].append(in_force)
        before = (t, status, sub, team, person)
    found["in_force"] = in_force
    return found


def figures(data):
    total = {"session_count": 0, "escalation_rate": [0, 0], "transfers_per_session": [0, 0],
             "reopen_rate": [0, 0], "reopen_count": 0, "queue_time": [], "resolution_time": [],
             "pending_time": []}
    agent = defaultdict(lambda: {"session_count": 0, "escalation_rate": [0, 0], "transfers_per_session": [0, 0],
                                 "queue_time": [], "resolution_time": [], "pending_time": []})
    team = defaultdict(lambda: {"queue_time": [], "resolution_time": []})
    for rows in read(data).values():
        one = case_figures(rows)
        total["session_count"] += 1
        owner = agent[one["owner"] or ""]
        owner["session_count"] += 1
        owner["transfers_per_session"][0] += one["transfers"]
        owner["transfers_per_session"][1] += 1
        # Where nobody held the case as it rose, it is the last owner's.
        credited = agent[one["gave_up"] or one["owner"] or ""]
        credited["escalation_rate"][0] += one["escalated"]
        credited["escalation_rate"][1] += 1
        total["escalation_rate"][0] += one["escalated"]
        total["escalation_rate"][1] += 1
        total["transfers_per_session"][0] += one["transfers"]
        total["transfers_per_session"][1] += 1
        total["reopen_count"] += one["reopens"]
        if one["resolutions"]:
            total["reopen_rate"][0] += one["reopens"] > 0
            total["reopen_rate"][1] += 1
        if one["accepted"] is not None:
            wait, person, its_team = one["accepted"]
            total["queue_time"].append(wait)
            agent[person]["queue_time"].append(wait)
            team[its_team]["queue_time"].append(wait)
        if one["in_force"] is not None:
            took, person, its_team, waited = one["in_force"]
            total["resolution_time"].append(took)
            total["pending_time"].append(waited)
            owner["pending_time"].append(waited)
            agent[person or ""]["resolution_time"].append(took)
            team[its_team]["resolution_time"].append(took)
    for group in (total, *agent.values()):
        for key in ("escalation_rate", "transfers_per_session", "reopen_rate"):
            if key in group:
                group[key] = tuple(group[key])
    return {"": {"": total}, "agent": dict(agent), "team": dict(team)}
