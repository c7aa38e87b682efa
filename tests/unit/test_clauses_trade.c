/* Every knob of sales, refunds, reviews and targets bites. */
#include "clauses_unit.h"

#define HOUR 3600

static kefu_event order(int32_t kind, int64_t seconds, kefu_id id, kefu_id customer, int64_t amount)
{
	kefu_event event = event_of(kind, seconds);

	event.order = id;
	event.customer = customer;
	event.amount = amount;
	event.units = 1;
	return event;
}

static kefu_event placed(int64_t seconds, kefu_id id, kefu_id customer)
{
	return order(KEFU_EVENT_ORDER_PLACE, seconds, id, customer, 0);
}

static kefu_event paid(int64_t seconds, kefu_id id, kefu_id customer, int64_t amount)
{
	return order(KEFU_EVENT_ORDER_PAY, seconds, id, customer, amount);
}

static kefu_event refund(int32_t kind, int64_t seconds, kefu_id id, kefu_id of_order)
{
	kefu_event event = event_of(kind, seconds);

	event.refund = id;
	event.order = of_order;
	event.type = KEFU_TYPE_RETURN_REFUND;
	return event;
}

static kefu_event ends(int64_t seconds, kefu_id session)
{
	return plain(KEFU_EVENT_SESSION_CLOSE, seconds, session);
}

/* attribution: customer 100 chats with 1, then with 2 */

START_TEST(lookback)
{
	kefu_desk *desk = BARE(of_customer(question(0, 10), 100), reply(10, 10, 1), ends(20, 10),
	                       placed(20 + HOUR, 500, 100), paid(30 + HOUR, 500, 100, 700));

	GIVES(desk, "attributed_sales", "", 700, 0);
	GIVES(desk, "attributed_sales", "attribution.lookback_s=3600", 700, 0);
	GIVES(desk, "attributed_sales", "attribution.lookback_s=3599", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(tie)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), question(2, 10), reply(3, 10, 1), ends(20, 10),
		of_customer(question(30, 11), 100), reply(31, 11, 2), ends(40, 11),
		placed(100, 500, 100), paid(110, 500, 100, 700));

	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "", "2:700/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "attribution.tie=latest_end", "2:700/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "attribution.tie=most_rounds", "1:700/0");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(judgement)
{
	/* ordered after the first chat, paid after the second; another order paid
	 * after the second without an order seen in either */
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), ends(20, 10), placed(30, 500, 100),
		of_customer(question(40, 11), 100), reply(41, 11, 2), ends(50, 11), paid(60, 500, 100, 700),
		/* 101 ordered before any chat */
		placed(0, 501, 101), of_customer(question(10, 12), 101), reply(11, 12, 3), ends(20, 12), paid(30, 501, 101, 90));

	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "", "1:700/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "attribution.judgement=order", "1:700/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "attribution.judgement=payment", "2:700/0 3:90/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "attribution.judgement=order_first", "1:700/0 3:90/0");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(silent_limits)
{
	/* a chat begins with the first word of its agent */
	kefu_desk *urged = BARE(
		placed(0, 500, 100), of_customer(question(60, 10), 100), reply(61, 10, 1), ends(70, 10), paid(80, 500, 100, 700));
	kefu_desk *followed = BARE(
		placed(0, 500, 100), paid(10, 500, 100, 700), of_customer(question(60, 10), 100), reply(61, 10, 1));

	/* a chat too long ago to earn anything does not follow up either */
	kefu_desk *long_ago = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), ends(20, 10),
		placed(3 * DAY_S, 500, 100), paid(3 * DAY_S, 500, 100, 700));

	GIVES(urged, "attributed_sales", "attribution.judgement=payment", 700, 0);
	GIVES(urged, "attributed_sales", "attribution.judgement=payment attribution.silent_urge_s=60", 700, 0);
	GIVES(urged, "attributed_sales", "attribution.judgement=payment attribution.silent_urge_s=61", 0, 0);
	GIVES(followed, "attributed_sales", "", 0, 0);
	GIVES(followed, "attributed_sales", "attribution.silent_follow_up_s=50", 0, 0);
	GIVES(followed, "attributed_sales", "attribution.silent_follow_up_s=51", 700, 0);
	GIVES(long_ago, "attributed_sales", "attribution.silent_follow_up_s=51", 0, 0);
	kefu_desk_free(long_ago);
	kefu_desk_free(urged);
	kefu_desk_free(followed);
}
END_TEST

