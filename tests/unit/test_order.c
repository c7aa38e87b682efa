/* Handles of orders and refund cases: each call is the event it spells, and
 * reading one says how it stands. */
#include "trade_unit.h"

static kefu_order *order_of(kefu_desk *desk, kefu_id id)
{
	kefu_order *order = NULL;

	unit_ok(kefu_desk_order(desk, id, &order));
	ck_assert_uint_eq(kefu_order_id(order), id);
	return order;
}

static kefu_refund *refund_of(kefu_desk *desk, kefu_id id)
{
	kefu_refund *refund = NULL;

	unit_ok(kefu_desk_refund(desk, id, &refund));
	ck_assert_uint_eq(kefu_refund_id(refund), id);
	return refund;
}

static kefu_order_view order_at(kefu_desk *desk, kefu_id id, int64_t seconds)
{
	kefu_order_view view = {.size = sizeof view};
	kefu_order *order = order_of(desk, id);

	unit_ok(kefu_order_read(order, seconds < 0 ? KEFU_AS_OF_LAST : AT(seconds), &view));
	kefu_order_free(order);
	return view;
}

static kefu_refund_view refund_at(kefu_desk *desk, kefu_id id, int64_t seconds)
{
	kefu_refund_view view = {.size = sizeof view};
	kefu_refund *refund = refund_of(desk, id);

	unit_ok(kefu_refund_read(refund, seconds < 0 ? KEFU_AS_OF_LAST : AT(seconds), &view));
	kefu_refund_free(refund);
	return view;
}

/* By handle everything that can be told. */
static void tell_everything(kefu_desk *desk)
{
	kefu_order_line line = {.size = sizeof line, .currency = "CNY", .customer = 100, .item = 7, .amount = 50,
		.units = 2, .postage = 5};
	kefu_refund_claim claim = {.size = sizeof claim, .type = KEFU_TYPE_RETURN_REFUND, .initiator = KEFU_PARTY_CUSTOMER,
		.order = 500, .item = 7, .customer = 100, .agent = 1, .reason = 77, .amount = 30, .units = 1, .currency = "CNY"};
	kefu_order *order = order_of(desk, 500);
	kefu_refund *refund = refund_of(desk, 600);
	int64_t t = START;

	unit_ok(kefu_order_place(order, t += 1000, &line));
	unit_ok(kefu_order_place(order, t += 1000, NULL));
	unit_ok(kefu_order_deposit(order, t += 1000, &line));
	unit_ok(kefu_order_pay(order, t += 1000, &line));
	unit_ok(kefu_order_ship(order, t += 1000, 7));
	unit_ok(kefu_order_receive(order, t += 1000, 7));
	unit_ok(kefu_order_cancel(order, t += 1000, 7, 78));
	unit_ok(kefu_order_flag(order, t += 1000, 79));
	unit_ok(kefu_order_review(order, t += 1000, 1, 7, 4, 80));
	unit_ok(kefu_order_number(order, 9));
	unit_ok(kefu_order_ship(order, t += 1000, 8));
	unit_ok(kefu_order_retract(order, t += 1000, 9));
	unit_ok(kefu_refund_request(refund, t += 1000, &claim));
	unit_ok(kefu_refund_request(refund, t += 1000, NULL));
	unit_ok(kefu_refund_refuse(refund, t += 1000, 1));
	unit_ok(kefu_refund_agree(refund, t += 1000, 2));
	unit_ok(kefu_refund_ship_back(refund, t += 1000));
	unit_ok(kefu_refund_sign(refund, t += 1000, 2));
	unit_ok(kefu_refund_intervene(refund, t += 1000, KEFU_PARTY_CUSTOMER));
	unit_ok(kefu_refund_judge(refund, t += 1000, KEFU_PARTY_SELLER));
	unit_ok(kefu_refund_find(refund, t += 1000, 2, 81, -1));
	unit_ok(kefu_refund_withdraw(refund, t += 1000));
	unit_ok(kefu_refund_complete(refund, t += 1000, 3, 20, "CNY", 1));
	unit_ok(kefu_refund_complete(refund, t += 1000, 3, 0, NULL, 0));
	unit_ok(kefu_refund_number(refund, 4));
	unit_ok(kefu_refund_withdraw(refund, t += 1000));
	unit_ok(kefu_refund_retract(refund, t += 1000, 4));
	kefu_order_free(order);
	kefu_refund_free(refund);
}

