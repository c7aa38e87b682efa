/* Zammad. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"zammad.first_response_time", "first response time", "", "", "first_response_time", "clock_start=open; pause=pending,resolved", "A", HELPDESKS "ZM, ZM3",
	 "On the calendar of the SLA: give it that clock. By a setting public notes stop it: set stop_also public_note. Another page says that nothing pauses it", NULL, NULL},
	{"zammad.update_time_agent", "time between updates of the agent", "", "", "longest_response_time", "span=reply>reply; pause=pending,resolved", "A", HELPDESKS "ZM, ZM3", "An open stretch does not count. On the calendar of the SLA: give it that clock", NULL, NULL},
	{"zammad.update_time_respond", "time for an agent to respond", "", "", "longest_response_time", "unit=round", "A", HELPDESKS "ZM, ZM3", "On the calendar of the SLA: give it that clock", NULL, NULL},
	{"zammad.solution_time", "solution time", "", "", "first_resolution_time", "", "A", HELPDESKS "ZM", "On the calendar of the SLA: give it that clock; never restarts", NULL, NULL},
	{"zammad.waiting_time", "waiting time (dashboard)", "", "", "response_time", "clock_start=last_message; credit=owner", "A", HELPDESKS "ZM", "", NULL, NULL},
	{"zammad.reopen_rate", "reopened (dashboard)", "", "", "reopen_rate", "window_days=7; credit=owner", "A", HELPDESKS "ZM", "There the denominator is raised where reopens exceed it", NULL, NULL},
	{"zammad.first_solution", "first solution", "", "", "resolution_within_rate", "samples=first; limit_s=900; limit_inclusive=false", "A", HELPDESKS "ZM", "By the first closing, whatever comes later", NULL, NULL},
	{"zammad.backlog_flow", "backlog (report)", "", "", "backlog_flow", "", "A", HELPDESKS "ZM", "Opened less closed; may be negative", NULL, NULL},
};
const struct profile_table profile_zammad = {"zammad", rows, sizeof rows / sizeof *rows};
