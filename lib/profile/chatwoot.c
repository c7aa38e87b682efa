/* Chatwoot. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"chatwoot.first_response_time", "first response time", "", "~2023-02", "first_response_time", "clock_start=open", "A", HELPDESKS "X15 #6409", "The bot's time is in", NULL, "first"},
	{"chatwoot.first_response_time", "first response time", "~2023-02", "~2025-08", "first_response_time",
	 "clock_start=handoff; valid_reply=human,quick; agent_started=counts; credit=replier; stop_also=external_echo; restart_on=handoff", "A", HELPDESKS "CW", "From the last hand-off; messages from the channel's own app, which name no agent, count; campaigns are out: exclude them", NULL, NULL},
	{"chatwoot.first_response_time", "first response time", "~2025-08", "", "first_response_time",
	 "clock_start=handoff; valid_reply=human,quick; agent_started=counts; credit=replier; stop_also=external_echo; restart_on=bot_only_resolution,handoff", "A", HELPDESKS "CW #12058", "From the last hand-off, or the first question after a bot alone resolved", NULL, NULL},
	{"chatwoot.reply_time", "reply time", "", "~2026-01", "response_time", "samples=not_first; credit=owner; cleared_by=resolve", "A", HELPDESKS "CW #11787", "A resolution clears the wait", NULL, "first"},
	{"chatwoot.reply_time", "reply time", "~2026-01", "", "response_time", "samples=not_first; credit=owner; cleared_by=bot,resolve", "A", HELPDESKS "CW #13181", "A resolution or a bot clears the wait", NULL, NULL},
	{"chatwoot.resolution_time", "resolution time", "", "", "resolution_time", "samples=every; credit=owner_at_event", "A", HELPDESKS "CW", "Each resolution since the creation", NULL, NULL},
	{"chatwoot.resolution_count", "resolutions", "", "~2023-06", "resolved_count", "date_by=start", "A", HELPDESKS "X15 #7293", "Resolved now, by the day of creation", NULL, "first"},
	{"chatwoot.resolution_count", "resolutions", "~2023-06", "~2025-08", "resolved_count", "", "A", HELPDESKS "X15 #7293", "Distinct, still resolved", NULL, NULL},
	{"chatwoot.resolution_count", "resolutions", "~2025-08", "", "resolved_count", "samples=every", "A", HELPDESKS "CW #12261", "Events", NULL, NULL},
	{"chatwoot.csat_rate", "CSAT", "", "", "csat_rate", "scores.positive=4,5; default_value=0; credit=first_submission_owner", "A", HELPDESKS "CW", "", NULL, NULL},
	{"chatwoot.csat_response_rate", "CSAT response rate", "", "", "survey_response_rate", "denominator=everyone; credit=first_submission_owner", "A", HELPDESKS "CW", "Its figure by agent divides by everyone's: meaningless", NULL, NULL},
	{"chatwoot.sla_hit_rate", "SLA hit rate", "", "~2026-01", "sla_compliance_rate", "open_units=pass; default_value=1", "A", HELPDESKS "CW #13392",
	 "Elapsed even when hours are set; polled: late between polls is a hit. Give target and limit_s", NULL, "first"},
	{"chatwoot.sla_hit_rate", "SLA hit rate", "~2026-01", "", "sla_compliance_rate", "open_units=pass; default_value=1", "A", HELPDESKS "CW #13392",
	 "On the inbox's hours when set: give it that clock, target and limit_s", NULL, NULL},
	{"chatwoot.bot_resolution_rate", "bot resolution rate", "", "", "bot_containment_rate", "", "A", HELPDESKS "CW", "Cut to whole percents there", NULL, NULL},
	{"chatwoot.bot_handoff_rate", "bot handoff rate", "", "", "bot_handoff_rate", "", "A", HELPDESKS "CW", "Cut to whole percents there; does not complement the resolution rate", NULL, NULL},
	{"chatwoot.unattended", "unattended conversations", "~2023-06", "", "backlog", "backlog_of=waiting", "A", HELPDESKS "CW", "Open, and no reply yet or the customer waits", NULL, NULL},
};
const struct profile_table profile_chatwoot = {"chatwoot", rows, sizeof rows / sizeof *rows};
