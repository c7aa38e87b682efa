/* Zendesk, Chatwoot, Zammad. Where a clock is the house's own, take the
 * definition with kefu_profile_definition() and give it one. */
#include "measure/profiles.h"

#define H "research on helpdesks, "

static const struct profile_row rows[] = {
	{"zendesk.first_reply_time", "first reply time", "", "",
	 "first_response_time", "clock_start=open; valid_reply=human,quick; agent_started=second_reply", "B", H "Z1, Z2",
	 "Stored in calendar and in business minutes: give it a clock for the latter. A reopening does not restart it", NULL, NULL},
	{"zendesk.sla_first_reply", "SLA first reply", "", "",
	 "sla_compliance_rate", "target=first_reply; agent_started=skip; stop_also=resolve", "B", H "Z2, Z6",
	 "The limit is the policy's: limit_s; an automatic reply may fulfil it. Made with a private comment a ticket is timed from its first message: set clock_start", NULL, NULL},
	{"zendesk.sla_next_reply", "SLA next reply", "", "",
	 "sla_compliance_rate", "target=next_reply", "B", H "Z6", "The limit is the policy's: limit_s", NULL, NULL},
	{"zendesk.sla_periodic_update", "SLA periodic update", "", "",
	 "sla_compliance_rate", "target=periodic_update", "B", H "Z6", "From reply to reply or solve; the limit is the policy's: limit_s", NULL, NULL},
	{"zendesk.sla_pausable_update", "SLA pausable update", "", "",
	 "sla_compliance_rate", "target=periodic_update; pause=pending", "B", H "Z6", "As sla_periodic_update, without the time pending", NULL, NULL},
	{"zendesk.requester_wait_time", "requester wait time", "", "",
	 "requester_wait_time", "", "B", H "Z1", "New, open and on hold; written when solved. The SLA of this name is live", NULL, NULL},
	{"zendesk.agent_wait_time", "agent wait time", "", "", "pending_time", "", "B", H "Z1", "", NULL, NULL},
	{"zendesk.on_hold_time", "on-hold time", "", "", "hold_time", "", "B", H "Z1", "", NULL, NULL},
	{"zendesk.agent_work_time", "agent work time (SLA)", "", "",
	 "requester_wait_time", "pause=pending,hold", "B", H "Z6", "Solved pauses, reopening resumes", NULL, NULL},
	{"zendesk.first_resolution_time", "first resolution time", "", "", "first_resolution_time", "", "B", H "Z1", "", NULL, NULL},
	{"zendesk.full_resolution_time", "full resolution time", "", "",
	 "resolution_time", "samples=last", "B", H "Z1", "Closed gaps are in; a ticket closed and never solved counts there, not here", NULL, NULL},
	{"zendesk.sla_total_resolution", "SLA total resolution", "", "",
	 "sla_compliance_rate", "target=resolution; pause=resolved", "B", H "Z6", "Time solved is out; the limit is the policy's: limit_s", NULL, NULL},
	{"zendesk.sla_achieved", "SLA achieved", "", "",
	 "sla_compliance_rate", "open_units=leave_out", "B", H "Z3", "Active ones are out; give target and limit_s", NULL, NULL},
	{"zendesk.reopen_count", "reopens", "", "", "reopen_count", "", "B", H "Z8", "Solved and reopened in one update: out here, in in the updates history", NULL, NULL},
	{"zendesk.one_touch", "one-touch tickets (Explore)", "", "", "one_touch_rate", "", "B", H "Z3", "Fewer than two replies, none included", NULL, NULL},
	{"zendesk.one_touch_exact", "one-touch tickets (help text)", "", "", "one_touch_rate", "touch=exactly_one", "B", H "Z5", "", NULL, NULL},
	{"zendesk.one_touch_messaging", "one-touch tickets (messaging)", "", "", "one_touch_rate", "touch=unbroken", "B", H "Z4", "A chat session is one reply", NULL, NULL},
	{"zendesk.csat_rate", "satisfaction", "", "", "csat_rate", "credit=current_owner", "B", H "Z3, credit C OP", "Good of good and bad, 4 and 5 of five (C)", NULL, NULL},
	{"zendesk.percent_rated", "rated", "", "", "survey_response_rate", "", "B", H "Z3", "", NULL, NULL},
	{"zendesk.percent_surveyed", "surveyed", "", "", "survey_invite_rate", "denominator=created", "B", H "Z3", "Of all tickets", NULL, NULL},
	{"zendesk.assignee_stations", "assignee stations", "", "", "stations", "", "B", H "Z3, Z8", "A return to an earlier agent is not specified", NULL, NULL},
	{"zendesk.first_assignment_time", "first assignment time", "", "", "queue_time", "clock_start=open", "B", H "Z3", "", NULL, NULL},
	{"zendesk.backlog", "backlog", "", "", "backlog", "", "B", H "Z3", "One sample a day: ask as of its end", NULL, NULL},
};
const struct profile_table profile_zendesk = {
	"zendesk", rows, sizeof rows / sizeof *rows};

