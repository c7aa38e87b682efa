/* Intercom, Freshdesk, Gorgias, Frappe Helpdesk. Where a clock is the house's
 * own, take the definition with kefu_profile_definition() and give it one. */
#include "measure/profiles.h"

#define H "research on helpdesks, "
#define OFFICE "In office hours: give it that clock"

static const struct profile_row rows[] = {
	{"intercom.first_response_time", "time to first teammate reply", "", "", "first_response_time",
	 "clock_start=first_message; valid_reply=human,quick; statistic=p50; credit=team_at_reply; date_by=start", "B", H "IC, credit C IC4", "Of the team at the reply. " OFFICE, NULL, NULL},
	{"intercom.reply_time", "median time to reply", "", "", "response_time", "statistic=p50", "B", H "IC", OFFICE, NULL, NULL},
	{"intercom.time_to_assignment", "time to assignment", "", "", "queue_time", "clock_start=first_message; samples=last; statistic=p50", "B", H "IC", "The last assignment before the first reply. " OFFICE, NULL, NULL},
	{"intercom.first_close_time", "time to first close", "", "", "first_resolution_time", "clock_start=first_message; statistic=p50", "B", H "IC", OFFICE, NULL, NULL},
	{"intercom.last_close_time", "time to last close", "", "", "resolution_time", "clock_start=first_message; samples=last; statistic=p50", "B", H "IC", OFFICE, NULL, NULL},
	{"intercom.handling_time", "handling time", "", "", "handle_time", "statistic=p50", "B", H "IC2", "Open and assigned, counted at the close. " OFFICE, NULL, NULL},
	{"intercom.reopen_count", "reopens", "", "", "reopen_count", "", "B", H "IC", "", NULL, NULL},
	{"intercom.closed_on_first_contact", "closed on first contact", "", "", "one_touch_rate", "touch=one_agent", "B", H "IC2", "Closed once, by one teammate", NULL, NULL},
	{"intercom.closed_count", "closed", "", "", "resolved_count", "samples=every", "B", H "IC2", "Events", NULL, NULL},
	{"intercom.new_closed_count", "closed for the first time", "", "", "resolved_count", "samples=first", "B", H "IC2", "", NULL, NULL},
	{"intercom.csat_rate", "conversation rating", "", "", "csat_rate", "", "-", H "IC", "", "its formula is not in evidence", NULL},
};
const struct profile_table profile_intercom = {
	"intercom", rows, sizeof rows / sizeof *rows};

static const struct profile_row freshdesk_rows[] = {
	{"freshdesk.first_response_time", "first response time", "", "", "first_response_time", "", "B", H "FD, clock C X16", "", "what pauses it is not established: the statuses that switch the timer off, or nothing", NULL},
	{"freshdesk.average_response_time", "average response time", "<2012", "?", "response_time", "denominator=received", "C", H "X16", "All waits over the tickets received", NULL, "2012"},
	{"freshdesk.average_response_time", "average response time", "", "", "response_time", "", "C", H "X16", "", "the present rule is not established; that of 2012 is a version", NULL},
	{"freshdesk.fcr", "first contact resolution", "", "", "one_touch_rate", "touch=exactly_one", "B", H "FD", "Resolved with the first response; public notes are responses, and only assigned tickets count there", NULL, NULL},
	{"freshdesk.resolution_time", "resolution time", "", "", "resolution_time", "", "B", H "FD", "", "what pauses it in the report is not established: in the SLA, the statuses that switch the timer off", NULL},
	{"freshdesk.csat_rate", "satisfaction", "", "", "csat_rate", "", "-", H "FD", "", "its formula is not in evidence", NULL},
};
const struct profile_table profile_freshdesk = {"freshdesk", freshdesk_rows, sizeof freshdesk_rows / sizeof *freshdesk_rows};

