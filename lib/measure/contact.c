/* complaint_filed_rate by customer-day: distinct complaining over distinct
 * asking customer-days. */
#include "measure/observe.h"

/* Room for every event of the customer, which is the most there can be. */
static int32_t reserve_contacts(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	void *array = observer->contacts;
	int32_t status;

	status = memory_reserve(&observer->allocator, &array,
	                        &observer->contact_capacity,
	                        history->step_count + history->loose_count,
	                        sizeof *observer->contacts);
	observer->contacts = array;
	observer->contact_count = 0;
	return status;
}

/* Keeps the contacts sorted by day, then as they came. */
static void note_contact(struct observer *observer,
                         const struct session *session, int64_t t,
                         kefu_id agent)
{
	struct contact *contacts = observer->contacts;
	int32_t day = local_day(observer, t);
	size_t at = observer->contact_count++;

	for (; at > 0 && contacts[at - 1].day > day; at--)
		contacts[at] = contacts[at - 1];
	contacts[at].t = t;
	contacts[at].agent = agent;
	contacts[at].session = session;
	contacts[at].day = day;
}

static int32_t asking(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (rule_takes_question(rule, step->event))
			note_contact(observer, session, step->event->t,
			             step->event->agent != 0
			             ? step->event->agent : step->owner);
	}
	return KEFU_OK;
}

static int32_t complaining(struct observer *observer,
                           const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind == KEFU_EVENT_COMPLAINT_FILE)
			note_contact(observer, session, step->event->t,
			             step->event->agent != 0
			             ? step->event->agent : step->owner);
	}
	return KEFU_OK;
}

static int32_t loose_complaining(struct observer *observer,
                                 struct observation *made,
                                 const struct entry *event)
{
	if (event->kind == KEFU_EVENT_COMPLAINT_FILE)
		note_contact(observer, NULL, made->t, event->agent);
	return KEFU_OK;
}

/* A customer's day counts once in every group that it has a contact in. */
static int32_t observe_days(struct observer *observer, int complained)
{
	static const struct session nobody;
	size_t i;
	int32_t status = KEFU_OK;

	for (i = 0; i < observer->contact_count && status == KEFU_OK; i++) {
		struct contact *contact = &observer->contacts[i];
		struct observation made;

		if (i == 0 || contact[-1].day != contact->day)
			counted_reset(observer);
		observation_of(&made, contact->session != NULL
			? contact->session : &nobody, contact->t);
		made.customer = observer->fold->history.customer;
		made.reading = 1;
		made.num = complained;
		made.den = !complained;
		made.is_distinct = made.needs_credit = 1;
		status = credit_agent(observer, contact->agent);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

int32_t read_contact_days(struct observer *observer)
{
	int32_t status = reserve_contacts(observer);

	if (status != KEFU_OK)
		return status;
	(void)sessions_read(observer, asking);
	status = observe_days(observer, 0);
	if (status != KEFU_OK)
		return status;
	observer->contact_count = 0;
	(void)sessions_read(observer, complaining);
	(void)loose_read(observer, loose_complaining);
	return observe_days(observer, 1);
}