static const struct profile_row chatwoot_rows[] = {
	{"chatwoot.first_response_time", "first response time", "", "~2023-02", "first_response_time", "clock_start=open", "A", H "X15 #6409", "The bot's time is in", NULL, "first"},
	{"chatwoot.first_response_time", "first response time", "~2023-02", "~2025-08", "first_response_time",
	 "clock_start=handoff; valid_reply=human,quick; agent_started=counts; credit=replier; stop_also=external_echo; restart_on=handoff", "A", H "CW", "From the last hand-off; messages from the channel's own app, which name no agent, count; campaigns are out: exclude them", NULL, NULL},
	{"chatwoot.first_response_time", "first response time", "~2025-08", "", "first_response_time",
	 "clock_start=handoff; valid_reply=human,quick; agent_started=counts; credit=replier; stop_also=external_echo; restart_on=bot_only_resolution,handoff", "A", H "CW #12058", "From the last hand-off, or the first question after a bot alone resolved", NULL, NULL},
	{"chatwoot.reply_time", "reply time", "", "~2026-01", "response_time", "samples=not_first; credit=owner; cleared_by=resolve", "A", H "CW #11787", "A resolution clears the wait", NULL, "first"},
	{"chatwoot.reply_time", "reply time", "~2026-01", "", "response_time", "samples=not_first; credit=owner; cleared_by=bot,resolve", "A", H "CW #13181", "A resolution or a bot clears the wait", NULL, NULL},
	{"chatwoot.resolution_time", "resolution time", "", "", "resolution_time", "samples=every; credit=owner_at_event", "A", H "CW", "Each resolution since the creation", NULL, NULL},
	{"chatwoot.resolution_count", "resolutions", "", "~2023-06", "resolved_count", "date_by=start", "A", H "X15 #7293", "Resolved now, by the day of creation", NULL, "first"},
	{"chatwoot.resolution_count", "resolutions", "~2023-06", "~2025-08", "resolved_count", "", "A", H "X15 #7293", "Distinct, still resolved", NULL, NULL},
	{"chatwoot.resolution_count", "resolutions", "~2025-08", "", "resolved_count", "samples=every", "A", H "CW #12261", "Events", NULL, NULL},
	{"chatwoot.csat_rate", "CSAT", "", "", "csat_rate", "scores.positive=4,5; default_value=0; credit=first_submission_owner", "A", H "CW", "", NULL, NULL},
	{"chatwoot.csat_response_rate", "CSAT response rate", "", "", "survey_response_rate", "denominator=everyone; credit=first_submission_owner", "A", H "CW", "Its figure by agent divides by everyone's: meaningless", NULL, NULL},
	{"chatwoot.sla_hit_rate", "SLA hit rate", "", "~2026-01", "sla_compliance_rate", "open_units=pass; default_value=1", "A", H "CW #13392",
	 "Elapsed even when hours are set; polled: late between polls is a hit. Give target and limit_s", NULL, "first"},
	{"chatwoot.sla_hit_rate", "SLA hit rate", "~2026-01", "", "sla_compliance_rate", "open_units=pass; default_value=1", "A", H "CW #13392",
	 "On the inbox's hours when set: give it that clock, target and limit_s", NULL, NULL},
	{"chatwoot.bot_resolution_rate", "bot resolution rate", "", "", "bot_containment_rate", "", "A", H "CW", "Cut to whole percents there", NULL, NULL},
	{"chatwoot.bot_handoff_rate", "bot handoff rate", "", "", "bot_handoff_rate", "", "A", H "CW", "Cut to whole percents there; does not complement the resolution rate", NULL, NULL},
	{"chatwoot.unattended", "unattended conversations", "~2023-06", "", "backlog", "backlog_of=waiting", "A", H "CW", "Open, and no reply yet or the customer waits", NULL, NULL},
};
const struct profile_table profile_chatwoot = {"chatwoot", chatwoot_rows, sizeof chatwoot_rows / sizeof *chatwoot_rows};

static const struct profile_row zammad_rows[] = {
	{"zammad.first_response_time", "first response time", "", "", "first_response_time", "clock_start=open; pause=pending,resolved", "A", H "ZM, ZM3",
	 "On the calendar of the SLA: give it that clock. By a setting public notes stop it: set stop_also public_note. Another page says that nothing pauses it", NULL, NULL},
	{"zammad.update_time_agent", "time between updates of the agent", "", "", "longest_response_time", "span=reply>reply; pause=pending,resolved", "A", H "ZM, ZM3", "An open stretch does not count. On the calendar of the SLA: give it that clock", NULL, NULL},
	{"zammad.update_time_respond", "time for an agent to respond", "", "", "longest_response_time", "unit=round", "A", H "ZM, ZM3", "On the calendar of the SLA: give it that clock", NULL, NULL},
	{"zammad.solution_time", "solution time", "", "", "first_resolution_time", "", "A", H "ZM", "On the calendar of the SLA: give it that clock; never restarts", NULL, NULL},
	{"zammad.waiting_time", "waiting time (dashboard)", "", "", "response_time", "clock_start=last_message; credit=owner", "A", H "ZM", "", NULL, NULL},
	{"zammad.reopen_rate", "reopened (dashboard)", "", "", "reopen_rate", "window_days=7; credit=owner", "A", H "ZM", "There the denominator is raised where reopens exceed it", NULL, NULL},
	{"zammad.first_solution", "first solution", "", "", "resolution_within_rate", "samples=first; limit_s=900; limit_inclusive=false", "A", H "ZM", "By the first closing, whatever comes later", NULL, NULL},
	{"zammad.backlog_flow", "backlog (report)", "", "", "backlog_flow", "", "A", H "ZM", "Opened less closed; may be negative", NULL, NULL},
};
const struct profile_table profile_zammad = {"zammad", zammad_rows, sizeof zammad_rows / sizeof *zammad_rows};