/* The same, spelled as events. */
static size_t spell_everything(kefu_event *events)
{
	size_t n = 0, i;
	int64_t s = 0;

	events[n++] = in_currency(of_item(paying(++s, 500, 100, 50), 7, 2), "CNY");
	events[0].postage = 5;
	events[n] = events[0];
	events[0].kind = KEFU_EVENT_ORDER_PLACE;
	events[n++] = order_event(KEFU_EVENT_ORDER_PLACE, ++s, 500, 0);
	events[n] = events[0];
	events[n].kind = KEFU_EVENT_ORDER_DEPOSIT;
	events[n++].t = AT(++s);
	events[n] = events[0];
	events[n].kind = KEFU_EVENT_ORDER_PAY;
	events[n++].t = AT(++s);
	for (i = 0; i < 2; i++)
		events[n++] = of_item(order_event(i == 0 ? KEFU_EVENT_ORDER_SHIP : KEFU_EVENT_ORDER_RECEIVE, ++s, 500, 0), 7, 0);
	events[n++] = named(of_item(order_event(KEFU_EVENT_ORDER_CANCEL, ++s, 500, 0), 7, 0), 78);
	events[n++] = named(order_event(KEFU_EVENT_ORDER_FLAG, ++s, 500, 0), 79);
	events[n] = named(of_item(order_event(KEFU_EVENT_REVIEW, ++s, 500, 0), 7, 0), 80);
	events[n].agent = 1;
	events[n++].value = 4;
	events[n++] = numbered(of_item(shipping(++s, 500), 8, 0), 9);
	events[n++] = numbered(order_event(KEFU_EVENT_RETRACT, ++s, 500, 0), 9);
	events[n] = named(in_currency(of_item(requesting(++s, 600, 500, 30), 7, 1), "CNY"), 77);
	events[n].type = KEFU_TYPE_RETURN_REFUND;
	events[n].initiator = KEFU_PARTY_CUSTOMER;
	events[n].customer = 100;
	events[n++].agent = 1;
	events[n++] = refund_event(KEFU_EVENT_REFUND_REQUEST, ++s, 600, 0);
	events[n++] = by_agent(refund_event(KEFU_EVENT_REFUND_REFUSE, ++s, 600, 0), 1);
	events[n++] = by_agent(refund_event(KEFU_EVENT_REFUND_AGREE, ++s, 600, 0), 2);
	events[n++] = refund_event(KEFU_EVENT_REFUND_SHIP_BACK, ++s, 600, 0);
	events[n++] = by_agent(refund_event(KEFU_EVENT_REFUND_SIGN, ++s, 600, 0), 2);
	events[n] = refund_event(KEFU_EVENT_REFUND_INTERVENE, ++s, 600, 0);
	events[n++].initiator = KEFU_PARTY_CUSTOMER;
	events[n] = refund_event(KEFU_EVENT_REFUND_JUDGE, ++s, 600, 0);
	events[n++].liable = KEFU_PARTY_SELLER;
	events[n] = by_agent(named(event_of(KEFU_EVENT_QA_FINDING, ++s), 81), 2);
	events[n].refund = 600;
	events[n++].value = -1;
	events[n++] = refund_event(KEFU_EVENT_REFUND_WITHDRAW, ++s, 600, 0);
	events[n] = by_agent(in_currency(of_item(completing(++s, 600, 0), 0, 1), "CNY"), 3);
	events[n++].amount = 20;
	events[n++] = by_agent(completing(++s, 600, 0), 3);
	events[n++] = numbered(refund_event(KEFU_EVENT_REFUND_WITHDRAW, ++s, 600, 0), 4);
	events[n++] = numbered(refund_event(KEFU_EVENT_RETRACT, ++s, 600, 0), 4);
	return n;
}

START_TEST(a_call_is_the_event_it_spells)
{
	kefu_event events[40];
	kefu_desk *told = desk_with(NULL), *spelled = desk_with(NULL);
	kefu_order_view a, b;
	kefu_refund_view c, d;

	tell_everything(told);
	unit_ok(kefu_desk_apply(spelled, events, spell_everything(events), NULL));
	ck_assert_int_eq(statistics(told).held, statistics(spelled).held);
	check_same(told, spelled);
	a = order_at(told, 500, -1);
	b = order_at(spelled, 500, -1);
	ck_assert_mem_eq(&a, &b, sizeof a);
	c = refund_at(told, 600, -1);
	d = refund_at(spelled, 600, -1);
	ck_assert_mem_eq(&c, &d, sizeof c);
	kefu_desk_free(told);
	kefu_desk_free(spelled);
}
END_TEST

