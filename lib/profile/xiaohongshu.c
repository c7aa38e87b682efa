/* Xiaohongshu. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

static const struct profile_row rows[] = {
	{"xiaohongshu.reply_within_3min", "3分钟人工回复率, replies within 3 min", "", "",
	 "reply_within_rate", "unit=session; reduce=all; limit_s=180; valid_reply=human,quick; hours=09:00-23:00 CST-8; hours_by=session_open; window_days=7", "C", MARKETPLACES "M10, M11",
	 "Holidays count; a blog of 2026-01 takes the first reply only", NULL, NULL},
	{"xiaohongshu.first_reply_within_45s", "45秒首次回复率, first replies within 45 s", "", "",
	 "reply_within_rate", "unit=session; reduce=first; limit_s=45", "B", MARKETPLACES "§8", "A field name; its filters are not published", NULL, NULL},
	{"xiaohongshu.average_reply_time", "平均回复时长, mean wait", "", "",
	 "response_time", "", "B", MARKETPLACES "§8", "", "only a field name is known", NULL},
	{"xiaohongshu.dissatisfaction_rate", "不满意率, dissatisfaction", "", "",
	 "dissatisfaction_rate", "scores.negative=1,2,3; window=month", "C", MARKETPLACES "§8", "Of five", NULL, NULL},
	{"xiaohongshu.positive_rate", "好评率, good ratings", "", "",
	 "csat_rate", "", "B", MARKETPLACES "§8", "", "which scores are good is not known", NULL},
	{"xiaohongshu.inquiry_paid", "询单支付转化, inquiries paid", "", "",
	 "inquiry_conversion_rate", "unit=session; outcome=paid", "B", MARKETPLACES "§8",
	 "How long an order and its payment count is not published: ordered by the next day, paid ever; set order_days and pay_days", NULL, NULL},
};
const struct profile_table profile_xiaohongshu = {"xiaohongshu", rows, sizeof rows / sizeof *rows};
