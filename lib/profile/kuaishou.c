/* Kuaishou. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define KUAISHOU "unit=customer; reduce=all; limit_s=180; hours_by=round_open; "

static const struct profile_row rows[] = {
	{"kuaishou.reply_within_3min", "3分钟回复率, replies within 3 min", "", "2023-03",
	 "reply_within_rate", KUAISHOU "valid_reply=human,quick,assist,bot; hours=08:00-24:00 CST-8", "A", MARKETPLACES "M9", "Bots count", NULL, "first"},
	{"kuaishou.reply_within_3min", "3分钟人工回复率, replies within 3 min", "2023-03", "",
	 "reply_within_rate", KUAISHOU "valid_reply=human,quick; clock_start=handoff; no_agent=leave_out; hours=08:00-23:00 CST-8", "A", MARKETPLACES "M9, X7",
	 "Of buyers who reached a human, over the days asked for; the day in March is not stated", NULL, NULL},
	{"kuaishou.session_reply_within_3min", "3分钟回复率(会话), replies within 3 min by session", "", "",
	 "reply_within_rate", "", "B", MARKETPLACES "§8", "", "only a column of an export is known", NULL},
	{"kuaishou.positive_rating_rate", "客服好评率, good ratings", "", "2023-03",
	 "csat_rate", "scores.positive=3; hours=08:00-24:00 CST-8; hours_by=survey_send", "A", MARKETPLACES "M9", "满意 of three, ratings of bots too", NULL, "first"},
	{"kuaishou.positive_rating_rate", "客服好评率, good ratings", "2023-03", "",
	 "csat_rate", "scores.positive=3; exclude=bot_only; hours=08:00-23:00 CST-8; hours_by=survey_send", "A", MARKETPLACES "M9, X7", "Reported malicious raters are out: exclude their sessions", NULL, NULL},
	{"kuaishou.first_response_time", "首次响应, first response of an agent", "", "",
	 "first_response_time", "clock_start=assign", "C", MARKETPLACES "M9", "Without the queue", NULL, NULL},
	{"kuaishou.reply_within_5min", "5分钟回复率, replies within 5 min", "", "",
	 "reply_within_rate", "", "D", MARKETPLACES "X8", "", "one claim", NULL},
	{"kuaishou.no_service_rate", "不服务率, not served", "", "", "", "", "B", MARKETPLACES "§8", "", "only its name is known", NULL},
	{"kuaishou.im_dissatisfaction_rate", "IM不满意率(人维度), dissatisfied customers", "", "",
	 "dissatisfaction_rate", "", "B", MARKETPLACES "§8", "", "only its name and unit are known", NULL},
	{"kuaishou.self_resolved_refund_time", "退款自主完结时长, time of refunds without the platform", "", "",
	 "refund_time", "return_pause=posting; case_filter.intervened=false", "C", MARKETPLACES "§8", "Less the time until the goods are posted", NULL, NULL},
};
const struct profile_table profile_kuaishou = {"kuaishou", rows, sizeof rows / sizeof *rows};
