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

/* Does an event of the order count as the outcome that is asked for? */
static int is_outcome(const struct observer *observer,
                      const struct entry *event)
{
	switch (observer->definition->outcome) {
	case OUTCOME_RULE_SHIPPED:
		return event->kind == KEFU_EVENT_ORDER_SHIP;
	case OUTCOME_RULE_GROUP_COMPLETED:
		return event->kind == KEFU_EVENT_ORDER_FLAG &&
		       event->name != 0 &&
		       event->name == observer->words.group_completed;
	default:
		return event->kind == KEFU_EVENT_ORDER_PAY;
	}
}

static int came_before_day(struct observer *observer,
                           const struct dossier *order, int32_t day)
{
	size_t i;

	for (i = 0; i < order->count; i++)
		if (is_outcome(observer, &order->events[i]) &&
		    local_day(observer, order->events[i].t) < day)
			return 1;
	return 0;
}

/* An order placed in time became what is asked for in time: ever, when no
 * days are given. */
static int becomes(struct observer *observer, const struct dossier *order,
                   int32_t day)
{
	const struct definition *definition = observer->definition;

	if (definition->pay_days != 0)
		return came_before_day(observer, order,
		                       day + definition->pay_days);
	return definition->outcome == OUTCOME_RULE_DEFAULT ||
	       came_before_day(observer, order, INT32_MAX);
}

static int is_converted(struct observer *observer,
                        const struct inquiry *inquiry, int32_t order_days)
{
	const struct customer_history *history = &observer->fold->history;
	size_t i;

	for (i = 0; i < history->order_count; i++) {
		const struct dossier *order = &history->orders[i];
		int64_t placed = order_placed(order);

		if (placed >= inquiry->asked &&
		    local_day(observer, placed) < inquiry->day + order_days &&
		    becomes(observer, order, inquiry->day))
			return 1;
	}
	return 0;
}

/* unit session: of the customer's sessions the one opened last before an
 * order has it. */
static int is_latest_before(const struct observer *observer,
                            const struct session *session, int64_t placed)
{
	const struct customer_history *history = &observer->fold->history;
	size_t i;

	for (i = 0; i < history->session_count; i++) {
		const struct session *other = &history->sessions[i];

		if (other > session && !other->excluded && other->opened <= placed)
			return 0;
	}
	return session->opened <= placed;
}

static int32_t session_inquiry(struct observer *observer,
                               const struct session *session)
{
	const struct definition *definition = observer->definition;
	const struct customer_history *history = &observer->fold->history;
	int32_t day = local_day(observer, session->opened), days;
	struct observation made;
	int converted = 0;
	size_t i;
	int32_t status;

	days = definition->pay_days != 0 ? definition->pay_days
		: definition->order_days != 0 ? definition->order_days : 2;
	for (i = 0; i < history->order_count && !converted; i++) {
		const struct dossier *order = &history->orders[i];
		int64_t placed = order_placed(order);

		converted = placed >= 0 &&
		            is_latest_before(observer, session, placed) &&
		            local_day(observer, placed) < day + days &&
		            becomes(observer, order, day);
	}
	observation_of(&made, session, session->opened);
	make_share(&made, converted);
	made.immature = (uint8_t)(observer->fold->as_of <
	                          zone_day_start(observer->zone, day + days));
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
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
	/* the day's sessions settle together */
	made.standing = observer->contacts[inquiry->first].session->standing;
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
	int32_t status;

	if (observer->definition->unit == UNIT_SESSION)
		return sessions_read(observer, session_inquiry);
	status = contacts_reserve(observer);
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
