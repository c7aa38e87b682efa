/* WeChat shops. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define DAILY "window_days=1; lag_days=1"
#define SINCE "2022-03-11", ""

static const struct profile_row rows[] = {
	{"wechat.reply_rate", "人工回复率, reply rate", SINCE, "reply_rate", "unit=session; valid_reply=human,quick; exclude=bot_only; " DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.first_response_time", "平均首次响应时长, first response", SINCE, "first_response_time", "clock_start=first_message; valid_reply=human,quick; " DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.session_count", "咨询会话数, sessions", SINCE, "session_count", DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.contact_count", "咨询客户数, customers", SINCE, "contact_count", DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.message_count", "咨询消息数, messages of customers", SINCE, "message_count", "direction=in; " DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.survey_sent_count", "满意度评价发送数, surveys sent", SINCE, "survey_invite_rate", DAILY, "A", MARKETPLACES "M26", "The numerator; 0 when a third party assigns the sessions", NULL, NULL},
	{"wechat.survey_response_rate", "参评率, surveys answered", SINCE, "survey_response_rate", DAILY, "A", MARKETPLACES "M26", "", NULL, NULL},
	{"wechat.csat_rate", "满意占比, satisfied", SINCE, "csat_rate", "scores.positive=3; " DAILY, "A", MARKETPLACES "M26", "Of three; whom an answer credits is not stated", NULL, NULL},
	{"wechat.dissatisfaction_rate", "不满意占比, dissatisfied", SINCE, "dissatisfaction_rate", "scores.negative=1; " DAILY, "A", MARKETPLACES "M26", "Of three", NULL, NULL},
	{"wechat.bot_handoff_rate", "转人工率, bot to human", SINCE, "bot_handoff_rate", DAILY, "A", MARKETPLACES "M26", "Sessions in which the customer wrote to the bot", NULL, NULL},
};
const struct profile_table profile_wechat = {"wechat", rows, sizeof rows / sizeof *rows};
