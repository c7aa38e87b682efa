/* Shopee. Days are those of the desk's zone. */
#include "profile/profiles.h"

#define SHOPEE "unit=session; reduce=all; limit_s=43200; valid_reply=human,quick; " \
	"exclude=shop_closed,blocked; min_count=2; default_value=0.57; "

static const struct profile_row rows[] = {
	{"shopee.chat_response_rate", "chat response rate", "", "2023-12-31",
	 "reply_within_rate", SHOPEE "window_days=90", "C", MARKETPLACES "M15, M16",
	 "The latest quarter of chats weighs more by a weight that is not published, and nothing here: set recency.share 0.25 and recency.weight", NULL, "older"},
	{"shopee.chat_response_rate", "chat response rate (Thailand)", "2024-01-01", "",
	 "reply_within_rate", SHOPEE "window_days=90; recency.share=0.25; recency.weight=0.5", "C", MARKETPLACES "X10",
	 "Published for Thailand only. It says that the last word need not be ours; M15 says it must", NULL, NULL},
	{"shopee.chat_response_rate", "chat response rate", "", "?",
	 "reply_within_rate", SHOPEE "window_days=30", "C", MARKETPLACES "M14, M20",
	 "Start and markets are not established. The latest 10 chats and the latest quarter weigh more by a weight that is not published: set recency.share 0.25, recency.least 10 and recency.weight", NULL, "newer"},
	{"shopee.chat_response_time", "average response time", "", "",
	 "first_response_time", "window_days=30; only_within_s=43200", "C", MARKETPLACES "§8", "Chats answered within 12 h only", NULL, NULL},
	{"shopee.non_fulfilment_rate", "non-fulfilment rate", "", "",
	 "non_fulfilment_rate", "unit=order; window_days=7", "C", MARKETPLACES "§8", "Unfulfilled over these and net orders; when a shipment is late is the channel's: limit_s", NULL, NULL},
	{"shopee.th_chat_penalty", "penalty for the chat response rate (Thailand)", "2024-01-01", "",
	 "score", "", "C", MARKETPLACES "M16, X10", "", "a gate of a scorecard on two figures together: rate below 0.60 and 8 missed", NULL},
};
const struct profile_table profile_shopee = {"shopee", rows, sizeof rows / sizeof *rows};
