/* Which chat earned an order by each judgement, and why the others did not. */
#include "trade_unit.h"

/* "agent order payment order_first bucket" of each chat, and the order. */
static char *explained(const kefu_desk *desk, kefu_id order, const char *definition)
{
	kefu_attribution_view view = {.size = sizeof view};
	kefu_attributed_chat chat = {.size = sizeof chat};
	kefu_attribution *answer = NULL;
	char *text = calloc(1, 1), line[256];
	int64_t i;

	unit_ok(kefu_desk_attribution(desk, order, definition, definition != NULL ? strlen(definition) : 0,
	                              KEFU_AS_OF_LAST, &answer));
	unit_ok(kefu_attribution_read(answer, &view));
	ck_assert_uint_eq(view.order, order);
	for (i = 0; i < kefu_attribution_chat_count(answer); i++) {
		unit_ok(kefu_attribution_chat(answer, i, &chat));
		snprintf(line, sizeof line, "%d: %s %s %s %s\n", (int)chat.agent, kefu_earned_name(chat.by_order),
		         kefu_earned_name(chat.by_payment), kefu_earned_name(chat.by_order_first),
		         kefu_bucket_name(chat.bucket));
		text = joined(text, line);
	}
	snprintf(line, sizeof line, "%d %d %d: %d %s\n", (int)view.by_order, (int)view.by_payment,
	         (int)view.by_order_first, (int)view.earner, kefu_bucket_name(view.bucket));
	kefu_attribution_free(answer);
	return joined(text, line);
}

#define EXPLAINS(desk, order, definition, expected)                           \
	do {                                                                  \
		char *got_ = explained(desk, order, definition);              \
		ck_assert_str_eq(got_, expected);                             \
		free(got_);                                                   \
	} while (0)

#define LOOKBACK (48 * HOUR_S)

