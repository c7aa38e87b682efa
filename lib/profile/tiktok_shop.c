/* TikTok Shop. Days are those of the desk's zone. */
#include "profile/profiles.h"

#define TIKTOK "unit=session; reduce=all; exclude=bot_only,agent_initiated,blocked,shop_closed; "

static const struct profile_row rows[] = {
	{"tiktok_shop.us_reply_within_24h", "24-hour response rate (US)", "", "~2026",
	 "reply_within_rate", TIKTOK "limit_s=86400; valid_content=text,card,ad,notice; due_rule=weekend_noon", "A", MARKETPLACES "M18",
	 "Chats of the weekend are due Monday noon when all three chatbots are on; the window is not stated", NULL, "first"},
	{"tiktok_shop.us_reply_within_24h", "24-hour response rate (US)", "~2026", "",
	 "reply_within_rate", TIKTOK "limit_s=86400; valid_reply=human,quick; valid_content=text,card,ad,notice; due_rule=weekend_noon", "C", MARKETPLACES "X13",
	 "Replies of the platform's AI no longer count", NULL, NULL},
	{"tiktok_shop.sea_reply_within_24h", "24-hour response rate (South-East Asia)", "", "2025-08-14",
	 "reply_within_rate", "unit=session; reduce=all; limit_s=86400", "A", MARKETPLACES "M19", "The rest of the rule is not in evidence", NULL, NULL},
	{"tiktok_shop.sea_reply_within_12h", "12-hour response rate (South-East Asia)", "2025-07-15", "",
	 "reply_within_rate", TIKTOK "limit_s=43200; window_days=30", "A", MARKETPLACES "M19, window C X12",
	 "Scores the store from 2025-08-15. The same page counts an automatic reply and drops chats that it solved", NULL, NULL},
	{"tiktok_shop.im_dissatisfaction_rate", "IM dissatisfaction rate", "~2026", "",
	 "dissatisfaction_rate", "scores.negative=1,2; window_days=60", "C", MARKETPLACES "X13", "Of five", NULL, NULL},
	{"tiktok_shop.negative_review_rate", "negative review rate (South-East Asia)", "", "",
	 "negative_review_rate", "scores.negative=1,2; window_days=60", "C", MARKETPLACES "§8", "Over ratings; over completed orders is printed too: set denominator completed_orders", NULL, NULL},
	{"tiktok_shop.chat_satisfaction_rate", "chat satisfaction rate", "2025", "",
	 "csat_rate", "", "A", MARKETPLACES "M19", "", "announced by name only", NULL},
	{"tiktok_shop.average_response_time", "average response time", "2025", "",
	 "response_time", "", "A", MARKETPLACES "M19", "", "announced by name only", NULL},
};
const struct profile_table profile_tiktok_shop = {"tiktok_shop", rows, sizeof rows / sizeof *rows};
