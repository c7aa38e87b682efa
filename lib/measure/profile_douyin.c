/* Douyin, Kuaishou, Xiaohongshu, WeChat. Hours are those of Asia/Shanghai. */
#include "measure/profiles.h"

#define M "research on marketplaces, "
#define DOUYIN "unit=session; limit_s=180; hours=08:00-23:00 CST-8; hours_by=handoff; "

static const struct profile_row rows[] = {
	{"douyin.reply_within_3min", "3分钟人工回复率, replies within 3 min", "", "",
	 "reply_within_rate", DOUYIN "reduce=mean; no_agent=fail", "C", M "M6, hours A M7",
	 "The mean wait of a session; the footnote of the same page fails any wait beyond: reply_within_3min_strict. A blog has 09-23. The experience score takes 30 or 90 days. What a bot kept was never handed over, so the hours leave it out", NULL, NULL},
	{"douyin.reply_within_3min_strict", "3分钟人工回复率 (footnote), every reply within 3 min", "", "",
	 "reply_within_rate", DOUYIN "reduce=all; no_agent=fail", "C", M "M8", "Contradicts reply_within_3min", NULL, NULL},
	{"douyin.average_response_time", "平均响应时长, mean wait", "", "",
	 "response_time", "unit=message; exclude=bot_only; hours=08:00-23:00 CST-8", "A", M "M7", "Assistants count, welcomes do not", NULL, NULL},
	{"douyin.new_average_response_time", "新平均响应时长, new mean wait", "", "",
	 "response_time", "", "B", M "M23", "", "only its name is known", NULL},
	{"douyin.first_response_time", "首次响应时长, first response", "", "",
	 "first_response_time", "clock_start=handoff; exclude=bot_only", "A", M "M7", "", NULL, NULL},
	{"douyin.dissatisfaction_rate", "不满意率, dissatisfaction", "", "",
	 "dissatisfaction_rate", "", "A", M "§8", "", "the formula is an image that nobody transcribed", NULL},
	{"douyin.csat_rate", "满意率, satisfaction", "", "",
	 "csat_rate", "", "B", M "§8", "", "only a column of an export is known", NULL},
	{"douyin.review_mean", "商品/服务/物流体验, reviews", "", "",
	 "review_mean", "window_days=60", "C", M "§8", "The platform then weighs with a floor, by weights not in evidence", NULL, NULL},
	{"douyin.service_score", "服务分, service score", "", "",
	 "score", "", "C", M "§8", "", "a scorecard; only its share of 35 % of the experience score is known", NULL},
	{"douyin.inquiry_paid", "询单转化率, inquiries paid", "", "",
	 "inquiry_conversion_rate", "unit=customer; outcome=paid", "B", M "§8",
	 "How long an order and its payment count is not published: ordered by the next day, paid ever; set order_days and pay_days", NULL, NULL},
	{"douyin.net_sales", "退款后销售额, sales after refunds", "", "",
	 "attributed_sales", "attribution.deduct_refunds=true", "B", M "§8",
	 "Which chat earns an order is not published: the order's, as in the sellers' tools; set attribution", NULL, NULL},
};
const struct profile_table profile_douyin = {
	"douyin", rows, sizeof rows / sizeof *rows};

#define KUAISHOU "unit=customer; reduce=all; limit_s=180; hours_by=round_open; "

static const struct profile_row kuaishou_rows[] = {
	{"kuaishou.reply_within_3min", "3分钟回复率, replies within 3 min", "", "2023-03",
	 "reply_within_rate", KUAISHOU "valid_reply=human,quick,assist,bot; hours=08:00-24:00 CST-8", "A", M "M9", "Bots count", NULL, "first"},
	{"kuaishou.reply_within_3min", "3分钟人工回复率, replies within 3 min", "2023-03", "",
	 "reply_within_rate", KUAISHOU "valid_reply=human,quick; clock_start=handoff; no_agent=leave_out; hours=08:00-23:00 CST-8", "A", M "M9, X7",
	 "Of buyers who reached a human, over the days asked for; the day in March is not stated", NULL, NULL},
	{"kuaishou.session_reply_within_3min", "3分钟回复率(会话), replies within 3 min by session", "", "",
	 "reply_within_rate", "", "B", M "§8", "", "only a column of an export is known", NULL},
	{"kuaishou.positive_rating_rate", "客服好评率, good ratings", "", "2023-03",
	 "csat_rate", "scores.positive=3; hours=08:00-24:00 CST-8; hours_by=survey_send", "A", M "M9", "满意 of three, ratings of bots too", NULL, "first"},
	{"kuaishou.positive_rating_rate", "客服好评率, good ratings", "2023-03", "",
	 "csat_rate", "scores.positive=3; exclude=bot_only; hours=08:00-23:00 CST-8; hours_by=survey_send", "A", M "M9, X7", "Reported malicious raters are out: exclude their sessions", NULL, NULL},
	{"kuaishou.first_response_time", "首次响应, first response of an agent", "", "",
	 "first_response_time", "clock_start=assign", "C", M "M9", "Without the queue", NULL, NULL},
	{"kuaishou.reply_within_5min", "5分钟回复率, replies within 5 min", "", "",
	 "reply_within_rate", "", "D", M "X8", "", "one claim", NULL},
	{"kuaishou.no_service_rate", "不服务率, not served", "", "", "", "", "B", M "§8", "", "only its name is known", NULL},
	{"kuaishou.im_dissatisfaction_rate", "IM不满意率(人维度), dissatisfied customers", "", "",
	 "dissatisfaction_rate", "", "B", M "§8", "", "only its name and unit are known", NULL},
	{"kuaishou.self_resolved_refund_time", "退款自主完结时长, time of refunds without the platform", "", "",
	 "refund_time", "return_pause=posting; case_filter.intervened=false", "C", M "§8", "Less the time until the goods are posted", NULL, NULL},
};
const struct profile_table profile_kuaishou = {"kuaishou", kuaishou_rows,
	sizeof kuaishou_rows / sizeof *kuaishou_rows};

