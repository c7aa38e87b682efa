/* Money: in units of its currency where people read it, and never two
 * currencies in one sum. */
#include "desk_unit.h"

static kefu_event trade_event(int32_t kind, int64_t seconds, kefu_id order, kefu_id customer,
                              int64_t amount, const char *currency)
{
	kefu_event event = event_of(kind, seconds);

	event.order = order;
	event.customer = customer;
	event.amount = amount;
	memcpy(event.currency, currency, strlen(currency));
	return event;
}

static kefu_event placed(int64_t seconds, kefu_id order, kefu_id customer, int64_t units)
{
	kefu_event event = trade_event(KEFU_EVENT_ORDER_PLACE, seconds, order, customer, 0, "");

	event.units = units;
	return event;
}

static kefu_event paid(int64_t seconds, kefu_id order, kefu_id customer, int64_t amount,
                       const char *currency)
{
	return trade_event(KEFU_EVENT_ORDER_PAY, seconds, order, customer, amount, currency);
}

/* Agent 1 earns 100 and 300 yuan of customer 100, and 50 dollars of 101; agent
 * 2 earns 900 yen of customer 102; customer 103 buys for 80 yuan unserved. */
static kefu_desk *shop_of_three_currencies(void)
{
	kefu_event asks[3], opens[3];
	kefu_desk *desk;
	int i;

	desk = DESK_OF(paid(3601, 50, 103, 8000, "CNY"),
	               placed(3600, 51, 100, 2), paid(3700, 51, 100, 10000, "CNY"),
	               placed(3800, 52, 100, 1), paid(3900, 52, 100, 30000, "CNY"),
	               placed(3600, 53, 101, 5), paid(3700, 53, 101, 5000, "USD"),
	               placed(3600, 54, 102, 3), paid(3700, 54, 102, 900, "JPY"));
	for (i = 0; i < 3; i++) {
		opens[i] = opening(0, 10 + (kefu_id)i, 100 + (kefu_id)i);
		asks[i] = reply(60, 10 + (kefu_id)i, i < 2 ? 1 : 2);
	}
	unit_ok(kefu_desk_apply(desk, opens, 3, NULL));
	unit_ok(kefu_desk_apply(desk, asks, 3, NULL));
	return desk;
}

/* "key key:value" of each row that has one; money and ratios as they are. */
static void check_groups(const kefu_desk *desk, const char *column, const int32_t *by,
                         int32_t by_count, const char *expected)
{
	kefu_report *report = NULL;
	char text[512] = "";
	kefu_query query;
	int64_t row;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = by_count;
	query.columns = &column;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	for (row = 0; row < kefu_report_row_count(report); row++) {
		size_t used = strlen(text), length;
		const char *key;
		kefu_measure figure;
		int32_t i;

		unit_ok(kefu_report_measure(report, row, 0, &figure));
		if (figure.den == 0 && figure.num == 0)
			continue;
		for (i = 0; i < by_count; i++) {
			unit_ok(kefu_report_key(report, row, i, &key, &length));
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
			                         i > 0 ? " " : "", key);
		}
		if (figure.state == KEFU_STATE_NOT_COVERED)
			snprintf(text + used, sizeof text - used, ":mixed ");
		else
			snprintf(text + used, sizeof text - used, ":%.4g ", figure.value);
	}
	ck_assert_msg(strcmp(text, expected) == 0, "%s: %s, not %s", column, text, expected);
	kefu_report_free(report);
}