START_TEST(flags_and_refunds)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), ends(20, 10), placed(30, 500, 100), paid(31, 500, 100, 700),
		placed(32, 501, 100), paid(33, 501, 100, 90));
	kefu_event flag = order(KEFU_EVENT_ORDER_FLAG, 40, 501, 100, 0);
	kefu_event back = refund(KEFU_EVENT_REFUND_COMPLETE, 50, 600, 500);

	flag.name = interned(desk, "fake");
	back.amount = 200;
	unit_ok(kefu_desk_apply(desk, &flag, 1, NULL));
	unit_ok(kefu_desk_apply(desk, &back, 1, NULL));
	GIVES(desk, "attributed_sales", "", 790, 0);
	GIVES(desk, "attributed_sales", "attribution.exclude_flags=fake", 700, 0);
	GIVES(desk, "attributed_sales", "attribution.exclude_flags=other", 790, 0);
	GIVES(desk, "attributed_sales", "attribution.deduct_refunds=true", 590, 0);
	GIVES(desk, "attributed_sales", "attribution.deduct_refunds=true attribution.exclude_flags=other,fake", 500, 0);
	GIVES(desk, "attributed_orders", "attribution.exclude_flags=fake", 1, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(inquiry_days)
{
	/* 100 orders on the same day and pays on the third; 101 orders on the next */
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), placed(60, 500, 100), paid(2 * DAY_S + 5, 500, 100, 10),
		of_customer(question(0, 11), 101), reply(1, 11, 1), placed(DAY_S + 5, 501, 101), paid(DAY_S + 6, 501, 101, 10),
		event_of(KEFU_EVENT_SHOP_OPEN, 9 * DAY_S));

	GIVES(desk, "inquiry_conversion_rate", "", 2, 2);
	GIVES(desk, "inquiry_conversion_rate", "order_days=2", 2, 2);
	GIVES(desk, "inquiry_conversion_rate", "order_days=1", 1, 2);
	GIVES(desk, "inquiry_conversion_rate", "pay_days=1", 0, 2);
	GIVES(desk, "inquiry_conversion_rate", "pay_days=2", 1, 2);
	GIVES(desk, "inquiry_conversion_rate", "pay_days=3", 2, 2);
	GIVES(desk, "inquiry_lost_count", "pay_days=2", 1, 0);
	kefu_desk_free(desk);
}
END_TEST

/* refunds */