static const struct profile_row xiaohongshu_rows[] = {
	{"xiaohongshu.reply_within_3min", "3分钟人工回复率, replies within 3 min", "", "",
	 "reply_within_rate", "unit=session; reduce=all; limit_s=180; valid_reply=human,quick; hours=09:00-23:00 CST-8; hours_by=session_open; window_days=7", "C", M "M10, M11",
	 "Holidays count; a blog of 2026-01 takes the first reply only", NULL, NULL},
	{"xiaohongshu.first_reply_within_45s", "45秒首次回复率, first replies within 45 s", "", "",
	 "reply_within_rate", "unit=session; reduce=first; limit_s=45", "B", M "§8", "A field name; its filters are not published", NULL, NULL},
	{"xiaohongshu.average_reply_time", "平均回复时长, mean wait", "", "",
	 "response_time", "", "B", M "§8", "", "only a field name is known", NULL},
	{"xiaohongshu.dissatisfaction_rate", "不满意率, dissatisfaction", "", "",
	 "dissatisfaction_rate", "scores.negative=1,2,3; window=month", "C", M "§8", "Of five", NULL, NULL},
	{"xiaohongshu.positive_rate", "好评率, good ratings", "", "",
	 "csat_rate", "", "B", M "§8", "", "which scores are good is not known", NULL},
	{"xiaohongshu.inquiry_paid", "询单支付转化, inquiries paid", "", "",
	 "inquiry_conversion_rate", "unit=session; outcome=paid", "B", M "§8",
	 "How long an order and its payment count is not published: ordered by the next day, paid ever; set order_days and pay_days", NULL, NULL},
};
const struct profile_table profile_xiaohongshu = {"xiaohongshu",
	xiaohongshu_rows, sizeof xiaohongshu_rows / sizeof *xiaohongshu_rows};

#define DAILY "window_days=1; lag_days=1"
#define SINCE "2022-03-11", ""

static const struct profile_row wechat_rows[] = {
	{"wechat.reply_rate", "人工回复率, reply rate", SINCE, "reply_rate", "unit=session; valid_reply=human,quick; exclude=bot_only; " DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.first_response_time", "平均首次响应时长, first response", SINCE, "first_response_time", "clock_start=first_message; valid_reply=human,quick; " DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.session_count", "咨询会话数, sessions", SINCE, "session_count", DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.contact_count", "咨询客户数, customers", SINCE, "contact_count", DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.message_count", "咨询消息数, messages of customers", SINCE, "message_count", "direction=in; " DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.survey_sent_count", "满意度评价发送数, surveys sent", SINCE, "survey_invite_rate", DAILY, "A", M "M26", "The numerator; 0 when a third party assigns the sessions", NULL, NULL},
	{"wechat.survey_response_rate", "参评率, surveys answered", SINCE, "survey_response_rate", DAILY, "A", M "M26", "", NULL, NULL},
	{"wechat.csat_rate", "满意占比, satisfied", SINCE, "csat_rate", "scores.positive=3; " DAILY, "A", M "M26", "Of three; whom an answer credits is not stated", NULL, NULL},
	{"wechat.dissatisfaction_rate", "不满意占比, dissatisfied", SINCE, "dissatisfaction_rate", "scores.negative=1; " DAILY, "A", M "M26", "Of three", NULL, NULL},
	{"wechat.bot_handoff_rate", "转人工率, bot to human", SINCE, "bot_handoff_rate", DAILY, "A", M "M26", "Sessions in which the customer wrote to the bot", NULL, NULL},
};
const struct profile_table profile_wechat = {"wechat", wechat_rows,
	sizeof wechat_rows / sizeof *wechat_rows};
