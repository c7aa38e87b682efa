/* Intercom. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

#define OFFICE "In office hours: give it that clock"

static const struct profile_row rows[] = {
	{"intercom.first_response_time", "time to first teammate reply", "", "", "first_response_time",
	 "clock_start=first_message; valid_reply=human,quick; statistic=p50; credit=team_at_reply; date_by=start", "B", HELPDESKS "IC, credit C IC4", "Of the team at the reply. " OFFICE, NULL, NULL},
	{"intercom.reply_time", "median time to reply", "", "", "response_time", "statistic=p50", "B", HELPDESKS "IC", OFFICE, NULL, NULL},
	{"intercom.time_to_assignment", "time to assignment", "", "", "queue_time", "clock_start=first_message; samples=last; statistic=p50", "B", HELPDESKS "IC", "The last assignment before the first reply. " OFFICE, NULL, NULL},
	{"intercom.first_close_time", "time to first close", "", "", "first_resolution_time", "clock_start=first_message; statistic=p50", "B", HELPDESKS "IC", OFFICE, NULL, NULL},
	{"intercom.last_close_time", "time to last close", "", "", "resolution_time", "clock_start=first_message; samples=last; statistic=p50", "B", HELPDESKS "IC", OFFICE, NULL, NULL},
	{"intercom.handling_time", "handling time", "", "", "handle_time", "statistic=p50", "B", HELPDESKS "IC2", "Open and assigned, counted at the close. " OFFICE, NULL, NULL},
	{"intercom.reopen_count", "reopens", "", "", "reopen_count", "", "B", HELPDESKS "IC", "", NULL, NULL},
	{"intercom.closed_on_first_contact", "closed on first contact", "", "", "one_touch_rate", "touch=one_agent", "B", HELPDESKS "IC2", "Closed once, by one teammate", NULL, NULL},
	{"intercom.closed_count", "closed", "", "", "resolved_count", "samples=every", "B", HELPDESKS "IC2", "Events", NULL, NULL},
	{"intercom.new_closed_count", "closed for the first time", "", "", "resolved_count", "samples=first", "B", HELPDESKS "IC2", "", NULL, NULL},
	{"intercom.csat_rate", "conversation rating", "", "", "csat_rate", "", "-", HELPDESKS "IC", "", "its formula is not in evidence", NULL},
};
const struct profile_table profile_intercom = {"intercom", rows, sizeof rows / sizeof *rows};