START_TEST(each_currency_is_a_group)
{
	static const int32_t by[] = {KEFU_BY_CURRENCY, KEFU_BY_AGENT};
	kefu_desk *desk = shop_of_three_currencies();

	check_groups(desk, "attributed_sales", by, 1, "CNY:4e+04 JPY:900 USD:5000 ");
	check_groups(desk, "order_value_per_buyer", by, 1, "CNY:4e+04 JPY:900 USD:5000 ");
	check_groups(desk, "average_unit_price", by, 1, "CNY:1.333e+04 JPY:300 USD:1000 ");
	check_groups(desk, "average_order_value", by, 1, "CNY:1.6e+04 JPY:900 USD:5000 ");
	check_groups(desk, "lifetime_value", by, 1, "CNY:2.4e+04 JPY:900 USD:5000 ");
	check_groups(desk, "silent_sales", by, 1, "CNY:8000 ");
	check_groups(desk, "order_value_per_buyer", by, 2,
	             "CNY 1:4e+04 JPY 2:900 USD 1:5000 ");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(shares_are_of_the_same_currency)
{
	static const int32_t by[] = {KEFU_BY_CURRENCY, KEFU_BY_AGENT};
	kefu_desk *desk = shop_of_three_currencies();

	check_groups(desk, "sales_share", by, 1, "CNY:1 JPY:1 USD:1 ");
	check_groups(desk, "sales_share", by, 2, "CNY 1:1 JPY 2:1 USD 1:1 ");
	/* all of 480 yuan come from two customers */
	check_groups(desk, "relative_order_value", by, 1, "CNY:1.667 JPY:1 USD:1 ");
	/* by agent alone both sides mix */
	check_groups(desk, "sales_share", by + 1, 1, "1:mixed 2:mixed ");
	check_groups(desk, "relative_order_value", by + 1, 1, "1:mixed 2:mixed ");
	kefu_desk_free(desk);
}
END_TEST

/* Half of 80 yuan is no sample of 8000 fen. */
START_TEST(shares_of_money_and_time_have_no_interval)
{
	static const char *const names[] = {"refund_amount_rate", "sales_share", "target_attainment",
	                                    "occupancy_rate"};
	kefu_event goal = session_event(KEFU_EVENT_AGENT_TARGET, 0, 0, 1), back;
	kefu_desk *desk = DESK_OF(opening(100, 10, 100), reply(160, 10, 1),
	                          session_event(KEFU_EVENT_SESSION_CLOSE, 400, 10, 1),
	                          session_event(KEFU_EVENT_AGENT_ONLINE, 0, 0, 1),
	                          session_event(KEFU_EVENT_AGENT_OFFLINE, 1000, 0, 1),
	                          placed(200, 50, 100, 1), paid(300, 50, 100, 8000, "CNY"));
	size_t i;

	goal.name = interned(desk, "attributed_sales");
	goal.value = 20000;
	goal.has_value = 1;
	back = trade_event(KEFU_EVENT_REFUND_COMPLETE, 900, 50, 100, 4000, "CNY");
	back.refund = 70;
	unit_ok(kefu_desk_apply(desk, &goal, 1, NULL));
	unit_ok(kefu_desk_apply(desk, &back, 1, NULL));
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		kefu_measure share = figure(desk, names[i]);

		ck_assert_msg(share.value > 0 && share.low == share.value && share.high == share.value,
		              "%s is %g, %g to %g", names[i], share.value, share.low, share.high);
	}
	check_share(desk, "occupancy_rate", 240 * SECOND_MS, 1000 * SECOND_MS);
	check_share(desk, "refund_amount_rate", 4000, 8000);
	check_share(desk, "target_attainment", 8000, 20000);
	ck_assert(figure(desk, "reply_rate").state == KEFU_STATE_NO_DATA);
	ck_assert(figure(desk, "resolution_rate").high > 0.5); /* one case */
	kefu_desk_free(desk);
}
END_TEST

static void check_shown(const char *currency, const char *expected)
{
	kefu_desk *desk = DESK_OF(paid(0, 50, 100, 123456, currency));
	static const char *const column = "silent_sales";
	kefu_report *report = NULL;
	kefu_query query;
	size_t length;
	char *text;

	kefu_query_init(&query);
	query.columns = &column;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	text = report_text(report, KEFU_FORMAT_TABLE, &length);
	ck_assert_msg(strstr(text, expected) != NULL, "%s: no %s in\n%s", currency, expected, text);
	free(text);
	text = report_text(report, KEFU_FORMAT_CSV, &length);
	ck_assert_ptr_nonnull(strstr(text, "123456,")); /* minor units, for machines */
	free(text);
	kefu_report_free(report);
	kefu_desk_free(desk);
}

START_TEST(a_table_shows_units_of_the_currency)
{
	check_shown("CNY", "\n1234.56\n");
	check_shown("USD", "\n1234.56\n");
	check_shown("BHD", "\n123.456\n");
	check_shown("TND", "\n123.456\n");
	check_shown("JPY", "\n123456\n");
	check_shown("KRW", "\n123456\n");
	check_shown("XPF", "\n123456\n");
	check_shown("BIF", "\n123456\n");
	check_shown("", "\n123456\n"); /* nobody said what they are */
}
END_TEST

UNIT_MAIN("money", each_currency_is_a_group, shares_are_of_the_same_currency,
          shares_of_money_and_time_have_no_interval,
          a_table_shows_units_of_the_currency)
