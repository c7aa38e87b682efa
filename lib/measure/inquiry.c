/* Inquiries: customers who came before ordering, and what became of it. A
 * customer and local day with a question outside after-sales, unless the
 * customer had placed an order earlier that day. */
#include "measure/observe.h"

/* The days with questions, and the agents who answered on each, are kept in
 * the observer's contacts: of a question `asks` is set. */

static int32_t note_day(struct observer *observer,
                        const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	if (session->phase == KEFU_PHASE_AFTERSALE)
		return KEFU_OK;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;
		int asks = rule_takes_question(rule, event);

		if (asks || rule_takes_reply(rule, event))
			contact_note(observer, session, event->t, event->agent,
			             asks);
	}
	return KEFU_OK;
}

struct inquiry {
	int64_t asked;
	int32_t day;
	size_t first, count; /* of its contacts */
};

static int ordered_before(struct observer *observer,
                          const struct inquiry *inquiry)
{
	const struct customer_history *history = &observer->fold->history;
	size_t i;

	for (i = 0; i < history->order_count; i++) {
		int64_t placed = order_placed(&history->orders[i]);

		if (placed >= 0 && placed < inquiry->asked &&
		    local_day(observer, placed) == inquiry->day)
			return 1;
	}
	return 0;
}

static int paid_before_day(struct observer *observer,
                           const struct dossier *order, int32_t day)
{
	size_t i;

	for (i = 0; i < order->count; i++)
		if (order->events[i].kind == KEFU_EVENT_ORDER_PAY &&
		    local_day(observer, order->events[i].t) < day)
			return 1;
	return 0;
}

static int is_converted(struct observer *observer,
                        const struct inquiry *inquiry, int32_t order_days)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t pay_days = observer->definition->pay_days;
	size_t i;

	for (i = 0; i < history->order_count; i++) {
		const struct dossier *order = &history->orders[i];
		int64_t placed = order_placed(order);

		if (placed < inquiry->asked ||
		    local_day(observer, placed) >= inquiry->day + order_days)
			continue;
		if (pay_days == 0 || paid_before_day(observer, order,
		                                     inquiry->day + pay_days))
			return 1;
	}
	return 0;
}

static int32_t observe_inquiry(struct observer *observer,
                               const struct inquiry *inquiry)
{
	const struct definition *definition = observer->definition;
	static const struct session nobody;
	int32_t order_days = definition->order_days != 0
		? definition->order_days : 2;
	int32_t last = inquiry->day + (definition->pay_days != 0
		? definition->pay_days : order_days);
	int mature = observer->fold->as_of >= zone_day_start(observer->zone, last);
	int converted = is_converted(observer, inquiry, order_days);
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	observation_of(&made, &nobody, inquiry->asked);
	made.customer = observer->fold->history.customer;
	credit_nobody(observer);
	for (i = 0; i < inquiry->count && status == KEFU_OK; i++) {
		const struct contact *contact =
			&observer->contacts[inquiry->first + i];

		if (!contact->asks)
			status = credit_also(observer, contact->agent, 0);
	}
	if (status != KEFU_OK)
		return status;
	switch (definition->metric->variant) {
	case VARIANT_CONVERSION:
		make_share(&made, converted);
		made.immature = !mature;
		break;
	case VARIANT_LOST:
		if (!mature || converted)
			return KEFU_OK;
		made.num = made.reading = 1;
		break;
	default:
		made.num = made.reading = made.is_distinct = 1;
		break;
	}
	return observe(observer, &made);
}

int32_t read_inquiry(struct observer *observer)
{
	struct inquiry inquiry = {0};
	size_t i;
	int32_t status = contacts_reserve(observer);

	if (status != KEFU_OK)
		return status;
	counted_reset(observer);
	(void)sessions_read(observer, note_day);
	for (i = 0; i < observer->contact_count && status == KEFU_OK;
	     i += inquiry.count) {
		inquiry.asked = -1;
		inquiry.first = i;
		inquiry.day = observer->contacts[i].day;
		for (inquiry.count = 0; i + inquiry.count <
		     observer->contact_count; inquiry.count++) {
			const struct contact *contact =
				&observer->contacts[i + inquiry.count];

			if (contact->day != inquiry.day)
				break;
			if (contact->asks && (inquiry.asked < 0 ||
			                      contact->t < inquiry.asked))
				inquiry.asked = contact->t;
		}
		if (inquiry.asked >= 0 && !ordered_before(observer, &inquiry))
			status = observe_inquiry(observer, &inquiry);
	}
	return status;
}
