-- bpi2013_incidents.csv as events. A row of the file is a status of a case;
-- it becomes up to nine events of the same second, kept in order by seq.
--
-- The status "Accepted" means that a person works on the case: that person is
-- the owner. "Siebel" is a system account and owns nothing. A case belongs to
-- the team of its row; another team is a transfer, a team of a higher line
-- (2nd, 3rd in its name; otherwise 1st) an escalation as well. "Wait - User"
-- waits for the user, every other "Wait" for somebody else. The first
-- "Completed" of a stretch resolves; activity after it reopens; "Closed" and
-- "Cancelled" close. The five rows "Unmatched" say nothing.
--
-- Nobody is named as the customer: each case counts as a customer of its own.
WITH status AS (
	SELECT rowid AS number,
		"case:concept:name" AS incident,
		"time:timestamp" AS t,
		"concept:name" AS status,
		"lifecycle:transition" AS sub,
		"org:group" AS team,
		CASE WHEN "org:group" LIKE '% 3rd' THEN 3 WHEN "org:group" LIKE '% 2nd' THEN 2 ELSE 1 END AS line,
		nullif("org:resource", 'Siebel') AS person,
		product
	FROM incidents
	WHERE "concept:name" <> 'Unmatched'
),
step AS (
	SELECT *,
		row_number() OVER history AS k,
		lag(status) OVER history AS status_before,
		lag(sub) OVER history AS sub_before,
		lag(team) OVER history AS team_before,
		lag(line) OVER history AS line_before
	FROM status
	WINDOW history AS (PARTITION BY incident ORDER BY number)
),
happened(number, k, step, t, session, kind, agent, team, to_team, topic, level) AS (
	SELECT number, k, 1, t, incident, 'session.open', NULL, team, NULL, product, NULL
	FROM step WHERE k = 1
	UNION ALL
	SELECT number, k, 2, t, incident, 'session.queue', NULL, team, NULL, NULL, NULL
	FROM step WHERE k = 1
	UNION ALL
	SELECT number, k, 3, t, incident, 'session.reopen', NULL, team, NULL, NULL, NULL
	FROM step WHERE status_before = 'Completed' AND status <> 'Completed'
	UNION ALL
	SELECT number, k, 4, t, incident, 'session.escalate', NULL, team_before, NULL, NULL, line
	FROM step WHERE line > line_before AND NOT (status_before = 'Completed' AND status = 'Completed')
	UNION ALL
	SELECT number, k, 5, t, incident, 'session.transfer', NULL, team_before, team, NULL, NULL
	FROM step WHERE team <> team_before AND NOT (status_before = 'Completed' AND status = 'Completed')
	UNION ALL
	SELECT number, k, 6, t, incident, 'session.assign', person, team, NULL, NULL, NULL
	FROM step WHERE status = 'Accepted' AND person IS NOT NULL
	UNION ALL
	SELECT number, k, 7, t, incident,
		CASE WHEN sub = 'Wait - User' THEN 'session.pend' WHEN sub LIKE 'Wait%' THEN 'session.hold'
			ELSE 'session.resume' END,
		person, team, NULL, NULL, NULL
	FROM step
	WHERE sub LIKE 'Wait%' OR (status <> 'Completed' AND sub_before LIKE 'Wait%')
	UNION ALL
	SELECT number, k, 8, t, incident, 'session.resolve', person, team, NULL, NULL, NULL
	FROM step
	WHERE status = 'Completed' AND sub <> 'Cancelled' AND status_before IS NOT 'Completed'
	UNION ALL
	SELECT number, k, 9, t, incident, 'session.close', person, team, NULL, NULL, NULL
	FROM step WHERE sub IN ('Closed', 'Cancelled')
)
SELECT t, kind, session, session AS customer, agent, team, to_team, topic, level, 10 * k + step AS seq
FROM happened
ORDER BY number, step;
