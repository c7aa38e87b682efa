/* Costs, what service brings, targets and trainings. */
#include "trade_unit.h"

START_TEST(types_tell_service_from_after_sales)
{
	kefu_event of_order = costing(0, KEFU_TYPE_OTHER, 1, 16), of_refund = of_order, wage = of_order;
	kefu_desk *desk;

	of_order.order = 500;
	of_refund.refund = 600;
	of_refund.amount = 32;
	wage.type = KEFU_TYPE_WAGE; /* service, whatever it names */
	wage.order = 500;
	wage.amount = 64;
	/* after-sales: freight 1, compensation 2, other of an order 16, other of
	 * a refund 32; service: wage 4 and 64, training 8, other 128 */
	desk = BARE(costing(0, KEFU_TYPE_FREIGHT, 1, 1), costing(0, KEFU_TYPE_COMPENSATION, 2, 2), of_order, of_refund,
	            costing(0, KEFU_TYPE_WAGE, 1, 4), wage, costing(0, KEFU_TYPE_TRAINING, 2, 8),
	            costing(0, KEFU_TYPE_OTHER, 0, 128));
	GIVES(desk, "after_sales_cost", "", 1 + 2 + 16 + 32, 0);
	GIVES(desk, "service_cost", "", 4 + 64 + 8 + 128, 0);
	GROUPS(desk, KEFU_BY_AGENT, "after_sales_cost", "", "1:49/0 2:2/0");
	GROUPS(desk, KEFU_BY_AGENT, "service_cost", "", ":128/0 1:68/0 2:8/0");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_cost_told_of_an_order_without_a_type_of_its_own)
{
	/* filed with the order: on its track, the order goes without saying;
	 * filed with a session that the order's customer had */
	kefu_event with_order = costing(5, KEFU_TYPE_OTHER, 0, 3), with_session = with_order;
	kefu_desk *desk;

	with_order.order = 500;
	with_session.session = 10;
	with_session.order = 500;
	with_session.amount = 4;
	desk = BARE(of_customer(question(0, 10), 100), paying(0, 500, 100, 9), placing(0, 501, 100), with_order, with_session);
	GIVES(desk, "after_sales_cost", "", 7, 0);
	GIVES(desk, "after_sales_cost_per_order", "", 7, 1);
	TELL(desk, counting(interned(desk, "paid_orders"), 0, 6));
	GIVES(desk, "after_sales_cost_per_order", "", 7, 7);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(service_costs_are_per_contact_and_resolution)
{
	/* 120 for three sessions: two answered, one of them and the silent one
	 * resolved */
	kefu_desk *desk = BARE(
		costing(0, KEFU_TYPE_WAGE, 1, 100), costing(0, KEFU_TYPE_TRAINING, 1, 20), costing(0, KEFU_TYPE_FREIGHT, 1, 999),
		question(0, 10), reply(5, 10, 1), session_event(KEFU_EVENT_SESSION_RESOLVE, 9, 10, 1),
		question(0, 11), reply(5, 11, 1),
		question(0, 12), session_event(KEFU_EVENT_SESSION_RESOLVE, 9, 12, 1));

	GIVES(desk, "cost_per_contact", "", 120, 2);
	GIVES(desk, "cost_per_resolution", "", 120, 2);
	unit_near(defined(desk, "cost_per_contact", "").value, 60.0, 1e-12);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(service_returns_sales_less_after_sales)
{
	kefu_event back = completing(90, 600, 500);
	kefu_desk *desk;

	back.amount = 100;
	/* agent 1 sold 700 and paid 50 for freight; it costs 200. 102's order is
	 * nobody's. (700 - 50) / 200, or with refunds (700 - 100 - 50) / 200. */
	desk = BARE(CHAT(0, 10, 100, 1), placing(30, 500, 100), paying(40, 500, 100, 700), paying(40, 501, 102, 5000),
	            requesting(80, 600, 500, 100), back,
	            costing(0, KEFU_TYPE_WAGE, 1, 200), costing(0, KEFU_TYPE_FREIGHT, 1, 50));
	GIVES(desk, "return_on_service", "", 650, 200);
	unit_near(defined(desk, "return_on_service", "").value, 3.25, 1e-12);
	GIVES(desk, "return_on_service", "attribution.deduct_refunds=true", 550, 200);
	GROUPS(desk, KEFU_BY_AGENT, "return_on_service", "", "1:650/200");
	/* it may be a loss */
	TELL(desk, costing(0, KEFU_TYPE_COMPENSATION, 1, 1000));
	GIVES(desk, "return_on_service", "", -350, 200);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(costs_of_two_currencies_have_no_sum)
{
	kefu_desk *desk = BARE(in_currency(costing(0, KEFU_TYPE_WAGE, 1, 100), "CNY"),
	                       in_currency(costing(0, KEFU_TYPE_WAGE, 2, 30), "USD"),
	                       question(0, 10), reply(5, 10, 1), question(0, 11), reply(5, 11, 2));

	check_state_is(defined(desk, "service_cost", ""), KEFU_STATE_NOT_COVERED);
	check_state_is(defined(desk, "cost_per_contact", ""), KEFU_STATE_NOT_COVERED);
	GROUPS(desk, KEFU_BY_AGENT, "cost_per_contact", "", "1:100/1 2:30/1");
	/* contacts have no currency: they divide each */
	GROUPS(desk, KEFU_BY_CURRENCY, "cost_per_contact", "", ":0/0 CNY:100/2 USD:30/2");
	GROUPS(desk, KEFU_BY_CURRENCY, "service_cost", "", "CNY:100/0 USD:30/0");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_last_target_of_the_days_counts)
{
	kefu_event first = by_agent(event_of(KEFU_EVENT_AGENT_TARGET, 0), 1), second, later;
	kefu_desk *desk = BARE(CHAT(0, 10, 100, 1), placing(30, 500, 100), paying(40, 500, 100, 700));

	first.name = interned(desk, "attributed_sales");
	first.value = 1000;
	first.has_value = 1;
	second = first;
	second.t += 60 * SECOND_MS;
	second.value = 1400;
	later = first;
	later.t += DAY_S * SECOND_MS;
	later.value = 9999;
	TELL(desk, first, second, later);
	ck_assert_int_eq(in_days(desk, "target_attainment", "", START_DAY, START_DAY).den, 1400);
	ck_assert_int_eq(in_days(desk, "target_attainment", "", START_DAY, START_DAY).num, 700);
	unit_near(in_days(desk, "target_attainment", "", START_DAY, START_DAY).value, 0.5, 1e-12);
	GIVES(desk, "target_attainment", "", 700, 9999);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(trainings_are_counted)
{
	kefu_desk *desk = BARE(by_agent(event_of(KEFU_EVENT_AGENT_TRAINING, 0), 1),
	                       by_agent(event_of(KEFU_EVENT_AGENT_TRAINING, 9), 1),
	                       by_agent(event_of(KEFU_EVENT_AGENT_TRAINING, DAY_S), 2));

	GROUPS(desk, KEFU_BY_AGENT, "training_count", "", "1:2/0 2:1/0");
	ck_assert_int_eq(in_days(desk, "training_count", "", START_DAY, START_DAY).num, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(reviews_are_positive_negative_and_capped)
{
	kefu_event review = order_event(KEFU_EVENT_REVIEW, 0, 500, 100), list[5];
	kefu_desk *desk;
	size_t i;

	/* stars 5, 4, 3 and 1 of customer 100 in January, 5 in February */
	for (i = 0; i < 5; i++) {
		static const int64_t stars[] = {5, 4, 3, 1, 5};

		list[i] = review;
		list[i].t += (int64_t)i * 1000;
		list[i].order += i;
		list[i].agent = 1 + i % 2;
		list[i].value = stars[i];
	}
	list[4].t = AT(30 * DAY_S);
	desk = bare_desk(list, 5);
	GIVES(desk, "review_mean", "", 18, 5);
	GIVES(desk, "positive_review_rate", "", 3, 5);
	GIVES(desk, "negative_review_rate", "", 2, 5);
	GROUPS(desk, KEFU_BY_AGENT, "negative_review_count", "", "1:1/0 2:1/0");
	/* the first two of each month */
	GIVES(desk, "review_mean", "pair_cap=2", 14, 3);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("costs", types_tell_service_from_after_sales, a_cost_told_of_an_order_without_a_type_of_its_own,
          service_costs_are_per_contact_and_resolution, service_returns_sales_less_after_sales,
          costs_of_two_currencies_have_no_sum, the_last_target_of_the_days_counts, trainings_are_counted,
          reviews_are_positive_negative_and_capped)
