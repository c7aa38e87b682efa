/* Frappe Helpdesk. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"frappe.first_response_time", "average first response", "", "", "first_response_time",
	 "clock_start=open; stop_also=resolve,pending; date_by=start", "A", HELPDESKS "FH, X17", "On the hours of the SLA: give it that clock; automated mail does not count", NULL, NULL},
	{"frappe.resolution_time", "average resolution", "", "~2025-08-14", "resolution_time", "pause=hold; pause_clock=elapsed; samples=last; date_by=start", "A", HELPDESKS "X17",
	 "Raw time on hold is taken off business time. On the hours of the SLA: give it that clock", NULL, "first"},
	{"frappe.resolution_time", "average resolution", "~2025-08-15", "", "resolution_time", "pause=hold; samples=last; date_by=start; round_up_s=86400", "A", HELPDESKS "FH, X17",
	 "Each in whole days, rounded up. On the hours of the SLA: give it that clock. A reopening voids it", NULL, NULL},
	{"frappe.sla_fulfilled", "SLA fulfilled", "", "", "sla_compliance_rate", "target=resolution; pause=hold; denominator=resolved; date_by=start", "A", HELPDESKS "X17",
	 "Fulfilled over now resolved: may exceed 1. There the first response has to be in time as well. The limit and the hours are the policy's: limit_s, clock", NULL, NULL},
	{"frappe.csat_mean", "average feedback", "", "2026-06-19", "csat_mean", "scores.accepted=1,2,3,4,5; date_by=start", "A", HELPDESKS "X17", "0 is dropped", NULL, "first"},
	{"frappe.csat_mean", "average feedback", "2026-06-20", "", "csat_mean", "scores.accepted=1,2,3,4,5; date_by=resolution", "A", HELPDESKS "X17", "0 is dropped", NULL, NULL},
	{"frappe.erpnext_first_response_time", "first response time (ERPNext issue)", "", "", "first_response_time", "clock_start=open", "A", HELPDESKS "EN", "On the hours of the SLA: give it that clock; at least 1 s there", NULL, NULL},
	{"frappe.erpnext_user_resolution_time", "user resolution time (ERPNext issue)", "", "", "resolution_time", "pause=pending", "A", HELPDESKS "EN", "Hold moves the deadline by raw time", NULL, NULL},
};
const struct profile_table profile_frappe = {"frappe", rows, sizeof rows / sizeof *rows};
