/* Gorgias. Where a clock is the house's own,
 * take the definition with kefu_profile_definition() and give it one. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"gorgias.first_response_time", "first response time", "", "", "first_response_time",
	 "valid_reply=human,quick; exclude=agent_initiated,external_echo; statistic=p50", "B", HELPDESKS "GO", "Replies from the channel's own app, which name no agent, do not count", NULL, NULL},
	{"gorgias.resolution_time", "resolution time", "", "", "resolution_time", "clock_start=first_message; samples=last; statistic=p50", "B", HELPDESKS "GO", "", NULL, NULL},
	{"gorgias.closed_tickets", "closed tickets", "", "", "resolved_count", "", "B", HELPDESKS "GO", "Closed and still closed as the period ends", NULL, NULL},
	{"gorgias.open_tickets", "open tickets", "", "", "backlog", "", "B", HELPDESKS "GO", "", NULL, NULL},
	{"gorgias.csat_mean", "satisfaction", "", "", "csat_mean", "scores.accepted=1,2,3,4,5", "B", HELPDESKS "GO", "By the answer", NULL, NULL},
	{"gorgias.csat_rate", "satisfaction, top 2 of 5", "", "", "csat_rate", "scores.positive=4,5", "B", HELPDESKS "GO", "", NULL, NULL},
	{"gorgias.conversion_ratio", "converted of created tickets", "", "?", "inquiry_conversion_rate", "unit=session; pay_days=5", "B", HELPDESKS "GO", "Whole local days; a reply before the order is not needed", NULL, "older"},
	{"gorgias.conversion_ratio", "converted of created tickets", "", "", "inquiry_conversion_rate", "unit=session; pay_days=3", "B", HELPDESKS "GO", "Whole local days: the boundary is unpublished", NULL, "newer"},
	{"gorgias.sales_from_support", "total sales from support", "", "", "attributed_sales",
	 "attribution.lookback_s=259200; attribution.tie=latest_start; attribution.deduct_refunds=true", "B", HELPDESKS "GO", "Credit by agent is not stated", NULL, NULL},
	{"gorgias.contact_rate", "tickets per order", "", "", "contact_rate", "", "B", HELPDESKS "GO", "", NULL, NULL},
	{"gorgias.automated_interaction", "automated interaction", "", "", "bot_containment_rate", "horizon_days=3", "B", HELPDESKS "X14", "Only the numerator is in evidence: no agent within 72 h; over the sessions in which a bot spoke here. A chat ends after 3 days of silence: a setting of the desk", NULL, NULL},
	{"gorgias.one_touch", "one-touch", "", "", "one_touch_rate", "", "B", HELPDESKS "GO", "", "only its name is known", NULL},
	{"gorgias.handle_time", "handle time", "", "", "handle_time", "", "B", HELPDESKS "GO", "", "only its name is known", NULL},
};
const struct profile_table profile_gorgias = {"gorgias", rows, sizeof rows / sizeof *rows};
