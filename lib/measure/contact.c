/* Distinct customers: who wrote, who was served, on which days. */
#include "measure/observe.h"

int32_t contacts_reserve(struct observer *observer)
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

void contact_note(struct observer *observer, const struct session *session,
                  int64_t t, kefu_id agent, int asks)
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
	contacts[at].asks = asks;
}

/* Notes the events of a session that a test picks. */
typedef int contact_test(const struct round_rule *rule,
                         const struct entry *event);

static void note_events(struct observer *observer,
                        const struct session *session, contact_test *picks)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	if (!session_is_received(observer, session))
		return;
	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];
		kefu_id agent = step->event->agent != 0 ? step->event->agent
		                                        : step->owner;

		if (picks(rule, step->event) &&
		    agent_receives(observer, session, agent))
			contact_note(observer, session, step->event->t, agent, 1);
	}
}

static int is_complaint(const struct round_rule *rule,
                        const struct entry *event)
{
	(void)rule;
	return event->kind == KEFU_EVENT_COMPLAINT_FILE;
}

static int32_t asking(struct observer *observer, const struct session *session)
{
	note_events(observer, session, rule_takes_question);
	return KEFU_OK;
}

static int32_t complaining(struct observer *observer,
                           const struct session *session)
{
	note_events(observer, session, is_complaint);
	return KEFU_OK;
}

/* Valid replies, in sessions with a question. */
static int32_t served(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	for (i = 0; i < session->count; i++)
		if (rule_takes_question(rule, session->steps[i].event)) {
			note_events(observer, session, rule_takes_reply);
			break;
		}
	return KEFU_OK;
}

static int32_t loose_complaining(struct observer *observer,
                                 struct observation *made,
                                 const struct entry *event)
{
	if (event->kind == KEFU_EVENT_COMPLAINT_FILE)
		contact_note(observer, NULL, made->t, event->agent, 0);
	return KEFU_OK;
}

static int32_t credit_contact(struct observer *observer,
                              const struct contact *contact)
{
	if (contact->session == NULL ||
	    observer->definition->credit == CREDIT_DEFAULT)
		return credit_agent(observer, contact->agent);
	return credit_session(observer, contact->session, CREDIT_OWNER, NULL);
}

/* The customer, or the customer's day, counts once in every group that it has
 * a contact in. */
static int32_t observe_contacts(struct observer *observer, int64_t num,
                                int64_t den, int by_day, int needs_credit)
{
	static const struct session nobody;
	size_t i;
	int32_t status = KEFU_OK;

	for (i = 0; i < observer->contact_count && status == KEFU_OK; i++) {
		struct contact *contact = &observer->contacts[i];
		struct observation made;

		if (i == 0 || (by_day && contact[-1].day != contact->day) ||
		    (observer->definition->unit == UNIT_AGENT_CUSTOMER_DAY &&
		     contact[-1].agent != contact->agent))
			counted_reset(observer);
		observation_of(&made, contact->session != NULL
			? contact->session : &nobody, contact->t);
		made.customer = observer->fold->history.customer;
		made.reading = 1;
		made.num = num;
		made.den = den;
		made.is_distinct = 1;
		made.needs_credit = needs_credit != 0;
		status = credit_contact(observer, contact);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

/* complaint_filed_rate by customer-day */
int32_t read_contact_days(struct observer *observer)
{
	int32_t status = contacts_reserve(observer);

	if (status != KEFU_OK)
		return status;
	(void)sessions_read(observer, asking);
	status = observe_contacts(observer, 0, 1, 1, 1);
	if (status != KEFU_OK)
		return status;
	observer->contact_count = 0;
	(void)sessions_read(observer, complaining);
	(void)loose_read(observer, loose_complaining);
	return observe_contacts(observer, 1, 0, 1, 1);
}

/* unit agent_customer_day: a day's contacts of one agent stand together. */
static void sort_by_agent(struct observer *observer)
{
	struct contact *contacts = observer->contacts;
	size_t i, at;

	for (i = 1; i < observer->contact_count; i++) {
		struct contact moved = contacts[i];

		for (at = i; at > 0 && contacts[at - 1].day == moved.day &&
		     contacts[at - 1].agent > moved.agent; at--)
			contacts[at] = contacts[at - 1];
		contacts[at] = moved;
	}
}

/* contact_count, handled_count */
int32_t read_contact(struct observer *observer)
{
	int32_t status = contacts_reserve(observer);

	if (status != KEFU_OK)
		return status;
	(void)sessions_read(observer,
		observer->definition->metric->variant == VARIANT_HANDLED
		? served : asking);
	if (observer->definition->unit == UNIT_AGENT_CUSTOMER_DAY)
		sort_by_agent(observer);
	return observe_contacts(observer, 1, 0,
		observer->definition->unit >= UNIT_CUSTOMER_DAY, 0);
}
