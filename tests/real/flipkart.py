"""Contacts of a shop in India, counted from the rows of the file."""
import csv
import datetime
from collections import Counter, defaultdict

NAME = "flipkart"
ADAPTER = "flipkart.sql"
ZONE = "Asia/Kolkata"
SCRIPT = """.import --csv "{data}/flipkart_contacts.csv" contacts
"""

DIMENSIONS = {"agent": "Agent_name", "team": "Supervisor", "channel": "channel_name",
              "topic": "category"}


def instant(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M")


def group_figures(rows):
    scores = Counter(int(row["CSAT Score"]) for row in rows)
    answers = sum(scores.values())
    waits = []
    for row in rows:
        responded = instant(row["issue_responded"])
        if (responded.hour, responded.minute) != (0, 0):  # no time was recorded
            waits.append(round((responded - instant(row["Issue_reported at"])).total_seconds() * 1000))
    return {
        "session_count": len(rows),
        "csat_mean": (sum(score * count for score, count in scores.items()), answers),
        "csat_rate": (scores[4] + scores[5], answers),
        "csat_distribution": {score: scores[score] for score in range(1, 6)},
        "response_time": waits,
        "first_response_time": waits,
    }


def figures(data):
    with open(data + "/flipkart_contacts.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answer = {"": {"": group_figures(rows)}}
    for by, column in DIMENSIONS.items():
        groups = defaultdict(list)
        for row in rows:
            groups[row[column]].append(row)
        answer[by] = {key: group_figures(group) for key, group in groups.items()}
    return answer