START_TEST(a_chat_is_near_or_not)
{
	/* the order at 48 h after the end of 11: the last second that counts.
	 * 10 ended a second earlier; 12 begins when it is placed, 13 later */
	int64_t at = LOOKBACK + 21;
	kefu_desk *desk = BARE(
		CHAT(0, 10, 100, 1), CHAT(1, 11, 100, 2), placing(at, 500, 100),
		of_customer(question(at, 12), 100), reply(at + 1, 12, 3));

	EXPLAINS(desk, 500, NULL,
	         "1: ended_earlier no_instant ended_earlier none\n"
	         "2: earned no_instant earned own_order_unpaid\n"
	         "3: began_later no_instant began_later none\n"
	         "2 0 2: 2 own_order_unpaid\n");
	TELL(desk, paying(at + 5, 500, 100, 9));
	EXPLAINS(desk, 500, NULL,
	         "1: ended_earlier ended_earlier ended_earlier none\n"
	         "2: earned ended_earlier earned own_order_other_payment\n"
	         "3: began_later earned by_order other_order_own_payment\n"
	         "2 3 2: 2 own_order_other_payment\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(ties_have_their_reasons)
{
	/* 1 and 2 ended; 3 and 4 ran at the order, 4 ended later than 3; 5 ended
	 * with 4 and began later; 6 is in the session of 5, all equal but ids */
	kefu_desk *desk = BARE(
		CHAT(0, 10, 100, 1), CHAT(50, 11, 100, 2),
		of_customer(question(80, 12), 100), reply(81, 12, 3), reply(200, 12, 3), session_event(KEFU_EVENT_SESSION_CLOSE, 201, 12, 0),
		of_customer(question(80, 13), 100), reply(82, 13, 4), reply(300, 13, 4), session_event(KEFU_EVENT_SESSION_CLOSE, 301, 13, 0),
		of_customer(question(80, 14), 100), session_event(KEFU_EVENT_SESSION_ASSIGN, 90, 14, 5), session_event(KEFU_EVENT_SESSION_CLOSE, 301, 14, 0),
		of_customer(question(80, 15), 100), session_event(KEFU_EVENT_SESSION_ASSIGN, 90, 15, 6), session_event(KEFU_EVENT_SESSION_CLOSE, 301, 15, 0),
		placing(100, 500, 100), event_of(KEFU_EVENT_SHOP_OPEN, 1000));

	EXPLAINS(desk, 500, NULL,
	         "1: other_ran no_instant other_ran assisted\n"
	         "2: other_ran no_instant other_ran assisted\n"
	         "3: other_ended_later no_instant other_ended_later assisted\n"
	         "4: other_began_later no_instant other_began_later assisted\n"
	         "5: other_id no_instant other_id assisted\n"
	         "6: earned no_instant earned own_order_unpaid\n"
	         "6 0 6: 6 own_order_unpaid\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(most_rounds_go_before_all)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), question(2, 10), reply(3, 10, 1), session_event(KEFU_EVENT_SESSION_CLOSE, 9, 10, 0),
		CHAT(20, 11, 100, 2), placing(100, 500, 100), paying(110, 500, 100, 9));
	const char *name = define(desk, "attributed_orders", "attribution.tie=most_rounds");

	EXPLAINS(desk, 500, NULL,
	         "1: other_ended_later other_ended_later other_ended_later assisted\n"
	         "2: earned earned earned own_order_own_payment\n"
	         "2 2 2: 2 own_order_own_payment\n");
	EXPLAINS(desk, 500, name,
	         "1: earned earned earned own_order_own_payment\n"
	         "2: fewer_rounds fewer_rounds fewer_rounds assisted\n"
	         "1 1 1: 1 own_order_own_payment\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(silent_orders)
{
	/* placed before any chat: paid 60 s into a chat that began 60 s after */
	kefu_desk *desk = BARE(placing(0, 500, 100), of_customer(question(60, 10), 100), reply(61, 10, 1), paying(120, 500, 100, 9),
	                       /* a customer without chats */
	                       placing(0, 501, 101), paying(5, 501, 101, 9), placing(0, 502, 102));
	char urged[16], strict[16];

	EXPLAINS(desk, 500, NULL,
	         "1: began_later earned earned silent_order_own_payment\n"
	         "0 1 1: 0 none\n");
	strcpy(urged, define(desk, "attributed_sales", "attribution.silent_urge_s=61 attribution.judgement=payment"));
	EXPLAINS(desk, 500, urged,
	         "1: began_later only_urged only_urged assisted\n"
	         "0 0 0: 0 silent\n");
	strcpy(strict, define(desk, "attributed_sales", "attribution.silent_urge_s=60 attribution.judgement=payment"));
	EXPLAINS(desk, 500, strict,
	         "1: began_later earned earned silent_order_own_payment\n"
	         "0 1 1: 1 silent_order_own_payment\n");
	EXPLAINS(desk, 501, NULL, "0 0 0: 0 silent\n");
	EXPLAINS(desk, 502, NULL, "0 0 0: 0 none\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(silent_orders_are_followed_up)
{
	kefu_desk *desk = BARE(placing(0, 500, 100), paying(10, 500, 100, 9), of_customer(question(60, 10), 100), reply(61, 10, 1),
	                       of_customer(question(62, 11), 100), reply(63, 11, 2));
	const char *name = define(desk, "attributed_sales", "attribution.silent_follow_up_s=60");

	EXPLAINS(desk, 500, NULL,
	         "1: began_later began_later began_later none\n"
	         "2: began_later began_later began_later none\n"
	         "0 0 0: 0 silent\n");
	EXPLAINS(desk, 500, name,
	         "1: earned_as_follow_up earned_as_follow_up earned_as_follow_up followed_up\n"
	         "2: began_later began_later began_later none\n"
	         "1 1 1: 1 followed_up\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(flags_leave_an_order_out)
{
	kefu_desk *desk = BARE(CHAT(0, 10, 100, 1), placing(30, 500, 100), paying(40, 500, 100, 9));
	kefu_event flag = order_event(KEFU_EVENT_ORDER_FLAG, 50, 500, 0);
	const char *name;

	flag.name = interned(desk, "fake");
	TELL(desk, flag);
	name = define(desk, "attributed_sales", "attribution.exclude_flags=fake");
	EXPLAINS(desk, 500, name,
	         "1: flagged flagged flagged own_order_own_payment\n"
	         "0 0 0: 0 none\n");
	EXPLAINS(desk, 500, NULL,
	         "1: earned earned earned own_order_own_payment\n"
	         "1 1 1: 1 own_order_own_payment\n");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(excluded_sessions_are_no_chats)
{
	kefu_desk *desk = BARE(CHAT(0, 10, 100, 1), session_event(KEFU_EVENT_SESSION_EXCLUDE, 25, 10, 0),
	                       CHAT(0, 11, 101, 2), placing(30, 500, 100), paying(40, 500, 100, 9));

	EXPLAINS(desk, 500, NULL, "0 0 0: 0 silent\n");
	kefu_desk_free(desk);
}
END_TEST

/* What is explained is what is counted: random shops, each order asked. */
START_TEST(explanations_agree_with_the_figures)
{
	static const char *const rules[] = {
		"", "attribution.judgement=payment", "attribution.judgement=order_first",
		"attribution.tie=most_rounds attribution.judgement=payment",
		"attribution.silent_urge_s=120 attribution.judgement=order_first",
		"attribution.silent_follow_up_s=600 attribution.lookback_s=300",
	};
	uint64_t state = 11;
	int round;

	for (round = 0; round < 200; round++) {
		kefu_desk *desk = BARE(event_of(KEFU_EVENT_SHOP_OPEN, 0));
		kefu_id order, orders = 500 + unit_below(&state, 6);
		int64_t of_agents[4] = {0};
		char name[16], expected[128] = "", *got;
		kefu_id agent;
		int i;

		for (i = 0; i < 12; i++) {
			int64_t t = (int64_t)unit_below(&state, 2000);
			kefu_id session = 10 + unit_below(&state, 6), who = 100 + session % 2;

			TELL(desk, of_customer(question(t, session), who), reply(t + 5, session, 1 + unit_below(&state, 3)));
			if (i % 3 == 0)
				TELL(desk, session_event(KEFU_EVENT_SESSION_CLOSE, t + 90, session, 0));
		}
		for (order = 500; order < orders; order++) {
			int64_t t = (int64_t)unit_below(&state, 2500);

			TELL(desk, placing(t, order, 100 + order % 2), paying(t + (int64_t)unit_below(&state, 500), order, 100 + order % 2, 1));
		}
		strcpy(name, define(desk, "attributed_orders", rules[round % 6]));
		for (order = 500; order < orders; order++) {
			kefu_attribution_view view = {.size = sizeof view};
			kefu_attribution *answer = NULL;

			unit_ok(kefu_desk_attribution(desk, order, name, strlen(name), KEFU_AS_OF_LAST, &answer));
			unit_ok(kefu_attribution_read(answer, &view));
			of_agents[view.earner]++;
			kefu_attribution_free(answer);
		}
		for (agent = 1; agent < 4; agent++)
			if (of_agents[agent] != 0)
				snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%s%d:%d/0",
				         expected[0] != '\0' ? " " : "", (int)agent, (int)of_agents[agent]);
		got = groups_of(desk, KEFU_BY_AGENT, "attributed_orders", rules[round % 6]);
		ck_assert_str_eq(got, expected);
		free(got);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(what_cannot_be_asked)
{
	kefu_desk *desk = BARE(CHAT(0, 10, 100, 1), placing(30, 500, 100));
	kefu_attribution_view view = {.size = sizeof view};
	kefu_attributed_chat chat = {.size = sizeof chat};
	kefu_attribution *answer = NULL;

	unit_status(kefu_desk_attribution(NULL, 500, NULL, 0, KEFU_AS_OF_LAST, &answer), KEFU_E_NULL);
	unit_status(kefu_desk_attribution(desk, 500, NULL, 0, KEFU_AS_OF_LAST, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_attribution(desk, 500, NULL, 1, KEFU_AS_OF_LAST, &answer), KEFU_E_NULL);
	unit_status(kefu_desk_attribution(desk, 0, NULL, 0, KEFU_AS_OF_LAST, &answer), KEFU_E_MISSING);
	unit_status(kefu_desk_attribution(desk, 500, "x", 1, KEFU_AS_OF_LAST, &answer), KEFU_E_METRIC);
	unit_status(kefu_desk_attribution(desk, 500, NULL, 0, -2, &answer), KEFU_E_TIME);
	unit_status(kefu_desk_attribution(desk, 501, NULL, 0, KEFU_AS_OF_LAST, &answer), KEFU_E_NOT_FOUND);
	unit_status(kefu_desk_attribution(desk, 500, NULL, 0, AT(29), &answer), KEFU_E_NOT_FOUND);
	ck_assert_ptr_null(answer);
	unit_ok(kefu_desk_attribution(desk, 500, NULL, 0, AT(30), &answer));
	unit_status(kefu_attribution_read(NULL, &view), KEFU_E_NULL);
	unit_status(kefu_attribution_read(answer, NULL), KEFU_E_NULL);
	view.size--;
	unit_status(kefu_attribution_read(answer, &view), KEFU_E_SIZE);
	ck_assert_int_eq(kefu_attribution_chat_count(NULL), 0);
	ck_assert_int_eq(kefu_attribution_chat_count(answer), 1);
	unit_status(kefu_attribution_chat(answer, 1, &chat), KEFU_E_NOT_FOUND);
	unit_status(kefu_attribution_chat(answer, -1, &chat), KEFU_E_NOT_FOUND);
	unit_status(kefu_attribution_chat(NULL, 0, &chat), KEFU_E_NULL);
	unit_status(kefu_attribution_chat(answer, 0, NULL), KEFU_E_NULL);
	chat.size++;
	unit_status(kefu_attribution_chat(answer, 0, &chat), KEFU_E_SIZE);
	chat.size--;
	kefu_desk_free(desk); /* the answer stays */
	unit_ok(kefu_attribution_chat(answer, 0, &chat));
	ck_assert_uint_eq(chat.session, 10);
	ck_assert_int_eq(chat.start, AT(10)); /* its reply made the agent the owner */
	ck_assert_int_eq(chat.end, AT(20));
	ck_assert_int_eq(chat.rounds, 1);
	kefu_attribution_free(answer);
	kefu_attribution_free(NULL);
	ck_assert_str_eq(kefu_judgement_name(KEFU_JUDGEMENT_ORDER_FIRST), "order_first");
	ck_assert_ptr_null(kefu_judgement_name(3));
	ck_assert_ptr_null(kefu_earned_name(0));
	ck_assert_ptr_null(kefu_earned_name(KEFU_EARNED_BY_ORDER + 1));
	ck_assert_ptr_null(kefu_bucket_name(-1));
	ck_assert_ptr_null(kefu_bucket_name(KEFU_BUCKET_FOLLOWED_UP + 1));
}
END_TEST

static int32_t ask(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_event events[] = {CHAT(0, 10, 100, 1), CHAT(5, 11, 100, 2), placing(30, 500, 100), paying(40, 500, 100, 9)};
	kefu_attribution *answer = NULL;
	kefu_desk *desk = NULL;
	int32_t status = kefu_desk_new(&options, &desk);

	if (status == KEFU_OK)
		status = kefu_desk_apply(desk, events, sizeof events / sizeof *events, NULL);
	if (status == KEFU_OK)
		status = kefu_desk_attribution(desk, 500, NULL, 0, KEFU_AS_OF_LAST, &answer);
	ck_assert_int_eq(answer != NULL, status == KEFU_OK);
	kefu_attribution_free(answer);
	kefu_desk_free(desk);
	return status;
}

START_TEST(no_memory)
{
	ck_assert_int_gt(unit_sweep(ask, -1), 10);
}
END_TEST

UNIT_MAIN("attribution", a_chat_is_near_or_not, ties_have_their_reasons, most_rounds_go_before_all,
          silent_orders, silent_orders_are_followed_up, flags_leave_an_order_out,
          excluded_sessions_are_no_chats, explanations_agree_with_the_figures, what_cannot_be_asked, no_memory)
