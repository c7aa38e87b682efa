/* Lazada. Days are those of the desk's zone. */
#include "profile/profiles.h"

#define LAZADA "unit=session; reduce=all; valid_reply=human,quick; "

static const struct profile_row rows[] = {
	{"lazada.chat_response_rate", "chat response rate", "", "~2020-06",
	 "reply_within_rate", LAZADA "exclude=weekend,public_holiday; due_rule=next_working_day", "C", MARKETPLACES "X11", "The home page's", NULL, "older"},
	{"lazada.chat_response_rate", "chat response rate", "~2020-06", "",
	 "reply_within_rate", LAZADA "exclude=public_holiday,shop_closed; due_rule=cycle_18_19; window_days=7", "A", MARKETPLACES "M17",
	 "Received from 18:00 to 18:00, due 19:00; weekends count. A limit of 30 minutes elsewhere (D)", NULL, NULL},
	{"lazada.ba_same_day_response_rate", "chat response rate (Business Advisor)", "<2020-06", "",
	 "reply_within_rate", LAZADA "due_rule=same_day", "A", MARKETPLACES "M17", "Differs from the home page under the same name", NULL, NULL},
	{"lazada.chat_response_time", "chat response time", "~2020-06", "",
	 "first_response_time", "window_days=7; due_rule=cycle_18_19", "A", MARKETPLACES "M17, detail C", "Chats answered when due only", NULL, NULL},
};
const struct profile_table profile_lazada = {"lazada", rows, sizeof rows / sizeof *rows};
