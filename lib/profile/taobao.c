/* Taobao, Tmall and 1688, which share rules. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define WANGWANG "unit=round; limit_s=180; hours_by=round_open; " \
	"exclude=bot_only,cross_day,internal,notice,ad,blocked; " \
	"window_days=30; lag_days=1; "
#define TO_MIDNIGHT "hours=08:00-24:00 CST-8"
#define TO_ELEVEN "hours=08:00-23:00 CST-8"
#define MEAN_WAIT "unanswered=cap; cap_s=600; hours_by=round_open; " \
	"exclude=bot_only; window_days=30; lag_days=1; judged_at=day_end; " TO_ELEVEN
#define ACD "unit=agent_customer_day"

static const struct profile_row rows[] = {
	{"taobao.reply_within_3min", "旺旺3分钟响应率, replies within 3 min", "<2021", "~2022-03",
	 "reply_within_rate", WANGWANG TO_MIDNIGHT, "A", MARKETPLACES "M1, X1",
	 "The text is of 2022-01-20 and still copied in 2023", NULL, "2021"},
	{"taobao.reply_within_3min", "旺旺3分钟人工响应率, replies within 3 min", "~2022-03", "",
	 "reply_within_rate", WANGWANG TO_ELEVEN, "A", MARKETPLACES "M1, M2",
	 "What exactly 180 s does is not printed; the hours are first seen with an example of 2022-03-31; a question asked at night and answered by day does not count (M2), by M3 it does; rounds across midnight leave both sides", NULL, NULL},
	{"taobao.average_response_time", "旺旺人工平响时长, mean wait", "<2022-03-31", "",
	 "response_time", MEAN_WAIT, "A", MARKETPLACES "M2",
	 "A round left by forwarding without a reply is an unanswered one of who left. Open rounds are judged as the day ends: our reading", NULL, NULL},
	{"taobao.tool_response_time", "平均响应时间, mean wait in the sellers' tools", "", "",
	 "response_time", "unanswered=ignore", "B", MARKETPLACES "M21", "Pooled over all replies", NULL, NULL},
	{"taobao.first_response_time", "首次响应, first response", "", "",
	 "first_response_time", "", "B", MARKETPLACES "M21", "", NULL, NULL},
	{"taobao.reply_rate", "旺旺回复率, reply rate", "", "",
	 "reply_rate", ACD "; valid_reply=human,quick,assist,auto,welcome", "B", MARKETPLACES "M29, M30",
	 "Any reply of an agent, no limit", NULL, NULL},
	{"taobao.unanswered_count", "未回复人数, unanswered contacts", "", "",
	 "unanswered_count", ACD, "B", MARKETPLACES "M21", "A second counter of the tools includes filtered contacts", NULL, NULL},
	{"taobao.slow_response_count", "慢响应人数, slow contacts", "", "",
	 "slow_response_count", ACD "; limit_s=180", "B", MARKETPLACES "M21, M22",
	 "The limit and the number of rounds are the shop's; the console warns at 100 s from 2022-07 (C)", NULL, NULL},
	{"taobao.contact_count", "咨询人数, contacts", "", "",
	 "contact_count", ACD, "B", MARKETPLACES "M30, M34", "Handled and filtered ones", NULL, NULL},
	{"taobao.handled_count", "接待人数, handled", "", "",
	 "handled_count", ACD, "B", MARKETPLACES "M22, M35",
	 "The reception filters (a single line, forwarded within N lines, after-sale accounts …) are the shop's switches, all off here: set reception. Agents do not add up to the shop", NULL, NULL},
	{"taobao.inquiry_count", "询单人数, inquiries", "", "",
	 "inquiry_count", "mature_days=1", "B", MARKETPLACES "M30, M34", "Complete the day after", NULL, NULL},
	{"taobao.inquiry_paid_same_day", "询单→当日付款, inquiries paid the same day", "", "",
	 "inquiry_conversion_rate", "order_days=1; pay_days=1", "B", MARKETPLACES "M22", "", NULL, NULL},
	{"taobao.inquiry_paid_next_day", "询单→次日付款, inquiries paid by the next day", "", "",
	 "inquiry_conversion_rate", "pay_days=2", "B", MARKETPLACES "M22", "", NULL, NULL},
	{"taobao.inquiry_paid_final", "询单→最终付款, inquiries paid in the end", "", "?",
	 "inquiry_conversion_rate", "pay_days=8", "B", MARKETPLACES "M22", "Seven days to pay", NULL, "older"},
	{"taobao.inquiry_paid_final", "询单→最终付款, inquiries paid in the end", "", "",
	 "inquiry_conversion_rate", "pay_days=4", "B", MARKETPLACES "M22, M34",
	 "The day of the change is not established; the tools let a shop look 2 to 15 days for the order", NULL, "newer"},
	{"taobao.order_payment_rate", "下单→付款, orders paid", "", "",
	 "order_payment_rate", "", "B", MARKETPLACES "M22", "In the end; the tools also show the same day", NULL, NULL},
	{"taobao.inquiry_lost", "询单流失, lost inquiries", "", "",
	 "inquiry_lost_count", "", "B", MARKETPLACES "M22", "", NULL, NULL},
	{"taobao.sales_by_order", "下单判定, sales by the order", "", "",
	 "attributed_sales", "attribution.judgement=order; attribution.lookback_s=172800", "B", MARKETPLACES "M21, M35",
	 "Another tool looks back 2 to 15 days and may prefer the most rounds; refunds and postage by switch", NULL, NULL},
	{"taobao.sales_by_payment", "付款判定, sales by the payment", "", "",
	 "attributed_sales", "attribution.judgement=payment; attribution.lookback_s=172800", "B", MARKETPLACES "M21, M22", "", NULL, NULL},
	{"taobao.sales_order_first", "下单优先判定, sales by the order, else the payment", "", "",
	 "attributed_sales", "attribution.judgement=order_first; attribution.lookback_s=172800", "B", MARKETPLACES "M21, M22", "", NULL, NULL},
	{"taobao.silent_sales", "静默销售额, sales without service", "", "",
	 "silent_sales", "", "B", MARKETPLACES "M22",
	 "A shop may set attribution.silent_urge_s and silent_follow_up_s to 60 to 3600", NULL, NULL},
	{"taobao.order_value_per_buyer", "客单价, value per buyer in the tools", "", "",
	 "order_value_per_buyer", "", "B", MARKETPLACES "M22", "Sales over paying buyers", NULL, NULL},
	{"taobao.order_value_per_contact", "客单价, value per contact", "", "",
	 "order_value_per_contact", "", "-", "founding text 002", "Sales over consulting buyers, under the same name", NULL, NULL},
	{"taobao.answer_ratio", "答问比, answers per question", "", "",
	 "answer_ratio", "", "C", MARKETPLACES "§8", "May exceed 1", NULL, NULL},
	{"taobao.csat_rate", "旺旺满意度, satisfaction", "", "2022-04-18",
	 "csat_rate", "", "C", MARKETPLACES "§8", "", "the text breaks off within the formula", "first"},
	{"taobao.csat_rate", "旺旺满意度, satisfaction", "2022-04-19", "",
	 "csat_rate", "", "C", MARKETPLACES "§8", "", "only the day of the change is known", NULL},
	{"taobao.gold_agent_csat", "金牌客服满意度, satisfaction of gold agents", "", "",
	 "csat_rate", "min_count=100", "C", MARKETPLACES "§8", "", "which scores count as satisfied is not established; known is that 100 ratings are needed", NULL},
	{"taobao.dsr", "DSR 描述/服务/物流, seller ratings", "", "",
	 "review_mean", "pair_cap=3; window=six_months", "C", MARKETPLACES "§8",
	 "The platform dates reviews by the trade's success, this by the review; one figure for all three axes", NULL, NULL},
	{"taobao.positive_review_rate", "好评率, good reviews", "", "",
	 "positive_review_rate", "", "C", MARKETPLACES "§8", "Good of good, neutral and bad: 4 and 5 stars here", NULL, NULL},
	{"taobao.complaint_rate", "投诉率, complaints upheld", "", "",
	 "complaint_rate", "", "-", "founding text 002", "No text of the platform", NULL, NULL},
	{"taobao.refund_rate", "退款率, refunds", "", "",
	 "refund_rate", "window_days=30; lag_days=2", "C", MARKETPLACES "§8", "", NULL, NULL},
	{"taobao.dispute_refund_rate", "纠纷退款率, dispute refunds", "", "?",
	 "dispute_refund_rate", "case_filter.liable=any; case_filter.completed=true; window_days=30", "C", MARKETPLACES "§8",
	 "Intervened and refunded", NULL, "older"},
	{"taobao.dispute_refund_rate", "纠纷退款率, dispute refunds", "<2021-01", "",
	 "dispute_refund_rate", "window_days=30", "C", MARKETPLACES "M36", "Intervened and the seller liable; M37 has it over all refunds", NULL, "2021-01"},
	{"taobao.platform_help_rate", "平台求助率, calls for the platform", "", "?",
	 "platform_help_rate", "unit=item; window_days=30; lag_days=1", "C", MARKETPLACES "§8",
	 "Interventions in chats and overdue tickets are not in the events", NULL, "older"},
	{"taobao.platform_help_rate", "平台求助率, calls for the platform", "", "",
	 "platform_help_rate",
	 "unit=item; case_filter.intervened_by=customer,platform; case_filter.platform_after=refusal; "
	 "case_filter.withdrawn_after_s=172800; case_filter.complaints=true; window_days=30; "
	 "weight_by.flag=trusted; weight_by.factor=3", "A", MARKETPLACES "X3",
	 "From an 08-26 whose year is not printed. Who is trusted an order.flag trusted says; 90 days in some categories: set window_days", NULL, "newer"},
	{"taobao.refund_only_time", "仅退款处理时长, time of refunds without return", "<2023-07", "",
	 "refund_time", "case_filter.type=refund_only; withdrawn=first_refusal; window_days=30; lag_days=2", "C", MARKETPLACES "§8", "", NULL, NULL},
	{"taobao.return_refund_time", "退货退款处理时长, time of refunds with return", "<2023-07", "",
	 "refund_time", "case_filter.type=return_refund; span=request>agree,sign>complete; window_days=30; lag_days=2", "C", MARKETPLACES "§8", "", NULL, NULL},
	{"taobao.self_resolved_refund_time", "退款自主完结时长, time of refunds without the platform", "", "",
	 "refund_time", "case_filter.intervened=false", "C", MARKETPLACES "§8", "", NULL, NULL},
	{"taobao.self_resolved_refund_rate", "退款自主完结率, refunds without the platform", "", "",
	 "self_resolved_refund_rate", "", "C", MARKETPLACES "§8", "", NULL, NULL},
	{"taobao.quality_refund_rate", "品质退款率, refunds for quality", "", "",
	 "quality_refund_rate", "window_days=30", "C", MARKETPLACES "M38", "By the first reason of the first refund, never exchange or repair", NULL, NULL},
	{"taobao.after_sales_composite", "售后服务综合指标, after-sales composite", "", "",
	 "score", "", "C", MARKETPLACES "M39", "", "a scorecard: three figures, each as a rank among peers, weighed about 3:2:1", NULL},
};
const struct profile_table profile_taobao = {
	"taobao", rows, sizeof rows / sizeof *rows};

static const struct profile_row tmall_rows[] = {
	{"tmall.reply_within_3min", "旺旺3分钟响应率, replies within 3 min", "<2021", "~2022-03",
	 "reply_within_rate", WANGWANG TO_MIDNIGHT, "A", MARKETPLACES "M1", "As taobao.reply_within_3min", NULL, "2021"},
	{"tmall.reply_within_3min", "旺旺3分钟人工响应率, replies within 3 min", "~2022-03", "",
	 "reply_within_rate", WANGWANG TO_ELEVEN, "A", MARKETPLACES "M1, M2", "As taobao.reply_within_3min", NULL, NULL},
	{"tmall.average_response_time", "旺旺人工平响时长, mean wait", "<2022-03-31", "",
	 "response_time", MEAN_WAIT, "A", MARKETPLACES "M2", "Filed under Tmall; the text says only Wangwang", NULL, NULL},
	{"tmall.satisfaction", "客服满意度, satisfaction composite", "", "",
	 "composite_satisfaction", "", "-", "founding text 003", "", "the weights of speed, quality, expertise and attitude are not published", NULL},
};
const struct profile_table profile_tmall = {
	"tmall", tmall_rows, sizeof tmall_rows / sizeof *tmall_rows};

static const struct profile_row alibaba_rows[] = {
	{"1688.reply_within_3min", "旺旺3分钟响应率, replies within 3 min", "<2022-01-20", "?",
	 "reply_within_rate", WANGWANG TO_MIDNIGHT, "C", MARKETPLACES "X1", "An article of 1688 that quotes the Wangwang text", NULL, "older"},
	{"1688.reply_within_3min", "3分钟响应率 (工业优选), replies within 3 min", "", "",
	 "reply_within_rate",
	 "unit=round; limit_s=180; hours=09:00-21:00 CST-8; hours_by=round_open; "
	 "valid_reply=human,quick,assist,bot; valid_content=text,card,small_talk,ad; window_days=30; lag_days=1",
	 "C", MARKETPLACES "M4", "The shop's bot counts, its notice of a failed transfer does not; beyond 工业优选 the scope is unclear", NULL, "newer"},
	{"1688.csat_rate", "满意度, satisfaction", "", "",
	 "csat_rate", "scores.positive=4,5", "C", MARKETPLACES "M4", "Satisfied and very satisfied; invited, sampled and spontaneous answers", NULL, NULL},
	{"1688.service_badge", "服务徽章, service badge", "", "",
	 "score", "", "C", MARKETPLACES "M4", "", "three gates whose thresholds are not in evidence", NULL},
};
const struct profile_table profile_1688 = {
	"1688", alibaba_rows, sizeof alibaba_rows / sizeof *alibaba_rows};
