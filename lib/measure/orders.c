/* The readers over paid orders. */
#include "measure/clock.h"
#include "measure/observe.h"

void observation_of_order(struct observer *observer, struct observation *made,
                          const struct dossier *dossier, int64_t t)
{
	static const struct session nobody;

	observation_of(made, &nobody, t);
	made->customer = dossier->customer;
	made->standing = dossier->standing;
	made->order = dossier->order;
	if (dossier->events[0].kind >= KEFU_EVENT_REFUND_REQUEST &&
	    dossier->events[0].kind <= KEFU_EVENT_REFUND_JUDGE)
		made->refund = dossier->id;
	credit_nobody(observer);
}

int32_t paid_orders(struct observer *observer, int by_item)
{
	const struct customer_history *history = &observer->fold->history;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];

		if (order_paid(order) < 0)
			continue;
		observation_of_order(observer, &made, order, order_paid(order));
		made.den = made.reading = by_item ? order_items(order) : 1;
		made.currency = observer->definition->metric->variant ==
			VARIANT_AFTER_SALES_PER_ORDER
			? order_currency(order, desk_currency(observer)) : 0;
		status = observe(observer, &made);
	}
	return status;
}

/* average_order_value, lifetime_value, non_fulfilment_rate, contact_rate,
 * shop_conversion_rate */

static int is_cancelled_by_shop(const struct observer *observer,
                                const struct dossier *order)
{
	size_t i;

	for (i = 0; i < order->count; i++)
		if (order->events[i].kind == KEFU_EVENT_ORDER_CANCEL &&
		    observer->words.shop != 0 &&
		    order->events[i].name == observer->words.shop)
			return 1;
	return 0;
}

/* What counts as one: each item, or the order. */
static int64_t pieces(const struct observer *observer,
                      const struct dossier *order)
{
	return observer->definition->unit == UNIT_ORDER ? 1
	                                                : order_items(order);
}

/* Until when an order that was not shipped waits: nothing more is expected of
 * one that was silent for long. */
static int64_t waits_until(const struct observer *observer,
                           const struct dossier *order)
{
	int64_t last = order->events[order->count - 1].t, as_of = observer->fold->as_of;
	int64_t idle_end = observer->fold->rules.idle_end;
	size_t i;

	if (idle_end == 0)
		return as_of;
	for (i = 0; i < order->case_count; i++) {
		const struct dossier *refund = order->cases[i];

		if (refund->events[refund->count - 1].t > last)
			last = refund->events[refund->count - 1].t;
	}
	return as_of < last + idle_end ? as_of : last + idle_end;
}

static int32_t fulfilment(struct observer *observer,
                          const struct dossier *order)
{
	const struct definition *definition = observer->definition;
	const struct entry *shipped =
		dossier_first(order, KEFU_EVENT_ORDER_SHIP);
	int64_t paid = order_paid(order);
	int late;
	struct observation made;

	late = !within_limit(definition, clock_between(definition->clock, paid,
		shipped != NULL ? shipped->t : waits_until(observer, order)));
	observation_of_order(observer, &made, order, paid);
	if (late || is_cancelled_by_shop(observer, order)) {
		made.num = made.den = pieces(observer, order);
		made.verdict = VERDICT_FAIL;
	} else if (shipped != NULL) {
		made.den = pieces(observer, order);
		made.verdict = VERDICT_PASS;
	} else {
		made.undecided = 1;
	}
	made.reading = pieces(observer, order);
	return observe(observer, &made);
}

static int32_t value(struct observer *observer, const struct dossier *order)
{
	uint32_t desk = desk_currency(observer);
	struct money money = order_money(order, desk);
	struct observation made;
	int32_t status;

	observation_of_order(observer, &made, order, order_paid(order));
	if (observer->definition->metric->variant == VARIANT_LIFETIME_VALUE)
		money = money_less(money, order_refunded(order, desk));
	else
		made.den = 1;
	make_money(&made, money);
	status = observe(observer, &made);
	if (status != KEFU_OK || made.den != 0)
		return status;
	/* the customer, once */
	made.num = 0;
	made.den = made.is_distinct = 1;
	made.is_repeat = 1;
	return observe(observer, &made);
}

static int32_t contacts_per_order(struct observer *observer,
                                  const struct dossier *order)
{
	const struct entry *counted = dossier_first(order,
		observer->definition->basis == BASIS_SHIPMENTS
		? KEFU_EVENT_ORDER_SHIP : KEFU_EVENT_ORDER_PLACE);
	struct observation made;

	if (counted == NULL)
		return KEFU_OK;
	observation_of_order(observer, &made, order, counted->t);
	made.den = made.reading = 1;
	return observe(observer, &made);
}

static int32_t buyer(struct observer *observer, const struct dossier *order)
{
	struct observation made;

	observation_of_order(observer, &made, order, order_paid(order));
	made.num = made.reading = made.is_distinct = 1;
	return observe(observer, &made);
}

static int32_t opened(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, session->opened);
	made.num = made.reading = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_order(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t variant = (int32_t)observer->definition->metric->variant;
	int32_t status = KEFU_OK;
	size_t i;

	counted_reset(observer);
	if (variant == VARIANT_CONTACT_RATE)
		status = sessions_read(observer, opened);
	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];

		if (variant == VARIANT_CONTACT_RATE)
			status = contacts_per_order(observer, order);
		else if (order_paid(order) < 0)
			continue;
		else if (variant == VARIANT_NON_FULFILMENT)
			status = fulfilment(observer, order);
		else if (variant == VARIANT_SHOP_CONVERSION)
			status = buyer(observer, order);
		else
			status = value(observer, order);
	}
	return status;
}

/* What the host counted itself. */
int32_t unowned_count(struct observer *observer, kefu_id name)
{
	const struct entries *entries = &observer->fold->history.entries;
	static const struct session nobody;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < entries->count && status == KEFU_OK; i++) {
		const struct entry *event = &entries->at[i];

		if (event->kind != KEFU_EVENT_COUNT || event->name != name)
			continue;
		observation_of(&made, &nobody, event->t);
		made.standing = (uint8_t)entry_standing(observer, event);
		made.den = made.reading = event->value;
		credit_nobody(observer);
		status = observe(observer, &made);
	}
	return status;
}
