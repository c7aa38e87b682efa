/* Douyin. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define DOUYIN "unit=session; limit_s=180; hours=08:00-23:00 CST-8; hours_by=handoff; "

static const struct profile_row rows[] = {
	{"douyin.reply_within_3min", "3分钟人工回复率, replies within 3 min", "", "",
	 "reply_within_rate", DOUYIN "reduce=mean; no_agent=fail", "C", MARKETPLACES "M6, hours A M7",
	 "The mean wait of a session; the footnote of the same page fails any wait beyond: reply_within_3min_strict. A blog has 09-23. The experience score takes 30 or 90 days. What a bot kept was never handed over, so the hours leave it out", NULL, NULL},
	{"douyin.reply_within_3min_strict", "3分钟人工回复率 (footnote), every reply within 3 min", "", "",
	 "reply_within_rate", DOUYIN "reduce=all; no_agent=fail", "C", MARKETPLACES "M8", "Contradicts reply_within_3min", NULL, NULL},
	{"douyin.average_response_time", "平均响应时长, mean wait", "", "",
	 "response_time", "unit=message; exclude=bot_only; hours=08:00-23:00 CST-8", "A", MARKETPLACES "M7", "Assistants count, welcomes do not", NULL, NULL},
	{"douyin.new_average_response_time", "新平均响应时长, new mean wait", "", "",
	 "response_time", "", "B", MARKETPLACES "M23", "", "only its name is known", NULL},
	{"douyin.first_response_time", "首次响应时长, first response", "", "",
	 "first_response_time", "clock_start=handoff; exclude=bot_only", "A", MARKETPLACES "M7", "", NULL, NULL},
	{"douyin.dissatisfaction_rate", "不满意率, dissatisfaction", "", "",
	 "dissatisfaction_rate", "", "A", MARKETPLACES "§8", "", "the formula is an image that nobody transcribed", NULL},
	{"douyin.csat_rate", "满意率, satisfaction", "", "",
	 "csat_rate", "", "B", MARKETPLACES "§8", "", "only a column of an export is known", NULL},
	{"douyin.review_mean", "商品/服务/物流体验, reviews", "", "",
	 "review_mean", "window_days=60", "C", MARKETPLACES "§8", "The platform then weighs with a floor, by weights not in evidence", NULL, NULL},
	{"douyin.service_score", "服务分, service score", "", "",
	 "score", "", "C", MARKETPLACES "§8", "", "a scorecard; only its share of 35 % of the experience score is known", NULL},
	{"douyin.inquiry_paid", "询单转化率, inquiries paid", "", "",
	 "inquiry_conversion_rate", "unit=customer; outcome=paid", "B", MARKETPLACES "§8",
	 "How long an order and its payment count is not published: ordered by the next day, paid ever; set order_days and pay_days", NULL, NULL},
	{"douyin.net_sales", "退款后销售额, sales after refunds", "", "",
	 "attributed_sales", "attribution.deduct_refunds=true", "B", MARKETPLACES "§8",
	 "Which chat earns an order is not published: the order's, as in the sellers' tools; set attribution", NULL, NULL},
};
const struct profile_table profile_douyin = {"douyin", rows, sizeof rows / sizeof *rows};
