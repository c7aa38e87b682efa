-- stripe_irc as events. A link says that a line answers an earlier one (or
-- itself: it begins something); lines connected by links are a conversation.
-- Lines that no link names are left out. The staff are those who address nine
-- or more others by name. The customer of a conversation is the first in it
-- who is not staff. The log's zone is not stated: UTC. A conversation ends
-- with its log.
WITH RECURSIVE
chat(log, line, text) AS (
	SELECT 0, rowid - 1, text FROM lines0 UNION ALL
	SELECT 1, rowid - 1, text FROM lines1 UNION ALL
	SELECT 2, rowid - 1, text FROM lines2
),
link(log, earlier, later) AS (
	SELECT 0, CAST(earlier AS INTEGER), CAST(later AS INTEGER) FROM links0 UNION ALL
	SELECT 1, CAST(earlier AS INTEGER), CAST(later AS INTEGER) FROM links1 UNION ALL
	SELECT 2, CAST(earlier AS INTEGER), CAST(later AS INTEGER) FROM links2
),
edge(log, a, b) AS (
	SELECT log, earlier, later FROM link UNION SELECT log, later, earlier FROM link
),
-- which lines can be reached from which
reach(log, origin, line) AS (
	SELECT log, a, a FROM edge
	UNION
	SELECT reach.log, origin, edge.b FROM reach JOIN edge ON edge.log = reach.log AND edge.a = reach.line
),
member(log, line, conversation) AS (
	SELECT log, line, min(origin) FROM reach GROUP BY log, line
),
said AS (
	SELECT member.log, member.line, conversation,
		substr(text, 8, 10) || 'T' || substr(text, 20, 8) AS t,
		substr(text, 31, instr(text, '>') - 31) AS nick
	FROM member JOIN chat USING (log, line)
),
speech AS (
	SELECT *, log || '/' || conversation AS session,
		nick IN ('karllekko', 'hmunoz', 'timebox', 'w1zeman1p', 'InternetJones', 'hpar', 'turbotime',
			'koopajah') AS staff
	FROM said
),
customer(session, nick) AS (
	SELECT session, nick FROM (
		SELECT session, nick, row_number() OVER (PARTITION BY session ORDER BY line) AS place
		FROM speech WHERE NOT staff
	) WHERE place = 1
)
SELECT t, 'message' AS kind, session, coalesce(customer.nick, session) AS customer,
	CASE WHEN staff THEN speech.nick END AS agent,
	CASE WHEN staff THEN 'agent' ELSE 'customer' END AS "from", line + 1 AS seq
FROM speech LEFT JOIN customer USING (session)
UNION ALL
SELECT (SELECT substr(text, 8, 10) || 'T' || substr(text, 20, 8) FROM chat
	WHERE chat.log = speech.log AND text <> '' ORDER BY line DESC LIMIT 1),
	'session.close', session, NULL, NULL, NULL, 100000
FROM speech GROUP BY session;