static const struct profile_row gorgias_rows[] = {
	{"gorgias.first_response_time", "first response time", "", "", "first_response_time",
	 "valid_reply=human,quick; exclude=agent_initiated,external_echo; statistic=p50", "B", H "GO", "Replies from the channel's own app, which name no agent, do not count", NULL, NULL},
	{"gorgias.resolution_time", "resolution time", "", "", "resolution_time", "clock_start=first_message; samples=last; statistic=p50", "B", H "GO", "", NULL, NULL},
	{"gorgias.closed_tickets", "closed tickets", "", "", "resolved_count", "", "B", H "GO", "Closed and still closed as the period ends", NULL, NULL},
	{"gorgias.open_tickets", "open tickets", "", "", "backlog", "", "B", H "GO", "", NULL, NULL},
	{"gorgias.csat_mean", "satisfaction", "", "", "csat_mean", "scores.accepted=1,2,3,4,5", "B", H "GO", "By the answer", NULL, NULL},
	{"gorgias.csat_rate", "satisfaction, top 2 of 5", "", "", "csat_rate", "scores.positive=4,5", "B", H "GO", "", NULL, NULL},
	{"gorgias.conversion_ratio", "converted of created tickets", "", "?", "inquiry_conversion_rate", "unit=session; pay_days=5", "B", H "GO", "Whole local days; a reply before the order is not needed", NULL, "older"},
	{"gorgias.conversion_ratio", "converted of created tickets", "", "", "inquiry_conversion_rate", "unit=session; pay_days=3", "B", H "GO", "Whole local days: the boundary is unpublished", NULL, "newer"},
	{"gorgias.sales_from_support", "total sales from support", "", "", "attributed_sales",
	 "attribution.lookback_s=259200; attribution.tie=latest_start; attribution.deduct_refunds=true", "B", H "GO", "Credit by agent is not stated", NULL, NULL},
	{"gorgias.contact_rate", "tickets per order", "", "", "contact_rate", "", "B", H "GO", "", NULL, NULL},
	{"gorgias.automated_interaction", "automated interaction", "", "", "bot_containment_rate", "horizon_days=3", "B", H "X14", "Only the numerator is in evidence: no agent within 72 h; over the sessions in which a bot spoke here. A chat ends after 3 days of silence: a setting of the desk", NULL, NULL},
	{"gorgias.one_touch", "one-touch", "", "", "one_touch_rate", "", "B", H "GO", "", "only its name is known", NULL},
	{"gorgias.handle_time", "handle time", "", "", "handle_time", "", "B", H "GO", "", "only its name is known", NULL},
};
const struct profile_table profile_gorgias = {"gorgias", gorgias_rows, sizeof gorgias_rows / sizeof *gorgias_rows};

static const struct profile_row frappe_rows[] = {
	{"frappe.first_response_time", "average first response", "", "", "first_response_time",
	 "clock_start=open; stop_also=resolve,pending; date_by=start", "A", H "FH, X17", "On the hours of the SLA: give it that clock; automated mail does not count", NULL, NULL},
	{"frappe.resolution_time", "average resolution", "", "~2025-08-14", "resolution_time", "pause=hold; pause_clock=elapsed; samples=last; date_by=start", "A", H "X17",
	 "Raw time on hold is taken off business time. On the hours of the SLA: give it that clock", NULL, "first"},
	{"frappe.resolution_time", "average resolution", "~2025-08-15", "", "resolution_time", "pause=hold; samples=last; date_by=start; round_up_s=86400", "A", H "FH, X17",
	 "Each in whole days, rounded up. On the hours of the SLA: give it that clock. A reopening voids it", NULL, NULL},
	{"frappe.sla_fulfilled", "SLA fulfilled", "", "", "sla_compliance_rate", "target=resolution; pause=hold; denominator=resolved; date_by=start", "A", H "X17",
	 "Fulfilled over now resolved: may exceed 1. There the first response has to be in time as well. The limit and the hours are the policy's: limit_s, clock", NULL, NULL},
	{"frappe.csat_mean", "average feedback", "", "2026-06-19", "csat_mean", "scores.accepted=1,2,3,4,5; date_by=start", "A", H "X17", "0 is dropped", NULL, "first"},
	{"frappe.csat_mean", "average feedback", "2026-06-20", "", "csat_mean", "scores.accepted=1,2,3,4,5; date_by=resolution", "A", H "X17", "0 is dropped", NULL, NULL},
	{"frappe.erpnext_first_response_time", "first response time (ERPNext issue)", "", "", "first_response_time", "clock_start=open", "A", H "EN", "On the hours of the SLA: give it that clock; at least 1 s there", NULL, NULL},
	{"frappe.erpnext_user_resolution_time", "user resolution time (ERPNext issue)", "", "", "resolution_time", "pause=pending", "A", H "EN", "Hold moves the deadline by raw time", NULL, NULL},
};
const struct profile_table profile_frappe = {"frappe", frappe_rows, sizeof frappe_rows / sizeof *frappe_rows};
