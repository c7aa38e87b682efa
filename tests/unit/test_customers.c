/* Customers who come back, and those whom nobody has named. */
#include "desk_unit.h"

static kefu_event paid(int64_t seconds, kefu_id order, kefu_id customer)
{
	kefu_event event = event_of(KEFU_EVENT_ORDER_PAY, seconds);

	event.order = order;
	event.customer = customer;
	event.amount = 100;
	return event;
}

static void check_days(const kefu_desk *desk, const char *name, int32_t from, int32_t to,
                       int64_t num, int64_t den)
{
	kefu_measure found = figure_of_days(desk, name, from, to, KEFU_AS_OF_LAST);

	ck_assert_msg(found.num == num && found.den == den, "%s is %lld of %lld, not %lld of %lld",
	              name, (long long)found.num, (long long)found.den, (long long)num,
	              (long long)den);
}

/* Two days against the two days before: 100 stays, 101 leaves, 102 is new, 103
 * bought before both. */
START_TEST(retention_is_of_the_days_before)
{
	kefu_desk *desk = DESK_OF(paid(0, 50, 103), paid(DAY_S, 51, 100), paid(2 * DAY_S, 52, 101),
	                          paid(3 * DAY_S - 1, 53, 101), paid(3 * DAY_S, 54, 100),
	                          paid(5 * DAY_S - 1, 55, 102), paid(5 * DAY_S, 56, 101));

	check_days(desk, "retention_rate", START_DAY + 3, START_DAY + 4, 1, 2);
	check_days(desk, "churn_rate", START_DAY + 3, START_DAY + 4, 1, 2);
	check_days(desk, "retention_rate", START_DAY + 5, START_DAY + 6, 0, 2); /* 100 and 102 */
	check_days(desk, "retention_rate", START_DAY, START_DAY, 0, 0);
	ck_assert_int_eq(figure(desk, "retention_rate").state,
	                 KEFU_STATE_NO_DATA);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_unnamed_cannot_come_back)
{
	kefu_desk *desk = DESK_OF(paid(0, 50, 0), paid(1, 51, 0), paid(2, 52, 100),
	                          paid(DAY_S, 53, 0), paid(DAY_S + 1, 54, 100),
	                          question(0, 10), reply(5, 10, 1),
	                          session_event(KEFU_EVENT_SESSION_CLOSE, 9, 10, 0));

	check_days(desk, "retention_rate", START_DAY + 1, START_DAY + 1, 1, 1);
	check_days(desk, "churn_rate", START_DAY + 1, START_DAY + 1, 0, 1);
	check_share(desk, "repurchase_rate", 0, 0);
	/* but each of them bought and asked */
	check_share(desk, "lifetime_value", 500, 4);
	check_count(desk, "contact_count", 1);
	kefu_desk_free(desk);
}
END_TEST

/* Served and ended within the days, paid after that within 30 days: 100 on the
 * 30th day to the second, 101 a second too late, 102 before the end only, 103
 * after its first session, not after the second; 104 was never answered. */
START_TEST(repurchase_follows_service)
{
	const int64_t horizon = 30 * DAY_S;
	kefu_event closes[5];
	kefu_desk *desk = desk_with(NULL);
	kefu_id who;

	for (who = 100; who < 105; who++) {
		kefu_event events[3];

		events[0] = question(0, who - 50);
		events[0].customer = who;
		events[1] = reply(5, who - 50, 1);
		events[2] = session_event(KEFU_EVENT_SESSION_CLOSE, 10, who - 50, 0);
		closes[who - 100] = events[2];
		if (who == 104)
			events[1].from = KEFU_PARTY_BOT;
		unit_ok(kefu_desk_apply(desk, events, 3, NULL));
	}
	unit_ok(kefu_desk_apply(desk, (kefu_event[]){
		paid(10 + horizon, 600, 100), paid(11 + horizon, 601, 101), paid(9, 602, 102),
		paid(20, 603, 103), paid(20, 604, 104)}, 5, NULL));
	closes[3] = question(100, 70);
	closes[3].customer = 103;
	closes[4] = session_event(KEFU_EVENT_SESSION_CLOSE, 200, 70, 0);
	unit_ok(kefu_desk_apply(desk, (kefu_event[]){closes[3], reply(150, 70, 2), closes[4]}, 3, NULL));
	check_share(desk, "repurchase_rate", 2, 4);
	/* while someone may still come back, the figure is not ripe: of the last,
	 * 103, it no longer matters */
	ck_assert_int_eq(figure_at(desk, "repurchase_rate", AT(10 + horizon)).state, KEFU_STATE_IMMATURE);
	ck_assert_int_eq(figure_at(desk, "repurchase_rate", AT(11 + horizon)).state, KEFU_STATE_VALUE);
	ck_assert_int_eq(figure_at(desk, "repurchase_rate", AT(10 + horizon)).num, 2);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("customers", repurchase_follows_service, retention_is_of_the_days_before, the_unnamed_cannot_come_back)
