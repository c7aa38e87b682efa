/* Sales: who earned what, and what is made of it. The shop of these tests:
 *
 *	customer 100 chats with 1, orders 500 (3 units) and pays 300; chats with 2
 *	             the next day, orders 501 (1 unit) and pays 100
 *	customer 101 chats with 1, orders 502 (2 units) and pays 200
 *	customer 102 orders 503 (1 unit) without a chat and pays 400
 *	customer 103 chats with 2, orders 504 and does not pay
 *
 * Agent 1: 500 in 2 orders, 5 units, 2 buyers. Agent 2: 100, 1 unit, 1 buyer.
 * The shop: 1000 of 3 buyers. */
#include "trade_unit.h"

#define NEXT_DAY DAY_S

static kefu_desk *shop(void)
{
	return BARE(
		CHAT(0, 10, 100, 1), of_item(placing(30, 500, 100), 0, 3), paying(60, 500, 100, 300),
		CHAT(NEXT_DAY, 11, 100, 2), placing(NEXT_DAY + 30, 501, 100), paying(NEXT_DAY + 60, 501, 100, 100),
		CHAT(100, 12, 101, 1), of_item(placing(130, 502, 101), 0, 2), paying(160, 502, 101, 200),
		placing(200, 503, 102), paying(210, 503, 102, 400),
		CHAT(300, 13, 103, 2), placing(330, 504, 103));
}