START_TEST(an_order_stands_where_its_furthest_part_does)
{
	kefu_event deposit = order_event(KEFU_EVENT_ORDER_DEPOSIT, 5, 500, 100), back = completing(80, 600, 500);
	kefu_event gone = of_item(order_event(KEFU_EVENT_ORDER_CANCEL, 90, 500, 0), 1, 0);
	kefu_desk *desk;
	kefu_order_view view;

	deposit.amount = 10;
	back.amount = 25;
	desk = BARE(deposit, of_item(placing(10, 500, 100), 1, 3), of_item(placing(10, 500, 100), 2, 0),
	            paying(20, 500, 100, 60), of_item(shipping(30, 500), 1, 0),
	            of_item(order_event(KEFU_EVENT_ORDER_RECEIVE, 40, 500, 0), 1, 0),
	            requesting(50, 600, 500, 60), requesting(50, 601, 500, 5), requesting(50, 602, 500, 5),
	            refund_event(KEFU_EVENT_REFUND_WITHDRAW, 60, 602, 0), back);
	ck_assert_int_eq(order_at(desk, 500, 5).state, KEFU_ORDER_UNPLACED);
	ck_assert_int_eq(order_at(desk, 500, 10).state, KEFU_ORDER_PLACED);
	ck_assert_int_eq(order_at(desk, 500, 20).state, KEFU_ORDER_PAID);
	ck_assert_int_eq(order_at(desk, 500, 30).state, KEFU_ORDER_SHIPPED);
	view = order_at(desk, 500, -1);
	ck_assert_int_eq(view.state, KEFU_ORDER_RECEIVED);
	ck_assert_uint_eq(view.customer, 100);
	ck_assert_int_eq(view.placed, AT(10));
	ck_assert_int_eq(view.paid, AT(20));
	ck_assert_int_eq(view.shipped, AT(30));
	ck_assert_int_eq(view.received, AT(40));
	ck_assert_int_eq(view.cancelled, -1);
	ck_assert_int_eq(view.last, AT(40));
	ck_assert_int_eq(view.amount, 70);
	ck_assert_int_eq(view.refunded, 25);
	ck_assert_int_eq(view.units, 4);
	ck_assert_int_eq(view.items, 2);
	ck_assert_int_eq(view.refunds, 3);
	ck_assert_int_eq(view.open_refunds, 1);
	ck_assert_int_eq(view.is_flagged, 0);
	ck_assert_int_eq(order_at(desk, 500, 79).refunded, 0);
	/* a part given up; then all of it */
	TELL(desk, gone);
	ck_assert_int_eq(order_at(desk, 500, -1).state, KEFU_ORDER_RECEIVED);
	gone.t = AT(95);
	TELL(desk, gone);
	ck_assert_int_eq(order_at(desk, 500, -1).state, KEFU_ORDER_RECEIVED);
	gone.t = AT(99);
	gone.item = 2;
	TELL(desk, gone);
	ck_assert_int_eq(order_at(desk, 500, -1).state, KEFU_ORDER_CANCELLED);
	ck_assert_int_eq(order_at(desk, 500, -1).cancelled, AT(99));
	gone.item = 0;
	gone.t = AT(98);
	TELL(desk, gone);
	ck_assert_int_eq(order_at(desk, 500, -1).cancelled, AT(98));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(an_order_that_nobody_has_claimed)
{
	/* its refunds say no customer either */
	kefu_desk *desk = BARE(paying(0, 500, 0, 60), requesting(1, 600, 500, 9), completing(2, 600, 500));
	kefu_order_view view = order_at(desk, 500, -1);

	ck_assert_uint_eq(view.customer, 0);
	ck_assert_int_eq(view.refunded, 9);
	TELL(desk, placing(5, 500, 100));
	view = order_at(desk, 500, -1);
	ck_assert_uint_eq(view.customer, 100);
	ck_assert_int_eq(view.refunded, 9);
	ck_assert_uint_eq(refund_at(desk, 600, -1).customer, 100);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(amounts_are_of_one_currency_or_none)
{
	kefu_desk *desk = BARE(in_currency(paying(0, 500, 100, 60), "CNY"), paying(1, 500, 100, 5));
	kefu_order_view view = order_at(desk, 500, -1);
	kefu_order *order = order_of(desk, 501);
	int i;

	ck_assert_str_eq(view.currency, "CNY");
	ck_assert_int_eq(view.amount, 65);
	TELL(desk, in_currency(requesting(2, 600, 500, 9), "USD"), completing(3, 600, 500));
	ck_assert_str_eq(refund_at(desk, 600, -1).currency, "USD");
	view = order_at(desk, 500, -1);
	ck_assert_int_eq(view.is_mixed, 1);
	ck_assert_int_eq(view.amount, 0);
	ck_assert_int_eq(view.refunded, 0);
	for (i = 0; i < 9224; i++)
		TELL(desk, paying(2, 501, 101, kefu_quantity_max()));
	unit_status(kefu_order_read(order, AT(3), &view), KEFU_E_OVERFLOW);
	ck_assert_int_eq(view.is_mixed, 1); /* nothing was written */
	kefu_order_free(order);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_case_goes_its_way)
{
	kefu_event call = refund_event(KEFU_EVENT_REFUND_INTERVENE, 45, 600, 0), verdict = call, back = completing(100, 600, 0);
	kefu_desk *desk;
	kefu_refund_view view;

	call.initiator = KEFU_PARTY_CUSTOMER;
	verdict.kind = KEFU_EVENT_REFUND_JUDGE;
	verdict.liable = KEFU_PARTY_SELLER;
	verdict.t = AT(46);
	back.amount = 15;
	desk = BARE(of_type(requesting(0, 600, 500, 30), KEFU_TYPE_RETURN_REFUND),
	            by_agent(refund_event(KEFU_EVENT_REFUND_REFUSE, 10, 600, 0), 1),
	            of_type(requesting(20, 600, 500, 20), KEFU_TYPE_RETURN_REFUND), call, verdict,
	            by_agent(refund_event(KEFU_EVENT_REFUND_AGREE, 50, 600, 0), 2),
	            refund_event(KEFU_EVENT_REFUND_SHIP_BACK, 60, 600, 0), refund_event(KEFU_EVENT_REFUND_SIGN, 80, 600, 0),
	            back, refund_event(KEFU_EVENT_REFUND_WITHDRAW, 110, 600, 0), paying(0, 500, 100, 60));
	ck_assert_int_eq(refund_at(desk, 600, 0).state, KEFU_REFUND_REQUESTED);
	ck_assert_int_eq(refund_at(desk, 600, 10).state, KEFU_REFUND_REFUSED);
	ck_assert_int_eq(refund_at(desk, 600, 20).state, KEFU_REFUND_REQUESTED);
	ck_assert_int_eq(refund_at(desk, 600, 46).state, KEFU_REFUND_REQUESTED);
	ck_assert_int_eq(refund_at(desk, 600, 50).state, KEFU_REFUND_AGREED);
	ck_assert_int_eq(refund_at(desk, 600, 60).state, KEFU_REFUND_RETURNING);
	ck_assert_int_eq(refund_at(desk, 600, 80).state, KEFU_REFUND_SIGNED);
	view = refund_at(desk, 600, -1);
	ck_assert_int_eq(view.state, KEFU_REFUND_COMPLETED);
	ck_assert_int_eq(view.type, KEFU_TYPE_RETURN_REFUND);
	ck_assert_int_eq(view.liable, KEFU_PARTY_SELLER);
	ck_assert_int_eq(view.intervened_by, KEFU_PARTY_CUSTOMER);
	ck_assert_uint_eq(view.order, 500);
	ck_assert_uint_eq(view.customer, 100);
	ck_assert_uint_eq(view.handler, 2);
	ck_assert_int_eq(view.requested, AT(0));
	ck_assert_int_eq(view.agreed, AT(50));
	ck_assert_int_eq(view.completed, AT(100));
	ck_assert_int_eq(view.intervened, AT(45));
	ck_assert_int_eq(view.judged, AT(46));
	ck_assert_int_eq(view.last, AT(110));
	ck_assert_int_eq(view.requests, 2);
	ck_assert_int_eq(view.refusals, 1);
	ck_assert_int_eq(view.amount, 15);
	ck_assert_int_eq(refund_at(desk, 600, 99).amount, 20);
	/* up to its completion, less 50 to 80; the clock stood while the goods
	 * were on their way, as refund_time will have it in the end */
	ck_assert_int_eq(view.elapsed, 70 * SECOND_MS);
	ck_assert_int_eq(figure(desk, define(desk, "refund_time", "")).num, 70 * SECOND_MS);
	ck_assert_int_eq(refund_at(desk, 600, 40).elapsed, 40 * SECOND_MS);
	ck_assert_int_eq(refund_at(desk, 600, 70).elapsed, 50 * SECOND_MS);
	ck_assert_int_eq(refund_at(desk, 600, 90).elapsed, 60 * SECOND_MS);
	/* a withdrawn case stands still until it is requested again */
	TELL(desk, requesting(0, 601, 500, 1), refund_event(KEFU_EVENT_REFUND_WITHDRAW, 30, 601, 0), requesting(200, 601, 500, 1));
	ck_assert_int_eq(refund_at(desk, 601, 90).state, KEFU_REFUND_WITHDRAWN);
	ck_assert_int_eq(refund_at(desk, 601, 90).elapsed, 30 * SECOND_MS);
	ck_assert_int_eq(refund_at(desk, 601, 300).elapsed, 300 * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_a_handle_refuses)
{
	kefu_desk *desk = BARE(placing(0, 500, 100)), *other = NULL;
	kefu_order_line line = {.size = sizeof line};
	kefu_refund_claim claim = {.size = sizeof claim};
	kefu_order_view view = {.size = sizeof view};
	kefu_refund_view case_view = {.size = sizeof case_view};
	kefu_order *order = NULL;
	kefu_refund *refund = NULL;

	unit_ok(kefu_desk_new(NULL, &other));
	unit_status(kefu_desk_order(desk, 0, &order), KEFU_E_MISSING);
	unit_status(kefu_desk_order(NULL, 1, &order), KEFU_E_NULL);
	unit_status(kefu_desk_order(desk, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_order(desk, interned(desk, "a") + 9, &order), KEFU_E_ID);
	unit_status(kefu_desk_refund(desk, 0, &refund), KEFU_E_MISSING);
	unit_status(kefu_desk_refund(NULL, 1, &refund), KEFU_E_NULL);
	unit_status(kefu_desk_refund(desk, 1, NULL), KEFU_E_NULL);
	order = order_of(desk, 501);
	refund = refund_of(desk, 601);
	unit_status(kefu_order_read(order, AT(0), &view), KEFU_E_NOT_FOUND);
	unit_status(kefu_refund_read(refund, AT(0), &case_view), KEFU_E_NOT_FOUND);
	unit_status(kefu_order_read(order, -5, &view), KEFU_E_TIME);
	unit_status(kefu_order_read(NULL, AT(0), &view), KEFU_E_NULL);
	unit_status(kefu_refund_read(NULL, AT(0), &case_view), KEFU_E_NULL);
	view.size = case_view.size = 8;
	unit_status(kefu_order_read(order, AT(0), &view), KEFU_E_SIZE);
	unit_status(kefu_refund_read(refund, AT(0), &case_view), KEFU_E_SIZE);
	unit_status(kefu_order_place(order, -1, NULL), KEFU_E_TIME);
	unit_status(kefu_order_place(NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_refund_request(NULL, 0, &claim), KEFU_E_NULL);
	line.amount = -1;
	unit_status(kefu_order_pay(order, AT(0), &line), KEFU_E_NEGATIVE);
	line.amount = 0;
	line.currency[0] = 'c';
	unit_status(kefu_order_pay(order, AT(0), &line), KEFU_E_CURRENCY);
	line.currency[0] = '\0';
	line.reserved[7] = 1;
	unit_status(kefu_order_place(order, AT(0), &line), KEFU_E_SIZE);
	line.reserved[7] = 0;
	line.size--;
	unit_status(kefu_order_place(order, AT(0), &line), KEFU_E_SIZE);
	unit_status(kefu_order_review(order, AT(0), 1, 0, 6, 0), KEFU_E_RANGE);
	unit_status(kefu_order_review(order, AT(0), 1, 0, 0, 0), KEFU_E_RANGE);
	unit_status(kefu_order_retract(order, AT(0), 0), KEFU_E_MISSING);
	unit_status(kefu_order_retract(order, AT(0), -1), KEFU_E_NEGATIVE);
	unit_status(kefu_order_number(order, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_order_number(NULL, 1), KEFU_E_NULL);
	claim.type = KEFU_TYPE_WAGE;
	unit_status(kefu_refund_request(refund, AT(0), &claim), KEFU_E_ENUM);
	claim.type = 0;
	claim.reserved4[0] = 1;
	unit_status(kefu_refund_request(refund, AT(0), &claim), KEFU_E_SIZE);
	claim.reserved4[0] = 0;
	claim.reserved[1] = 1;
	unit_status(kefu_refund_request(refund, AT(0), &claim), KEFU_E_SIZE);
	unit_status(kefu_refund_complete(refund, AT(0), 1, -1, NULL, 0), KEFU_E_NEGATIVE);
	unit_status(kefu_refund_complete(refund, AT(0), 1, 1, "CNYX", 0), KEFU_E_CURRENCY);
	unit_status(kefu_refund_complete(refund, AT(0), 1, 1, "CN", 0), KEFU_E_CURRENCY);
	unit_status(kefu_refund_intervene(refund, AT(0), 99), KEFU_E_ENUM);
	unit_status(kefu_refund_intervene(refund, AT(0), KEFU_PARTY_BOT), KEFU_E_ENUM);
	unit_status(kefu_refund_judge(refund, AT(0), 1000), KEFU_E_ENUM);
	unit_status(kefu_refund_find(refund, AT(0), 1, 2, 1000000001), KEFU_E_RANGE);
	unit_status(kefu_refund_retract(refund, AT(0), 0), KEFU_E_MISSING);
	ck_assert_int_eq(statistics(desk).held, 1);
	kefu_desk_free(desk);
	view.size = sizeof view;
	case_view.size = sizeof case_view;
	unit_status(kefu_order_read(order, AT(0), &view), KEFU_E_HANDLE);
	unit_status(kefu_refund_read(refund, AT(0), &case_view), KEFU_E_HANDLE);
	unit_status(kefu_order_place(order, AT(0), NULL), KEFU_E_HANDLE);
	unit_status(kefu_refund_agree(refund, AT(0), 1), KEFU_E_HANDLE);
	unit_status(kefu_refund_number(refund, 1), KEFU_E_HANDLE);
	kefu_order_free(order);
	kefu_refund_free(refund);
	kefu_order_free(NULL);
	kefu_refund_free(NULL);
	kefu_desk_free(other);
	ck_assert_uint_eq(kefu_order_id(NULL), 0);
	ck_assert_uint_eq(kefu_refund_id(NULL), 0);
	ck_assert_str_eq(kefu_order_state_name(KEFU_ORDER_CANCELLED), "cancelled");
	ck_assert_ptr_null(kefu_order_state_name(6));
	ck_assert_str_eq(kefu_refund_state_name(KEFU_REFUND_SIGNED), "signed");
	ck_assert_ptr_null(kefu_refund_state_name(-1));
}
END_TEST

static int32_t use_handles(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_refund_claim claim = {.size = sizeof claim, .order = 500, .amount = 3};
	kefu_order_view view = {.size = sizeof view};
	kefu_refund_view case_view = {.size = sizeof case_view};
	kefu_desk *desk = NULL;
	kefu_order *order = NULL;
	kefu_refund *refund = NULL;
	int32_t status = kefu_desk_new(&options, &desk);

	if (status == KEFU_OK)
		status = kefu_desk_order(desk, 500, &order);
	if (status == KEFU_OK)
		status = kefu_desk_refund(desk, 600, &refund);
	if (status == KEFU_OK)
		status = kefu_order_pay(order, AT(0), NULL);
	if (status == KEFU_OK)
		status = kefu_refund_request(refund, AT(1), &claim);
	if (status == KEFU_OK)
		status = kefu_order_read(order, AT(5), &view);
	ck_assert_int_eq(view.refunds, status == KEFU_OK);
	if (status == KEFU_OK)
		status = kefu_refund_read(refund, AT(5), &case_view);
	ck_assert_int_eq(case_view.requests, status == KEFU_OK);
	kefu_desk_free(desk);
	kefu_order_free(order);
	kefu_refund_free(refund);
	return status;
}

START_TEST(no_memory)
{
	ck_assert_int_gt(unit_sweep(use_handles, -1), 15);
}
END_TEST

UNIT_MAIN("order", a_call_is_the_event_it_spells, an_order_stands_where_its_furthest_part_does,
          an_order_that_nobody_has_claimed, amounts_are_of_one_currency_or_none, a_case_goes_its_way,
          what_a_handle_refuses, no_memory)