START_TEST(return_pauses)
{
	kefu_desk *desk = BARE(
		refund(KEFU_EVENT_REFUND_REQUEST, 0, 600, 500), refund(KEFU_EVENT_REFUND_AGREE, 100, 600, 500),
		refund(KEFU_EVENT_REFUND_SHIP_BACK, 300, 600, 500), refund(KEFU_EVENT_REFUND_SIGN, 700, 600, 500),
		refund(KEFU_EVENT_REFUND_COMPLETE, 1000, 600, 500));

	GIVES(desk, "refund_time", "", 400000, 1);
	GIVES(desk, "refund_time", "return_pause=shipping", 400000, 1);
	GIVES(desk, "refund_time", "return_pause=posting", 800000, 1);
	GIVES(desk, "refund_time", "return_pause=none", 1000000, 1);
	GIVES(desk, "refund_within_rate", "limit_s=400", 1, 1);
	GIVES(desk, "refund_within_rate", "limit_s=399", 0, 1);
	GIVES(desk, "refund_within_rate", "limit_s=400 return_pause=posting", 0, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(withdrawn)
{
	kefu_desk *desk = BARE(
		refund(KEFU_EVENT_REFUND_REQUEST, 0, 600, 500), refund(KEFU_EVENT_REFUND_REFUSE, 50, 600, 500),
		refund(KEFU_EVENT_REFUND_WITHDRAW, 70, 600, 500));

	GIVES(desk, "refund_time", "", 0, 0);
	GIVES(desk, "refund_time", "withdrawn=first_refusal", 50000, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(intervened)
{
	kefu_desk *desk = BARE(
		refund(KEFU_EVENT_REFUND_REQUEST, 0, 600, 500), refund(KEFU_EVENT_REFUND_INTERVENE, 1, 600, 500),
		refund(KEFU_EVENT_REFUND_COMPLETE, 10, 600, 500),
		refund(KEFU_EVENT_REFUND_REQUEST, 0, 601, 501), refund(KEFU_EVENT_REFUND_COMPLETE, 20, 601, 501));

	GIVES(desk, "refund_time", "", 30000, 2);
	GIVES(desk, "refund_time", "case_filter.intervened=false", 20000, 1);
	GIVES(desk, "refund_time", "case_filter.intervened=true", 10000, 1);
	kefu_desk_free(desk);
}
END_TEST

/* reviews, bases, targets */

START_TEST(pair_cap_and_scores)
{
	kefu_event one = order(KEFU_EVENT_REVIEW, 0, 500, 100, 0), two = one, three = one, other = one;
	kefu_desk *desk;

	one.value = 5;
	two.t++;
	two.order = 501;
	two.value = 4;
	three.t += 2;
	three.order = 502;
	three.value = 1;
	other.customer = 101;
	other.order = 503;
	other.value = 2;
	desk = BARE(one, two, three, other);
	GIVES(desk, "positive_review_rate", "", 2, 4);
	GIVES(desk, "positive_review_rate", "pair_cap=1", 1, 2);
	GIVES(desk, "positive_review_rate", "pair_cap=2", 2, 3);
	GIVES(desk, "positive_review_rate", "scores.positive=5", 1, 4);
	GIVES(desk, "negative_review_rate", "", 2, 4);
	GIVES(desk, "negative_review_rate", "scores.negative=1", 1, 4);
	GIVES(desk, "review_mean", "pair_cap=1", 7, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(basis)
{
	kefu_desk *desk = BARE(question(0, 10), placed(1, 500, 100), placed(1, 501, 100),
	                       order(KEFU_EVENT_ORDER_SHIP, 5, 500, 100, 0));

	GIVES(desk, "contact_rate", "", 1, 2);
	GIVES(desk, "contact_rate", "basis=orders", 1, 2);
	GIVES(desk, "contact_rate", "basis=shipments", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(target_metric)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), ends(20, 10), placed(30, 500, 100), paid(31, 500, 100, 700));
	kefu_event goal = event_of(KEFU_EVENT_AGENT_TARGET, 0);

	goal.agent = 1;
	goal.name = interned(desk, "attributed_sales");
	goal.value = 1000;
	goal.has_value = 1;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	goal.name = interned(desk, "attributed_orders");
	goal.value = 4;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	GROUPS(desk, KEFU_BY_AGENT, "target_attainment", "", "1:700/1000");
	GROUPS(desk, KEFU_BY_AGENT, "target_attainment", "target_metric=attributed_sales", "1:700/1000");
	GROUPS(desk, KEFU_BY_AGENT, "target_attainment", "target_metric=attributed_orders", "1:1/4");
	goal.name = interned(desk, "session_count");
	goal.value = 10;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	goal.name = interned(desk, "handled_count");
	goal.value = 5;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	GROUPS(desk, KEFU_BY_AGENT, "target_attainment", "target_metric=session_count", "1:1/10");
	GROUPS(desk, KEFU_BY_AGENT, "target_attainment", "target_metric=handled_count", "1:1/5");
	kefu_desk_free(desk);
}
END_TEST

/* A session with two questions that nobody answered is one case of its metric,
 * also where that is somebody's target. */
START_TEST(a_target_reads_cases_as_its_metric_does)
{
	kefu_desk *desk = BARE(
		question(0, 10), ends(20, 10), plain(KEFU_EVENT_SESSION_REOPEN, 30, 10),
		question(40, 10), ends(50, 10), question(60, 11), reply(70, 11, 1), ends(80, 11));
	kefu_event goal = event_of(KEFU_EVENT_AGENT_TARGET, 0);

	goal.agent = 1;
	goal.name = interned(desk, "unanswered_count");
	goal.value = 4;
	goal.has_value = 1;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	GIVES(desk, "unanswered_count", "", 1, 1);
	GIVES(desk, "unanswered_count", "unit=round", 2, 2);
	GIVES(desk, "target_attainment", "target_metric=unanswered_count", 1, 4);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(horizon_of_repurchase)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(1, 10, 1), ends(20, 10), paid(3 * DAY_S, 500, 100, 10),
		event_of(KEFU_EVENT_SHOP_OPEN, 99 * DAY_S));

	GIVES(desk, "repurchase_rate", "", 1, 1);
	GIVES(desk, "repurchase_rate", "horizon_days=3", 1, 1);
	GIVES(desk, "repurchase_rate", "horizon_days=2", 0, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(limit_of_fulfilment)
{
	kefu_desk *desk = BARE(placed(0, 500, 100), paid(0, 500, 100, 10), order(KEFU_EVENT_ORDER_SHIP, HOUR, 500, 100, 0),
	                       placed(0, 501, 100), paid(0, 501, 100, 10), order(KEFU_EVENT_ORDER_SHIP, 2 * HOUR, 501, 100, 0));

	GIVES(desk, "non_fulfilment_rate", "", 0, 2);
	GIVES(desk, "non_fulfilment_rate", "limit_s=3600", 1, 2);
	GIVES(desk, "non_fulfilment_rate", "limit_s=3600 limit_inclusive=false", 2, 2);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("clauses_trade", lookback, tie, judgement, silent_limits, flags_and_refunds,
          inquiry_days, return_pauses, withdrawn, intervened, pair_cap_and_scores, basis,
          target_metric, a_target_reads_cases_as_its_metric_does, horizon_of_repurchase,
          limit_of_fulfilment)
