/* Pinduoduo. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define WORST "unit=customer_day; reduce=all; hours=08:00-23:00 CST-8; hours_by=round_open; "

static const struct profile_row rows[] = {
	{"pinduoduo.effective_reply_rate", "有效回复率, buyers answered within the hour", "<2019-01", "",
	 "reply_within_rate", WORST "limit_s=3600", "C", MARKETPLACES "M31", "Exactly an hour passes; which replies count is not stated", NULL, NULL},
	{"pinduoduo.reply_within_5min", "5分钟回复率, replies within 5 min", "", "",
	 "reply_within_rate", WORST "limit_s=300", "C", MARKETPLACES "M32", "A gate of campaigns on 3 days running; another page (D) counts bots", NULL, NULL},
	{"pinduoduo.reply_within_15min", "15分钟回复率, replies within 15 min", "", "",
	 "reply_within_rate", WORST "limit_s=900", "C", MARKETPLACES "M32", "As reply_within_5min", NULL, NULL},
	{"pinduoduo.reply_within_60min", "60分钟回复率, replies within 60 min", "", "",
	 "reply_within_rate", WORST "limit_s=3600", "C", MARKETPLACES "M32", "As reply_within_5min", NULL, NULL},
	{"pinduoduo.reply_within_3min", "3分钟人工回复率, replies within 3 min", "", "",
	 "reply_within_rate", WORST "limit_s=180; valid_reply=human,quick; window_days=30", "C", MARKETPLACES "M5, window B X6",
	 "A buyer a day, or a buyer over 30 days: nowhere stated; 09-21 in blogs (D)", NULL, NULL},
	{"pinduoduo.reply_within_30s", "30秒应答率(8-23点), replies within 30 s", "", "",
	 "reply_within_rate", "", "B", MARKETPLACES "§8", "", "only a column of an export is known", NULL},
	{"pinduoduo.average_response_time", "平均人工响应时长, mean wait", "", "",
	 "response_time", "", "B", MARKETPLACES "§8", "", "only a column of an export is known", NULL},
	{"pinduoduo.inquiry_group_rate", "询单→最终成团, inquiries whose group was completed", "", "",
	 "inquiry_conversion_rate", "outcome=group_completed", "B", MARKETPLACES "§8", "An order is completed by order.flag group_completed", NULL, NULL},
	{"pinduoduo.complaint_rate", "投诉率, complaints", "", "",
	 "complaint_filed_rate", "unit=customer_day", "C", MARKETPLACES "§8", "Complaining over consulting buyers", NULL, NULL},
	{"pinduoduo.intervention_rate", "平台介入率, platform interventions", "", "",
	 "platform_help_rate", "unit=order; case_filter.intervened_by=customer,seller; window_days=30", "C", MARKETPLACES "§8", "Over completed groups: paid orders here", NULL, NULL},
	{"pinduoduo.dispute_refund_rate", "纠纷退款率, dispute refunds", "", "",
	 "dispute_refund_rate", "", "B", MARKETPLACES "§8", "", "only a field name is known", NULL},
	{"pinduoduo.quality_refund_rate", "品质退款率, refunds for quality", "", "",
	 "quality_refund_rate", "", "B", MARKETPLACES "§8", "", "only a field name is known", NULL},
};
const struct profile_table profile_pinduoduo = {"pinduoduo", rows, sizeof rows / sizeof *rows};
