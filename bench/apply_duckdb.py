"""The eleven figures of bench/apply by DuckDB, from the same events.

	apply_duckdb.py EVENTS.csv [RUNS]

Loading is not counted: the table is in memory. One thread, processor time, the
median of the runs. Prints the seconds and, for comparison, the totals.
"""

import statistics
import sys
import time

import duckdb

# Kinds and senders are the numbers of kefu/event.h.
QUERY = """
CREATE OR REPLACE TABLE result AS
WITH sessions AS (
	SELECT session,
		min(t) FILTER (kind = 1) AS opened,
		min(t) FILTER (kind = 2 AND sender = 2) AS replied,
		arg_min(agent, t) FILTER (kind = 2 AND sender = 2) AS replier,
		coalesce(arg_max(to_agent, t) FILTER (kind = 8),
			arg_min(agent, t) FILTER (kind = 2 AND sender = 2)) AS owner,
		arg_min(agent, t) FILTER (kind = 9) AS escalator,
		max(t) FILTER (kind = 13) AS resolved,
		max(t) FILTER (kind = 14) AS reopened,
		arg_max(agent, t) FILTER (kind = 13) AS resolver
	FROM events GROUP BY session
), messages AS (
	SELECT session, t, sender, agent, rowid AS place,
		lag(sender) OVER (PARTITION BY session ORDER BY t, rowid) AS sender_before
	FROM events WHERE kind = 2
), rounds AS (
	SELECT agent, sender, sender_before, t,
		max(CASE WHEN sender = 1 AND (sender_before IS NULL OR sender_before <> 1)
			THEN t END) OVER (PARTITION BY session ORDER BY t, place
			ROWS UNBOUNDED PRECEDING) AS asked
	FROM messages
), by_owner AS (
	SELECT owner AS agent, count(*) AS sessions FROM sessions GROUP BY 1
), by_escalator AS (
	SELECT escalator AS agent, count(*) AS escalated FROM sessions
	WHERE escalator IS NOT NULL GROUP BY 1
), by_replier AS (
	SELECT replier AS agent, avg(replied - opened) AS frt_mean,
		quantile_disc(replied - opened, 0.5) AS frt_p50,
		quantile_disc(replied - opened, 0.95) AS frt_p95,
		sum(replied - opened) AS frt_sum
	FROM sessions WHERE replied IS NOT NULL GROUP BY 1
), by_resolver AS (
	SELECT resolver AS agent, avg(resolved - opened) AS resolution_mean,
		quantile_disc(resolved - opened, 0.95) AS resolution_p95,
		sum(resolved - opened) AS resolution_sum
	FROM sessions WHERE resolved IS NOT NULL AND (reopened IS NULL OR reopened < resolved)
	GROUP BY 1
), surveys AS (
	SELECT agent, avg(value) FILTER (survey = 1) AS csat_mean,
		sum(value) FILTER (survey = 1) AS csat_sum,
		avg((value >= 4)::INT) FILTER (survey = 1) AS csat_top,
		100.0 * sum((value >= 9)::INT - (value <= 6)::INT) FILTER (survey = 2)
			/ count(*) FILTER (survey = 2) AS nps
	FROM events WHERE kind = 31 GROUP BY 1
), replies AS (
	SELECT agent, avg((t - asked <= 180000)::INT) AS within FROM rounds
	WHERE sender = 2 AND sender_before = 1 GROUP BY 1
)
SELECT * FROM by_owner
	LEFT JOIN by_escalator USING (agent) LEFT JOIN by_replier USING (agent)
	LEFT JOIN by_resolver USING (agent) LEFT JOIN surveys USING (agent)
	LEFT JOIN replies USING (agent)
"""


def main():
	path = sys.argv[1]
	runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
	connection = duckdb.connect()
	connection.execute("SET threads = 1")
	connection.execute("SET preserve_insertion_order = true")
	connection.execute(
		"CREATE TABLE events AS SELECT * FROM read_csv(?, header = true, columns = {"
		"'t': 'BIGINT', 'session': 'UINTEGER', 'customer': 'UINTEGER', 'agent': 'USMALLINT',"
		"'to_agent': 'USMALLINT', 'kind': 'UTINYINT', 'sender': 'UTINYINT',"
		"'channel': 'UTINYINT', 'survey': 'UTINYINT', 'value': 'UTINYINT'})", [path])
	count = connection.execute("SELECT count(*) FROM events").fetchone()[0]
	seconds = []
	for _ in range(runs):
		start = time.process_time()
		connection.execute(QUERY)
		seconds.append(time.process_time() - start)
	median = statistics.median(seconds)
	totals = connection.execute(
		"SELECT sum(sessions), sum(frt_sum), sum(resolution_sum), sum(csat_sum), count(*)"
		" FROM result").fetchone()
	print(f"duckdb {duckdb.__version__}: {median:.3f} s, {median / count * 1e9:.1f} ns an event")
	print("totals " + " ".join(str(int(value)) for value in totals))


main()
