/* Freshdesk. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"freshdesk.first_response_time", "first response time", "", "", "first_response_time", "", "B", HELPDESKS "FD, clock C X16", "", "what pauses it is not established: the statuses that switch the timer off, or nothing", NULL},
	{"freshdesk.average_response_time", "average response time", "<2012", "?", "response_time", "denominator=received", "C", HELPDESKS "X16", "All waits over the tickets received", NULL, "2012"},
	{"freshdesk.average_response_time", "average response time", "", "", "response_time", "", "C", HELPDESKS "X16", "", "the present rule is not established; that of 2012 is a version", NULL},
	{"freshdesk.fcr", "first contact resolution", "", "", "one_touch_rate", "touch=exactly_one", "B", HELPDESKS "FD", "Resolved with the first response; public notes are responses, and only assigned tickets count there", NULL, NULL},
	{"freshdesk.resolution_time", "resolution time", "", "", "resolution_time", "", "B", HELPDESKS "FD", "", "what pauses it in the report is not established: in the SLA, the statuses that switch the timer off", NULL},
	{"freshdesk.csat_rate", "satisfaction", "", "", "csat_rate", "", "-", HELPDESKS "FD", "", "its formula is not in evidence", NULL},
};
const struct profile_table profile_freshdesk = {"freshdesk", rows, sizeof rows / sizeof *rows};