START_TEST(agents_sell)
{
	kefu_desk *desk = shop();

	GROUPS(desk, KEFU_BY_AGENT, "attributed_sales", "", "1:500/0 2:100/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_orders", "", "1:2/0 2:1/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_units", "", "1:5/0 2:1/0");
	GROUPS(desk, KEFU_BY_AGENT, "attributed_buyers", "", "1:2/0 2:1/0");
	GIVES(desk, "attributed_sales", "", 600, 0);
	GIVES(desk, "silent_sales", "", 400, 0);
	/* customer 100 bought of both: one buyer in total */
	GIVES(desk, "attributed_buyers", "", 2, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(values_are_per_buyer_unit_and_contact)
{
	kefu_desk *desk = shop();

	GROUPS(desk, KEFU_BY_AGENT, "order_value_per_buyer", "", "1:500/2 2:100/1");
	GIVES(desk, "order_value_per_buyer", "", 600, 2);
	GROUPS(desk, KEFU_BY_AGENT, "units_per_buyer", "", "1:5/2 2:1/1");
	GROUPS(desk, KEFU_BY_AGENT, "average_unit_price", "", "1:500/5 2:100/1");
	/* 100 and 101 asked in chats of 1, 100 and 103 in chats of 2; but a
	 * question that names nobody is nobody's before an answer */
	GROUPS(desk, KEFU_BY_AGENT, "order_value_per_contact", "", ":0/3 1:500/0 2:100/0");
	GIVES(desk, "order_value_per_contact", "", 600, 3);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(agents_compare_with_the_shop)
{
	kefu_desk *desk = shop();
	const char *names[2];
	char first[16];
	int32_t by = KEFU_BY_AGENT;
	kefu_report *report = NULL;
	kefu_measure got;
	kefu_query query;

	strcpy(first, define(desk, "relative_order_value", ""));
	names[0] = first;
	names[1] = define(desk, "sales_share", "");
	kefu_query_init(&query);
	query.by = &by;
	query.by_count = 1;
	query.columns = names;
	query.column_count = 2;
	unit_ok(kefu_desk_report(desk, &query, &report));
	/* agent 1: 500 / 2 = 250 a buyer; the shop: 1000 / 3 buyers */
	unit_ok(kefu_report_measure(report, 0, 0, &got));
	unit_near(got.value, 250.0 / (1000.0 / 3), 1e-12);
	unit_ok(kefu_report_measure(report, 1, 0, &got));
	unit_near(got.value, 100.0 / (1000.0 / 3), 1e-12);
	/* of the 600 that agents sold */
	unit_ok(kefu_report_measure(report, 0, 1, &got));
	ck_assert_int_eq(got.num, 500);
	ck_assert_int_eq(got.den, 600);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(comparisons_stay_within_a_currency)
{
	kefu_desk *desk = BARE(
		CHAT(0, 10, 100, 1), placing(30, 500, 100), in_currency(paying(60, 500, 100, 300), "CNY"),
		CHAT(0, 11, 101, 2), placing(30, 501, 101), in_currency(paying(60, 501, 101, 50), "USD"),
		placing(30, 502, 102), in_currency(paying(60, 502, 102, 100), "CNY"));
	const char *name = define(desk, "relative_order_value", "");
	int32_t by[2] = {KEFU_BY_AGENT, KEFU_BY_CURRENCY};
	kefu_report *report = NULL;
	kefu_measure got;
	kefu_query query;

	/* each agent's money is of one currency, but the shop's is not */
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 1;
	query.columns = &name;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &got));
	check_state_is(got, KEFU_STATE_NOT_COVERED);
	kefu_report_free(report);
	query.by_count = 2;
	unit_ok(kefu_desk_report(desk, &query, &report));
	/* CNY: 300 against (300 + 100) / 2 */
	unit_ok(kefu_report_measure(report, 0, 0, &got));
	check_state_is(got, KEFU_STATE_VALUE);
	unit_near(got.value, 300.0 / 200.0, 1e-12);
	unit_ok(kefu_report_measure(report, 1, 0, &got));
	unit_near(got.value, 1.0, 1e-12);
	kefu_report_free(report);
	GROUPS(desk, KEFU_BY_CURRENCY, "order_value_per_buyer", "", "CNY:300/1 USD:50/1");
	GROUPS(desk, KEFU_BY_CURRENCY, "sales_share", "", "CNY:300/300 USD:50/50");
	/* contacts have no currency: each currency's money is divided by all */
	GROUPS(desk, KEFU_BY_CURRENCY, "order_value_per_contact", "", ":0/0 CNY:300/2 USD:50/2");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(who_ordered_pays_or_not)
{
	kefu_desk *desk = shop();

	/* pairs with an order placed: 1 with 100 and 101, 2 with 100 and 103 */
	GROUPS(desk, KEFU_BY_AGENT, "order_payment_rate", "", "1:2/2 2:1/2");
	GIVES(desk, "order_payment_rate", "", 3, 4);
	/* a second order of a pair does not count again, but its payment would */
	TELL(desk, placing(340, 505, 103), paying(NEXT_DAY, 505, 103, 1));
	GROUPS(desk, KEFU_BY_AGENT, "order_payment_rate", "", "1:2/2 2:2/2");
	/* dated by the order: all but 501 on the first day */
	ck_assert_int_eq(in_days(desk, "order_payment_rate", "", START_DAY, START_DAY).den, 3);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(sales_are_restated_when_a_refund_completes)
{
	kefu_event back = completing(5 * DAY_S, 600, 500);
	const char *net, *gross;
	kefu_desk *desk = shop();
	char name[16];

	back.amount = 120;
	TELL(desk, requesting(NEXT_DAY, 600, 500, 300), back);
	strcpy(name, define(desk, "attributed_sales", "attribution.deduct_refunds=true"));
	net = name;
	ck_assert_int_eq(figure_at(desk, net, AT(5 * DAY_S - 1)).num, 600);
	ck_assert_int_eq(figure_at(desk, net, AT(5 * DAY_S)).num, 480);
	gross = define(desk, "attributed_sales", "");
	ck_assert_int_eq(figure(desk, gross).num, 600);
	/* on the day of the payment, not of the refund */
	ck_assert_int_eq(in_days(desk, "attributed_sales", "attribution.deduct_refunds=true",
	                         START_DAY, START_DAY).num, 380);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(postage_is_a_part_that_can_be_left_out)
{
	kefu_event payment = paying(60, 500, 100, 300);
	kefu_desk *desk;

	payment.postage = 12;
	desk = BARE(CHAT(0, 10, 100, 1), placing(30, 500, 100), payment, requesting(70, 600, 500, 100), completing(80, 600, 500));
	GIVES(desk, "attributed_sales", "", 300, 0);
	GIVES(desk, "attributed_sales", "attribution.deduct_postage=true", 288, 0);
	GIVES(desk, "attributed_sales", "attribution.deduct_postage=true attribution.deduct_refunds=true", 188, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_lookback_may_be_nothing)
{
	/* the chat ends at 20: an order at that instant, and one a ms later */
	kefu_event late = placing(20, 501, 100);
	kefu_desk *desk;

	late.t++;
	desk = BARE(CHAT(0, 10, 100, 1), placing(20, 500, 100), paying(60, 500, 100, 1), late, paying(60, 501, 100, 2));
	GIVES(desk, "attributed_sales", "attribution.lookback_s=0", 1, 0);
	GIVES(desk, "attributed_sales", "attribution.lookback_s=0.001", 3, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(inquiries_convert_are_lost_or_are_too_young)
{
	/* 100 asks and orders after; 101 orders before asking: no inquiry; 102
	 * asks on two days and never orders; 103 asks about after-sales */
	kefu_event aftersale = session_event(KEFU_EVENT_SESSION_TAG, 1, 14, 0);
	kefu_desk *desk;
	int64_t two_days = 2 * DAY_S;

	aftersale.phase = KEFU_PHASE_AFTERSALE;
	desk = BARE(
		CHAT(10, 10, 100, 1), placing(60, 500, 100),
		placing(5, 501, 101), CHAT(10, 11, 101, 1),
		CHAT(10, 12, 102, 2), CHAT(DAY_S, 13, 102, 2),
		CHAT(0, 14, 103, 1), aftersale, event_of(KEFU_EVENT_SHOP_OPEN, two_days - 1));
	/* three customer-days of two customers */
	GIVES(desk, "inquiry_count", "", 2, 0);
	GIVES(desk, "inquiry_conversion_rate", "", 1, 3);
	GROUPS(desk, KEFU_BY_AGENT, "inquiry_conversion_rate", "", "1:1/1 2:0/2");
	/* the second day of the first inquiries ends at two_days */
	check_state_is(defined(desk, "inquiry_conversion_rate", ""), KEFU_STATE_IMMATURE);
	GIVES(desk, "inquiry_lost_count", "", 0, 0);
	check_state_is(in_days(desk, "inquiry_conversion_rate", "", START_DAY, START_DAY), KEFU_STATE_IMMATURE);
	TELL(desk, event_of(KEFU_EVENT_SHOP_OPEN, two_days));
	check_state_is(in_days(desk, "inquiry_conversion_rate", "", START_DAY, START_DAY), KEFU_STATE_VALUE);
	check_state_is(defined(desk, "inquiry_conversion_rate", ""), KEFU_STATE_IMMATURE);
	GIVES(desk, "inquiry_lost_count", "", 1, 0);
	TELL(desk, event_of(KEFU_EVENT_SHOP_OPEN, two_days + DAY_S));
	check_state_is(defined(desk, "inquiry_conversion_rate", ""), KEFU_STATE_VALUE);
	GIVES(desk, "inquiry_lost_count", "", 2, 0);
	kefu_desk_free(desk);
}
END_TEST

/* Many orders of one customer must not cost their square. */
START_TEST(many_orders_are_read_in_time)
{
	enum { MANY = 5000 };
	kefu_event *events = malloc(5 * MANY * sizeof *events);
	kefu_desk *desk = NULL;
	size_t n = 0, i;

	ck_assert_ptr_nonnull(events);
	unit_ok(kefu_desk_new(NULL, &desk));
	for (i = 0; i < MANY; i++) {
		int64_t t = (int64_t)i * 100;

		events[n++] = of_customer(question(t, 100000 + i), 100);
		events[n++] = reply(t + 10, 100000 + i, 1 + i % 7);
		events[n++] = session_event(KEFU_EVENT_SESSION_CLOSE, t + 20, 100000 + i, 0);
		events[n++] = placing(t + 30, 500000 + i, 100);
		events[n++] = paying(t + 40, 500000 + i, 100, 1);
	}
	unit_ok(kefu_desk_apply(desk, events, n, NULL));
	GIVES(desk, "attributed_sales", "", MANY, 0);
	GIVES(desk, "order_payment_rate", "", 7, 7);
	GIVES(desk, "attributed_buyers", "", 1, 0);
	kefu_desk_free(desk);
	free(events);
}
END_TEST

/* Everything of the shop, in every metric, with failing memory. */
static int32_t ask_everything(const kefu_allocator *allocator)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_CURRENCY, KEFU_BY_DAY};
	static const char *const over_time[] = {"backlog.mean", "backlog.max", "attributed_sales", "relative_order_value"};
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_event finding = event_of(KEFU_EVENT_QA_FINDING, 95), cost = costing(60, KEFU_TYPE_OTHER, 1, 5);
	kefu_desk *desk = NULL;
	kefu_query query;
	int32_t status = kefu_desk_new(&options, &desk);
	int round;

	finding.refund = 600;
	finding.value = -1;
	cost.order = 500;
	if (status == KEFU_OK)
		status = kefu_desk_use(desk, "all", 3);
	if (status == KEFU_OK)
		status = kefu_desk_apply(desk, (kefu_event[]){
			CHAT(0, 10, 100, 1), placing(30, 500, 100), in_currency(paying(40, 500, 100, 9), "CNY"), shipping(50, 500),
			CHAT(5, 11, 101, 2), placing(30, 501, 101), in_currency(paying(40, 501, 101, 9), "USD"),
			of_type(requesting(90, 600, 500, 4), KEFU_TYPE_RETURN_REFUND), completing(99, 600, 500), finding, cost,
			requesting(90, 601, 501, 4), by_agent(event_of(KEFU_EVENT_AGENT_ONLINE, 0), 1), counting(9, 0, 5),
			order_event(KEFU_EVENT_ORDER_PLACE, DAY_S, 502, 100)}, 19, NULL);
	for (round = 0; round < 3 && status == KEFU_OK; round++) {
		kefu_report *report = NULL;

		kefu_query_init(&query);
		query.cases = round == 0;
		query.by = by;
		query.by_count = round == 0 ? 0 : 3;
		query.columns = over_time;
		query.column_count = round == 2 ? 4 : 0;
		status = kefu_desk_report(desk, &query, &report);
		ck_assert_int_eq(report != NULL, status == KEFU_OK);
		kefu_report_free(report);
	}
	kefu_desk_free(desk);
	return status;
}

START_TEST(no_memory)
{
	ck_assert_int_gt(unit_sweep(ask_everything, -1), 200);
}
END_TEST

UNIT_MAIN("sales", no_memory, postage_is_a_part_that_can_be_left_out, a_lookback_may_be_nothing, agents_sell, values_are_per_buyer_unit_and_contact, agents_compare_with_the_shop,
          comparisons_stay_within_a_currency, who_ordered_pays_or_not,
          sales_are_restated_when_a_refund_completes,
          inquiries_convert_are_lost_or_are_too_young, many_orders_are_read_in_time)
