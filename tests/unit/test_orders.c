/* Orders: what they amount to, whether they are fulfilled, what is counted
 * against them; and money of several currencies, which is never summed. */
#include "trade_unit.h"

START_TEST(an_order_is_worth_its_payments_and_deposits)
{
	kefu_event deposit = order_event(KEFU_EVENT_ORDER_DEPOSIT, 5, 500, 100);
	kefu_desk *desk;

	deposit.amount = 30;
	/* 500: 30 + 70 + 100 paid in parts; 501: a deposit alone is no payment;
	 * 502: 50. Two orders paid, 250. */
	desk = BARE(placing(0, 500, 100), deposit, paying(9, 500, 100, 70), paying(10, 500, 100, 100),
	            placing(0, 502, 101), paying(7, 502, 101, 50));
	deposit.order = 501;
	TELL(desk, deposit);
	GIVES(desk, "average_order_value", "", 250, 2);
	unit_near(defined(desk, "average_order_value", "").value, 125.0, 1e-12);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(refunds_are_taken_off_what_a_customer_is_worth)
{
	/* 100 paid 70 and 30, of which 20 came back as completed and 5 as last
	 * requested; the third case never completed. 101 paid 50.
	 * (70 + 30 - 20 - 5) + 50 = 125 over two customers. */
	kefu_event back = completing(30, 600, 500);
	kefu_desk *desk;

	back.amount = 20;
	desk = BARE(paying(0, 500, 100, 70), paying(1, 501, 100, 30), paying(2, 502, 101, 50),
	            requesting(20, 600, 500, 70), back, requesting(20, 601, 501, 9), requesting(21, 601, 501, 5),
	            completing(31, 601, 501), requesting(22, 602, 502, 50));
	GIVES(desk, "lifetime_value", "", 125, 2);
	/* it is restated when a refund completes: before, nothing was back */
	ck_assert_int_eq(figure_at(desk, define(desk, "lifetime_value", ""), AT(29)).num, 150);
	ck_assert_int_eq(figure_at(desk, define(desk, "lifetime_value", ""), AT(30)).num, 130);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_is_not_shipped_in_time_is_not_fulfilled)
{
	int64_t limit = 2 * DAY_S;
	kefu_event shop_cancels = order_event(KEFU_EVENT_ORDER_CANCEL, 60, 503, 100);
	kefu_event buyer_cancels = order_event(KEFU_EVENT_ORDER_CANCEL, 60, 505, 100);
	kefu_desk *desk = BARE(
		/* two sub-orders, shipped after a day: in time */
		of_item(paying(0, 500, 100, 10), 1, 0), of_item(paying(0, 500, 100, 10), 2, 0), shipping(DAY_S, 500),
		/* at the limit: in time; a second later: late */
		paying(0, 501, 100, 10), shipping(limit, 501), paying(0, 502, 100, 10), shipping(limit + 1, 502),
		/* given up by the shop; never shipped */
		paying(0, 503, 100, 10), paying(0, 504, 100, 10),
		/* given up by the buyer, and no more shipped: the limit runs on */
		paying(DAY_S, 505, 100, 10),
		/* not paid: not promised */
		placing(0, 506, 100));

	shop_cancels.name = interned(desk, "shop");
	buyer_cancels.name = interned(desk, "buyer");
	TELL(desk, shop_cancels, buyer_cancels);
	/* 502, 503, 504 of these and the three items in time; 505 is undecided
	 * a day after its payment */
	GIVES(desk, "non_fulfilment_rate", "", 3, 6);
	check_state_is(defined(desk, "non_fulfilment_rate", ""), KEFU_STATE_PROVISIONAL);
	TELL(desk, event_of(KEFU_EVENT_SHOP_OPEN, DAY_S + limit));
	GIVES(desk, "non_fulfilment_rate", "", 3, 6);
	TELL(desk, event_of(KEFU_EVENT_SHOP_OPEN, DAY_S + limit + 1));
	GIVES(desk, "non_fulfilment_rate", "", 4, 7);
	check_state_is(defined(desk, "non_fulfilment_rate", ""), KEFU_STATE_VALUE);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(contacts_are_counted_against_orders)
{
	/* three sessions; orders placed: 2 here and 8 that the host counted */
	kefu_desk *desk = BARE(question(0, 10), question(0, 11), question(0, 12),
	                       placing(0, 500, 100), placing(1, 500, 100), placing(2, 501, 101), shipping(5, 501));

	GIVES(desk, "contact_rate", "", 3, 2);
	GIVES(desk, "contact_rate", "basis=shipments", 3, 1);
	TELL(desk, counting(interned(desk, "orders"), 3, 8), counting(interned(desk, "shipments"), 3, 5),
	     counting(interned(desk, "others"), 3, 99));
	GIVES(desk, "contact_rate", "", 3, 10);
	GIVES(desk, "contact_rate", "basis=shipments", 3, 6);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(visitors_are_the_hosts_count)
{
	/* two customers with three paid orders, of 50 visitors */
	kefu_desk *desk = BARE(paying(0, 500, 100, 1), paying(1, 501, 100, 1), paying(2, 502, 101, 1),
	                       placing(3, 503, 102));

	check_state_is(defined(desk, "shop_conversion_rate", ""), KEFU_STATE_NO_DATA);
	TELL(desk, counting(interned(desk, "visitors"), 0, 50));
	GIVES(desk, "shop_conversion_rate", "", 2, 50);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(currencies_are_never_summed)
{
	/* CNY: 100 and 50 of two customers; USD: 7 of the first */
	kefu_desk *desk = BARE(in_currency(paying(0, 500, 100, 100), "CNY"), in_currency(paying(1, 501, 101, 50), "CNY"),
	                       in_currency(paying(2, 502, 100, 7), "USD"));

	check_state_is(defined(desk, "average_order_value", ""), KEFU_STATE_NOT_COVERED);
	ck_assert(isnan(defined(desk, "average_order_value", "").value));
	GROUPS(desk, KEFU_BY_CURRENCY, "average_order_value", "", "CNY:150/2 USD:7/1");
	GROUPS(desk, KEFU_BY_CURRENCY, "lifetime_value", "", "CNY:150/2 USD:7/1");
	GROUPS(desk, KEFU_BY_CURRENCY, "silent_sales", "", "CNY:150/0 USD:7/0");
	/* what is no money is counted whatever it was paid in */
	GIVES(desk, "shop_conversion_rate", "", 2, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(an_order_of_two_currencies_has_no_sum)
{
	kefu_desk *desk = BARE(in_currency(paying(0, 500, 100, 100), "CNY"), in_currency(paying(1, 500, 100, 7), "USD"));

	check_state_is(defined(desk, "average_order_value", ""), KEFU_STATE_NOT_COVERED);
	check_state_is(defined(desk, "silent_sales", ""), KEFU_STATE_NOT_COVERED);
	kefu_desk_free(desk);
	/* and no refund of another currency is taken off */
	desk = BARE(in_currency(paying(0, 500, 100, 100), "CNY"), in_currency(requesting(1, 600, 500, 7), "USD"),
	            completing(2, 600, 500));
	GIVES(desk, "average_order_value", "", 100, 1);
	check_state_is(defined(desk, "lifetime_value", ""), KEFU_STATE_NOT_COVERED);
	check_state_is(defined(desk, "refund_amount_rate", ""), KEFU_STATE_NOT_COVERED);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_names_no_currency_inherits_it)
{
	kefu_desk_options options = {.size = sizeof options, .currency = "CNY"};
	kefu_event cost = costing(5, KEFU_TYPE_FREIGHT, 1, 3);
	kefu_desk *desk = NULL;

	/* the refund and the cost are in the order's dollars, the other order
	 * in the desk's own currency */
	unit_ok(kefu_desk_new(&options, &desk));
	cost.order = 500;
	TELL(desk, in_currency(paying(0, 500, 100, 100), "USD"), requesting(1, 600, 500, 40), completing(2, 600, 500),
	     cost, paying(3, 501, 100, 9));
	GROUPS(desk, KEFU_BY_CURRENCY, "lifetime_value", "", "CNY:9/1 USD:60/1");
	GROUPS(desk, KEFU_BY_CURRENCY, "refund_amount_rate", "", "CNY:0/9 USD:40/100");
	GROUPS(desk, KEFU_BY_CURRENCY, "after_sales_cost", "", "USD:3/0");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(amounts_beyond_64_bits_overflow)
{
	static const char *const names[] = {"average_order_value", "lifetime_value", "silent_sales"};
	kefu_desk *desk = BARE(requesting(20000, 600, 500, 20), completing(20001, 600, 500));
	kefu_report *report = NULL;
	kefu_query query;
	size_t i;

	for (i = 0; i < 9224; i++)
		TELL(desk, paying((int64_t)i, 500, 100, kefu_quantity_max()));
	for (i = 0; i < 3; i++) {
		const char *name = define(desk, names[i], i == 2 ? "attribution.deduct_refunds=true" : "");

		kefu_query_init(&query);
		query.columns = &name;
		query.column_count = 1;
		unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_OVERFLOW);
		ck_assert_ptr_null(report);
	}
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("orders", an_order_is_worth_its_payments_and_deposits,
          refunds_are_taken_off_what_a_customer_is_worth,
          what_is_not_shipped_in_time_is_not_fulfilled, contacts_are_counted_against_orders,
          visitors_are_the_hosts_count, currencies_are_never_summed,
          an_order_of_two_currencies_has_no_sum, what_names_no_currency_inherits_it,
          amounts_beyond_64_bits_overflow)
