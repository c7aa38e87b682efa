/* Refund cases: how they were handled, and what they are a share of. */
#include "trade_unit.h"

#define AGREE(s, id) refund_event(KEFU_EVENT_REFUND_AGREE, s, id, 0)
#define REFUSE(s, id) refund_event(KEFU_EVENT_REFUND_REFUSE, s, id, 0)
#define SHIP_BACK(s, id) refund_event(KEFU_EVENT_REFUND_SHIP_BACK, s, id, 0)
#define SIGN(s, id) refund_event(KEFU_EVENT_REFUND_SIGN, s, id, 0)
#define WITHDRAW(s, id) refund_event(KEFU_EVENT_REFUND_WITHDRAW, s, id, 0)

static kefu_event intervening(int64_t seconds, kefu_id refund, int by)
{
	kefu_event event = refund_event(KEFU_EVENT_REFUND_INTERVENE, seconds, refund, 0);

	event.initiator = (uint8_t)by;
	return event;
}

static kefu_event judging(int64_t seconds, kefu_id refund, int liable)
{
	kefu_event event = refund_event(KEFU_EVENT_REFUND_JUDGE, seconds, refund, 0);

	event.liable = (uint8_t)liable;
	return event;
}

START_TEST(a_case_lasts_from_its_first_request)
{
	/* 600: refused and requested again, 1000 s from the first request.
	 * 601: a return, 2000 s less the 800 s of the buyer's shipping.
	 * 602: a return completed without the goods: the full 500 s.
	 * 603: not completed. Together 1000 + 1200 + 500. */
	kefu_desk *desk = BARE(
		requesting(0, 600, 500, 9), REFUSE(100, 600), requesting(300, 600, 500, 9), completing(1000, 600, 500),
		of_type(requesting(0, 601, 501, 9), KEFU_TYPE_RETURN_REFUND), AGREE(200, 601), SHIP_BACK(500, 601),
		SIGN(1000, 601), completing(2000, 601, 501),
		of_type(requesting(0, 602, 502, 9), KEFU_TYPE_RETURN_REFUND), AGREE(100, 602), completing(500, 602, 502),
		requesting(0, 603, 503, 9));
	kefu_measure got = defined(desk, "refund_time", "");

	ck_assert_int_eq(got.num, 2700 * SECOND_MS);
	ck_assert_int_eq(got.den, 3);
	unit_near(got.value, 900000.0, 1e-12);
	/* within 1000 s: 600 and 602; within 1200 s, the limit included: all */
	GIVES(desk, "refund_within_rate", "limit_s=1000", 2, 3);
	GIVES(desk, "refund_within_rate", "limit_s=1200", 3, 3);
	GIVES(desk, "refund_within_rate", "limit_s=1200 limit_inclusive=false", 2, 3);
	/* completed on the day after its request: of that day */
	TELL(desk, requesting(100, 604, 504, 1), completing(DAY_S + 100, 604, 504));
	ck_assert_int_eq(in_days(desk, "refund_time", "", START_DAY, START_DAY).den, 3);
	ck_assert_int_eq(in_days(desk, "refund_time", "", START_DAY + 1, START_DAY + 1).num, DAY_S * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(only_a_return_waits_for_its_goods)
{
	/* shipping stops the clock of no other type; a signature before the
	 * agreement is none */
	kefu_desk *desk = BARE(
		of_type(requesting(0, 600, 500, 9), KEFU_TYPE_EXCHANGE), AGREE(100, 600), SIGN(500, 600), completing(1000, 600, 500),
		of_type(requesting(0, 601, 501, 9), KEFU_TYPE_RETURN_REFUND), SIGN(50, 601), AGREE(100, 601),
		completing(1000, 601, 501));

	GIVES(desk, "refund_time", "", 2000000, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_case_credits_the_last_agent_named_on_it)
{
	kefu_desk *desk = BARE(
		requesting(0, 600, 500, 9), by_agent(AGREE(10, 600), 1), by_agent(SIGN(20, 600), 2), completing(30, 600, 500),
		requesting(0, 601, 501, 9), completing(50, 601, 501));

	GROUPS(desk, KEFU_BY_AGENT, "refund_time", "", ":50000/1 2:30000/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(right_first_time_means_no_second_request_no_blame_no_error)
{
	kefu_event finding = event_of(KEFU_EVENT_QA_FINDING, 99), praise, of_session;
	kefu_desk *desk;

	finding.refund = 602;
	finding.value = -1;
	finding.has_value = 1;
	praise = finding;
	praise.refund = 603;
	praise.value = 2;
	/* a finding filed with a session of the customer, against the case */
	of_session = finding;
	of_session.refund = 604;
	of_session.session = 10;
	desk = BARE(of_customer(question(0, 10), 100),
		requesting(0, 600, 500, 9), requesting(5, 600, 500, 9), completing(30, 600, 500),
		requesting(0, 601, 501, 9), intervening(5, 601, KEFU_PARTY_CUSTOMER), judging(9, 601, KEFU_PARTY_SELLER),
		completing(30, 601, 501),
		requesting(0, 602, 502, 9), completing(30, 602, 502), finding,
		requesting(0, 603, 503, 9), completing(30, 603, 503), praise,
		of_customer(requesting(0, 604, 504, 9), 100), completing(30, 604, 504), of_session,
		requesting(0, 605, 505, 9), intervening(5, 605, KEFU_PARTY_SELLER), judging(9, 605, KEFU_PARTY_CUSTOMER),
		completing(30, 605, 505));
	/* 603 and 605 were right; without the platform all but 601 and 605 */
	GIVES(desk, "refund_accuracy_rate", "", 2, 6);
	GIVES(desk, "self_resolved_refund_rate", "", 4, 6);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(disputes_are_counted_by_judgement)
{
	kefu_desk *desk = BARE(
		of_item(paying(0, 500, 100, 9), 1, 0), of_item(paying(0, 500, 100, 9), 2, 0), paying(0, 501, 101, 9),
		/* judged against the seller on the second day, twice: once */
		requesting(0, 600, 500, 9), intervening(5, 600, KEFU_PARTY_CUSTOMER), judging(DAY_S, 600, KEFU_PARTY_SELLER),
		judging(DAY_S + 5, 600, KEFU_PARTY_SELLER),
		/* against the customer; without intervention */
		requesting(0, 601, 501, 9), intervening(5, 601, KEFU_PARTY_SELLER), judging(9, 601, KEFU_PARTY_CUSTOMER),
		requesting(0, 602, 501, 9), judging(9, 602, KEFU_PARTY_SELLER));

	/* of 3 items paid, and 7 that the host counted */
	GIVES(desk, "dispute_refund_rate", "", 1, 3);
	TELL(desk, counting(interned(desk, "paid_items"), 0, 7));
	GIVES(desk, "dispute_refund_rate", "", 1, 10);
	ck_assert_int_eq(in_days(desk, "dispute_refund_rate", "", START_DAY, START_DAY).num, 0);
	ck_assert_int_eq(in_days(desk, "dispute_refund_rate", "", START_DAY + 1, START_DAY + 1).num, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(trailing_windows_lag)
{
	/* judged on days 0, 1 and 2, one item paid on each day. As of day 3,
	 * two days that end a day before: days 1 and 2. */
	kefu_desk *desk = BARE(
		paying(0, 500, 100, 9), paying(DAY_S, 501, 100, 9), paying(2 * DAY_S, 502, 100, 9),
		requesting(0, 600, 500, 9), intervening(1, 600, 1), judging(2, 600, KEFU_PARTY_SELLER),
		requesting(0, 601, 501, 9), intervening(1, 601, 1), judging(DAY_S, 601, KEFU_PARTY_SELLER),
		requesting(0, 602, 502, 9), intervening(1, 602, 1), judging(2 * DAY_S, 602, KEFU_PARTY_SELLER),
		event_of(KEFU_EVENT_SHOP_OPEN, 3 * DAY_S + 7));

	GIVES(desk, "dispute_refund_rate", "", 3, 3);
	GIVES(desk, "dispute_refund_rate", "window_days=2 lag_days=1", 2, 2);
	GIVES(desk, "dispute_refund_rate", "window_days=1 lag_days=3", 1, 1);
	GIVES(desk, "dispute_refund_rate", "window_days=1", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_platform_helps_when_the_customer_called_it)
{
	kefu_desk *desk = BARE(
		paying(0, 500, 100, 9), paying(0, 501, 101, 9),
		requesting(0, 600, 500, 9), intervening(5, 600, KEFU_PARTY_SELLER), intervening(6, 600, KEFU_PARTY_CUSTOMER),
		requesting(0, 601, 501, 9), intervening(5, 601, KEFU_PARTY_CUSTOMER), WITHDRAW(9, 601),
		requesting(0, 602, 501, 9), intervening(5, 602, KEFU_PARTY_PLATFORM));

	GIVES(desk, "platform_help_rate", "", 1, 2);
	TELL(desk, counting(interned(desk, "paid_orders"), 0, 8));
	GIVES(desk, "platform_help_rate", "", 1, 10);
	kefu_desk_free(desk);
}
END_TEST

/* By order, an order counts once, at the first call for one of its cases;
 * cases of no order are each by themselves. */
START_TEST(an_order_is_called_for_once)
{
	kefu_desk *desk = BARE(
		paying(0, 500, 100, 9), paying(0, 501, 101, 9),
		requesting(0, 600, 500, 9), intervening(DAY_S, 600, KEFU_PARTY_CUSTOMER),
		requesting(0, 601, 500, 9), intervening(5, 601, KEFU_PARTY_CUSTOMER), intervening(DAY_S, 601, KEFU_PARTY_CUSTOMER),
		requesting(0, 602, 501, 9), intervening(DAY_S, 602, KEFU_PARTY_CUSTOMER),
		event_of(KEFU_EVENT_SHOP_OPEN, DAY_S + 7));

	GIVES(desk, "platform_help_rate", "", 3, 2);
	GIVES(desk, "platform_help_rate", "unit=order", 2, 2);
	GROUPS(desk, KEFU_BY_DAY, "platform_help_rate", "unit=order", "2025-01-06:1/2 2025-01-07:1/0");
	kefu_desk_free(desk);
	desk = BARE(paying(0, 500, 100, 9),
		intervening(5, 600, KEFU_PARTY_CUSTOMER), intervening(6, 601, KEFU_PARTY_CUSTOMER));
	GIVES(desk, "platform_help_rate", "unit=order", 2, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(quality_is_asked_of_the_first_case_of_an_item)
{
	kefu_desk *desk = BARE(of_item(paying(0, 500, 100, 9), 1, 0), of_item(paying(0, 500, 100, 9), 2, 0));
	kefu_id quality = interned(desk, "quality"), other = interned(desk, "changed_mind");

	TELL(desk,
	     /* item 1: quality first. item 2: something else first */
	     named(of_item(requesting(1, 600, 500, 9), 1, 0), quality), named(of_item(requesting(2, 601, 500, 9), 1, 0), quality),
	     named(of_item(requesting(1, 602, 500, 9), 2, 0), other), named(of_item(requesting(2, 603, 500, 9), 2, 0), quality),
	     /* an order that is not held, its item an exchange; another one's a refund */
	     named(of_type(of_item(requesting(1, 604, 510, 9), 1, 0), KEFU_TYPE_EXCHANGE), quality),
	     named(requesting(1, 605, 511, 9), quality), named(requesting(2, 606, 511, 9), quality));
	GIVES(desk, "quality_refund_rate", "", 2, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(returns_are_of_the_day_of_sale)
{
	kefu_event part = of_item(completing(50, 600, 500), 0, 2);
	kefu_desk *desk;

	/* 500: 5 units, of which 2 came back; 501: 1 unit, refunded without
	 * return; 502: 3 units in two places, returned in a case that says
	 * nothing of units, 1; 503: not completed. */
	desk = BARE(
		of_item(placing(0, 500, 100), 0, 5), paying(1, 500, 100, 9), placing(0, 501, 100), paying(1, 501, 100, 9),
		of_item(placing(0, 502, 101), 1, 2), of_item(placing(0, 502, 101), 2, 0), paying(DAY_S, 502, 101, 9),
		placing(0, 503, 101), paying(1, 503, 101, 9),
		of_type(requesting(10, 600, 500, 9), KEFU_TYPE_RETURN_REFUND), part,
		requesting(10, 601, 501, 9), completing(20, 601, 501),
		of_type(requesting(DAY_S + 10, 602, 502, 9), KEFU_TYPE_RETURN_REFUND), completing(DAY_S + 20, 602, 502),
		of_type(requesting(10, 603, 503, 9), KEFU_TYPE_RETURN_REFUND));
	GIVES(desk, "return_rate", "", 2 + 1, 5 + 1 + 3 + 1);
	GIVES(desk, "return_order_rate", "", 2, 4);
	ck_assert_int_eq(in_days(desk, "return_rate", "", START_DAY, START_DAY).num, 2);
	ck_assert_int_eq(in_days(desk, "return_order_rate", "", START_DAY + 1, START_DAY + 1).den, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(refunds_are_a_share_of_what_was_paid)
{
	kefu_event back = completing(20, 600, 500);
	kefu_desk *desk;

	back.amount = 30;
	/* 30 back as completed, 15 as requested last, of 100 + 50 paid; two
	 * cases of 3 items and 7 that the host counted */
	desk = BARE(of_item(paying(0, 500, 100, 60), 1, 0), of_item(paying(0, 500, 100, 40), 2, 0), paying(0, 501, 101, 50),
	            requesting(1, 600, 500, 99), back, requesting(1, 601, 501, 50), requesting(2, 601, 501, 15),
	            completing(30, 601, 501), completing(40, 601, 501), requesting(1, 602, 501, 5));
	GIVES(desk, "refund_amount_rate", "", 45, 150);
	GIVES(desk, "refund_rate", "", 2, 3);
	TELL(desk, counting(interned(desk, "paid_items"), 0, 7));
	GIVES(desk, "refund_rate", "", 2, 10);
	kefu_desk_free(desk);
}
END_TEST

/* Many cases must not cost their square: these took minutes when they did. */
START_TEST(many_cases_are_read_in_time)
{
	enum { MANY = 40000 };
	kefu_event *events = malloc(3 * MANY * sizeof *events);
	kefu_desk *desk = NULL;
	kefu_id quality;
	size_t n = 0, i;

	ck_assert_ptr_nonnull(events);
	unit_ok(kefu_desk_new(NULL, &desk));
	quality = interned(desk, "quality");
	for (i = 0; i < MANY; i++) {
		/* half of an order that nobody holds, half of orders of one customer */
		kefu_id order = i % 2 != 0 ? 9000000 : 500000 + i / 8;

		events[n++] = named(of_item(requesting((int64_t)i, 1000000 + i, order, 2), i, 0), quality);
		events[n++] = completing((int64_t)i + 5, 1000000 + i, order);
		if (i % 8 == 0)
			events[n++] = paying((int64_t)i, order, 100, 100);
	}
	unit_ok(kefu_desk_apply(desk, events, n, NULL));
	GIVES(desk, "quality_refund_rate", "", MANY, MANY / 8);
	GIVES(desk, "refund_accuracy_rate", "", MANY, MANY);
	GIVES(desk, "refund_amount_rate", "", 2 * MANY, 100 * MANY / 8);
	GIVES(desk, "lifetime_value", "", 100 * MANY / 8 - MANY, 1);
	GIVES(desk, "return_order_rate", "", 0, MANY / 8);
	kefu_desk_free(desk);
	free(events);
}
END_TEST

UNIT_MAIN("refunds", a_case_lasts_from_its_first_request, only_a_return_waits_for_its_goods,
          a_case_credits_the_last_agent_named_on_it,
          right_first_time_means_no_second_request_no_blame_no_error,
          disputes_are_counted_by_judgement, trailing_windows_lag,
          the_platform_helps_when_the_customer_called_it, an_order_is_called_for_once,
          quality_is_asked_of_the_first_case_of_an_item, returns_are_of_the_day_of_sale,
          refunds_are_a_share_of_what_was_paid, many_cases_are_read_in_time)
