/* Shopee, Lazada, TikTok Shop. Days are those of the desk's zone. */
#include "measure/profiles.h"

#define M "research on marketplaces, "
#define SHOPEE "unit=session; reduce=all; limit_s=43200; valid_reply=human,quick; " \
	"exclude=shop_closed,blocked; min_count=2; default_value=0.57; "

static const struct profile_row rows[] = {
	{"shopee.chat_response_rate", "chat response rate", "", "2023-12-31",
	 "reply_within_rate", SHOPEE "window_days=90", "C", M "M15, M16",
	 "The latest quarter of chats weighs more by a weight that is not published, and nothing here: set recency.share 0.25 and recency.weight", NULL, "older"},
	{"shopee.chat_response_rate", "chat response rate (Thailand)", "2024-01-01", "",
	 "reply_within_rate", SHOPEE "window_days=90; recency.share=0.25; recency.weight=0.5", "C", M "X10",
	 "Published for Thailand only. It says that the last word need not be ours; M15 says it must", NULL, NULL},
	{"shopee.chat_response_rate", "chat response rate", "", "?",
	 "reply_within_rate", SHOPEE "window_days=30", "C", M "M14, M20",
	 "Start and markets are not established. The latest 10 chats and the latest quarter weigh more by a weight that is not published: set recency.share 0.25, recency.least 10 and recency.weight", NULL, "newer"},
	{"shopee.chat_response_time", "average response time", "", "",
	 "first_response_time", "window_days=30; only_within_s=43200", "C", M "§8", "Chats answered within 12 h only", NULL, NULL},
	{"shopee.non_fulfilment_rate", "non-fulfilment rate", "", "",
	 "non_fulfilment_rate", "unit=order; window_days=7", "C", M "§8", "Unfulfilled over these and net orders; when a shipment is late is the channel's: limit_s", NULL, NULL},
	{"shopee.th_chat_penalty", "penalty for the chat response rate (Thailand)", "2024-01-01", "",
	 "score", "", "C", M "M16, X10", "", "a gate of a scorecard on two figures together: rate below 0.60 and 8 missed", NULL},
};
const struct profile_table profile_shopee = {
	"shopee", rows, sizeof rows / sizeof *rows};

#define LAZADA "unit=session; reduce=all; valid_reply=human,quick; "

static const struct profile_row lazada_rows[] = {
	{"lazada.chat_response_rate", "chat response rate", "", "~2020-06",
	 "reply_within_rate", LAZADA "exclude=weekend,public_holiday; due_rule=next_working_day", "C", M "X11", "The home page's", NULL, "older"},
	{"lazada.chat_response_rate", "chat response rate", "~2020-06", "",
	 "reply_within_rate", LAZADA "exclude=public_holiday,shop_closed; due_rule=cycle_18_19; window_days=7", "A", M "M17",
	 "Received from 18:00 to 18:00, due 19:00; weekends count. A limit of 30 minutes elsewhere (D)", NULL, NULL},
	{"lazada.ba_same_day_response_rate", "chat response rate (Business Advisor)", "<2020-06", "",
	 "reply_within_rate", LAZADA "due_rule=same_day", "A", M "M17", "Differs from the home page under the same name", NULL, NULL},
	{"lazada.chat_response_time", "chat response time", "~2020-06", "",
	 "first_response_time", "window_days=7; due_rule=cycle_18_19", "A", M "M17, detail C", "Chats answered when due only", NULL, NULL},
};
const struct profile_table profile_lazada = {"lazada", lazada_rows,
	sizeof lazada_rows / sizeof *lazada_rows};

#define TIKTOK "unit=session; reduce=all; exclude=bot_only,agent_initiated,blocked,shop_closed; "

static const struct profile_row tiktok_rows[] = {
	{"tiktok_shop.us_reply_within_24h", "24-hour response rate (US)", "", "~2026",
	 "reply_within_rate", TIKTOK "limit_s=86400; valid_content=text,card,ad,notice; due_rule=weekend_noon", "A", M "M18",
	 "Chats of the weekend are due Monday noon when all three chatbots are on; the window is not stated", NULL, "first"},
	{"tiktok_shop.us_reply_within_24h", "24-hour response rate (US)", "~2026", "",
	 "reply_within_rate", TIKTOK "limit_s=86400; valid_reply=human,quick; valid_content=text,card,ad,notice; due_rule=weekend_noon", "C", M "X13",
	 "Replies of the platform's AI no longer count", NULL, NULL},
	{"tiktok_shop.sea_reply_within_24h", "24-hour response rate (South-East Asia)", "", "2025-08-14",
	 "reply_within_rate", "unit=session; reduce=all; limit_s=86400", "A", M "M19", "The rest of the rule is not in evidence", NULL, NULL},
	{"tiktok_shop.sea_reply_within_12h", "12-hour response rate (South-East Asia)", "2025-07-15", "",
	 "reply_within_rate", TIKTOK "limit_s=43200; window_days=30", "A", M "M19, window C X12",
	 "Scores the store from 2025-08-15. The same page counts an automatic reply and drops chats that it solved", NULL, NULL},
	{"tiktok_shop.im_dissatisfaction_rate", "IM dissatisfaction rate", "~2026", "",
	 "dissatisfaction_rate", "scores.negative=1,2; window_days=60", "C", M "X13", "Of five", NULL, NULL},
	{"tiktok_shop.negative_review_rate", "negative review rate (South-East Asia)", "", "",
	 "negative_review_rate", "scores.negative=1,2; window_days=60", "C", M "§8", "Over ratings; over completed orders is printed too: set denominator completed_orders", NULL, NULL},
	{"tiktok_shop.chat_satisfaction_rate", "chat satisfaction rate", "2025", "",
	 "csat_rate", "", "A", M "M19", "", "announced by name only", NULL},
	{"tiktok_shop.average_response_time", "average response time", "2025", "",
	 "response_time", "", "A", M "M19", "", "announced by name only", NULL},
};
const struct profile_table profile_tiktok_shop = {"tiktok_shop", tiktok_rows,
	sizeof tiktok_rows / sizeof *tiktok_rows};
