-- flipkart_contacts.csv as events: a contact is reported, answered and rated.
-- Each contact counts as a customer of its own; its supervisor is the team.
-- Times are local (Asia/Kolkata). A response stamped 00:00 has no recorded
-- time, so there is no message for it. Surveys have a date without a time:
-- the answer comes at the end of that day.
WITH contact AS (
	SELECT rowid AS number, *,
		substr("Issue_reported at", 7, 4) || '-' || substr("Issue_reported at", 4, 2) || '-' ||
			substr("Issue_reported at", 1, 2) || 'T' || substr("Issue_reported at", 12, 5) AS reported,
		substr(issue_responded, 7, 4) || '-' || substr(issue_responded, 4, 2) || '-' ||
			substr(issue_responded, 1, 2) || 'T' || substr(issue_responded, 12, 5) AS responded,
		'20' || substr(Survey_response_Date, 8, 2) || '-' ||
			printf('%02d', 1 + instr('JanFebMarAprMayJunJulAugSepOctNovDec',
				substr(Survey_response_Date, 4, 3)) / 3) || '-' ||
			substr(Survey_response_Date, 1, 2) || 'T23:59:59' AS surveyed
	FROM contacts
)
SELECT reported AS t, 'session.open' AS kind, "Unique id" AS session, "Unique id" AS customer,
	Agent_name AS agent, Supervisor AS team, channel_name AS channel, category AS topic,
	NULL AS "from", NULL AS survey, NULL AS score, NULL AS min, NULL AS max, 1 AS seq
FROM contact
UNION ALL
SELECT reported, 'message', "Unique id", "Unique id", NULL, Supervisor, NULL, NULL,
	'customer', NULL, NULL, NULL, NULL, 2
FROM contact
UNION ALL
SELECT responded, 'message', "Unique id", "Unique id", Agent_name, Supervisor, NULL, NULL,
	'agent', NULL, NULL, NULL, NULL, 3
FROM contact WHERE issue_responded NOT LIKE '% 00:00'
UNION ALL
SELECT surveyed, 'survey.answer', "Unique id", "Unique id", Agent_name, Supervisor, NULL, NULL,
	NULL, 'csat', "CSAT Score", 1, 5, 4
FROM contact;
