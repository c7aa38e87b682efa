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

	if (session->phase == KEFU_PHASE_AFTERSALE ||
	    !session_is_received(observer, session))
		return KEFU_OK;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;
		int asks = rule_takes_question(rule, event);

		if (asks || (rule_takes_reply(rule, event) &&
		             agent_receives(observer, session, event->agent)))
			contact_note(observer, session, event->t, event->agent,
			             asks);
	}
	return KEFU_OK;
}

struct inquiry {
	int64_t asked;
	int32_t day;
	size_t first, count; /* of its contacts */
	int converted, mature;
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

	if (definition->outcome == OUTCOME_RULE_ORDERED)
		return 1;
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

/* What became of it. */
static void judge(struct observer *observer, struct inquiry *inquiry)
{
	const struct definition *definition = observer->definition;
	int32_t order_days = definition->order_days != 0
		? definition->order_days : 2;
	int32_t last = inquiry->day + (definition->pay_days != 0
		? definition->pay_days : order_days);

	inquiry->mature =
		observer->fold->as_of >= zone_day_start(observer->zone, last);
	inquiry->converted = is_converted(observer, inquiry, order_days);
}

/* Those who answered are credited. */
static int32_t credit_answers(struct observer *observer,
                              const struct inquiry *inquiry)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < inquiry->count && status == KEFU_OK; i++) {
		const struct contact *contact =
			&observer->contacts[inquiry->first + i];

		if (!contact->asks)
			status = credit_also(observer, contact->agent, 0);
	}
	return status;
}

static int32_t observe_inquiry(struct observer *observer,
                               const struct inquiry *inquiry)
{
	static const struct session nobody;
	struct observation made;

	observation_of(&made, &nobody, inquiry->asked);
	made.customer = observer->fold->history.customer;
	/* the day's sessions settle together */
	made.standing = observer->contacts[inquiry->first].session->standing;
	switch (observer->definition->metric->variant) {
	case VARIANT_CONVERSION:
		make_share(&made, inquiry->converted);
		made.immature = !inquiry->mature;
		break;
	case VARIANT_LOST:
		if (!inquiry->mature || inquiry->converted)
			return KEFU_OK;
		made.num = made.reading = 1;
		break;
	default:
		made.num = made.reading = made.is_distinct = 1;
		break;
	}
	return observe(observer, &made);
}

/* The contacts of one day, from `first` on. */
static void gather_day(const struct observer *observer, struct inquiry *inquiry)
{
	size_t i;

	inquiry->asked = -1;
	inquiry->day = observer->contacts[inquiry->first].day;
	for (i = inquiry->first; i < observer->contact_count; i++) {
		const struct contact *contact = &observer->contacts[i];

		if (contact->day != inquiry->day)
			break;
		if (contact->asks && (inquiry->asked < 0 ||
		                      contact->t < inquiry->asked))
			inquiry->asked = contact->t;
	}
	inquiry->count = i - inquiry->first;
}

int32_t read_inquiry(struct observer *observer)
{
	int by_customer = observer->definition->unit == UNIT_CUSTOMER;
	struct inquiry inquiry = {0}, whole = {0};
	int32_t status;

	if (observer->definition->unit == UNIT_SESSION)
		return sessions_read(observer, session_inquiry);
	status = contacts_reserve(observer);
	if (status != KEFU_OK)
		return status;
	counted_reset(observer);
	credit_nobody(observer);
	whole.asked = -1;
	(void)sessions_read(observer, note_day);
	for (; inquiry.first < observer->contact_count && status == KEFU_OK;
	     inquiry.first += inquiry.count) {
		gather_day(observer, &inquiry);
		if (inquiry.asked < 0 || ordered_before(observer, &inquiry) ||
		    (by_customer &&
		     !day_is_asked(observer->column, inquiry.day)))
			continue;
		judge(observer, &inquiry);
		if (!by_customer)
			credit_nobody(observer);
		status = credit_answers(observer, &inquiry);
		if (status == KEFU_OK && !by_customer)
			status = observe_inquiry(observer, &inquiry);
		if (whole.asked < 0)
			whole = inquiry;
		whole.converted |= inquiry.converted;
		whole.mature &= inquiry.mature;
	}
	if (status == KEFU_OK && by_customer && whole.asked >= 0)
		status = observe_inquiry(observer, &whole);
	return status;
}
