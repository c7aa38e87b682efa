/* Sessions and refund cases, read as the events of a timer. */
#include "measure/sla.h"

#include <string.h>

#include "measure/rounds.h"

void sla_scratch_release(struct sla_scratch *scratch, const kefu_allocator *allocator)
{
	memory_put(allocator, scratch->events,
	           scratch->capacity * sizeof *scratch->events);
	memset(scratch, 0, sizeof *scratch);
}

static int32_t scratch_reserve(struct sla_scratch *scratch,
                               const kefu_allocator *allocator, size_t count)
{
	void *array = scratch->events;
	int32_t status;

	status = memory_reserve(allocator, &array, &scratch->capacity, count,
	                        sizeof *scratch->events);
	scratch->events = array;
	return status;
}

/* What rows ask of a session, so far. */
struct traits {
	kefu_id channel, topic;
	uint8_t priority;
};

static void traits_follow(struct traits *traits, const struct entry *event)
{
	if (event->kind == KEFU_EVENT_SESSION_OPEN) {
		if (traits->channel == 0)
			traits->channel = event->channel;
		if (traits->topic == 0)
			traits->topic = event->topic;
	} else if (event->kind == KEFU_EVENT_SESSION_TAG) {
		if (event->topic != 0)
			traits->topic = event->topic;
		if (event->priority != 0)
			traits->priority = event->priority;
	}
}

static const struct sla_row *row_for(const struct sla_book *book, size_t promise,
                                     const struct traits *traits)
{
	size_t i;

	for (i = 0; i < book->row_count; i++) {
		const struct sla_row *row = &book->rows[i];

		if (row->promise == promise &&
		    (row->channel == 0 || row->channel == traits->channel) &&
		    (row->topic == 0 || row->topic == traits->topic) &&
		    (row->priority == 0 || row->priority == traits->priority))
			return row;
	}
	return NULL;
}

/* The first row that ever applies: its schedule counts before, too. */
static const struct sla_row *first_row(const struct sla_book *book, size_t promise,
                                       const struct session *session)
{
	struct traits traits = {0, 0, 0};
	const struct sla_row *row = NULL;
	size_t i;

	for (i = 0; i < session->count && row == NULL; i++) {
		traits_follow(&traits, session->steps[i].event);
		row = row_for(book, promise, &traits);
	}
	return row;
}

static const struct sla_calendar *calendar_find(const struct sla_book *book, kefu_id name)
{
	size_t i;

	for (i = 0; i < book->calendar_count; i++)
		if (book->calendars[i].name == name)
			return &book->calendars[i];
	return NULL;
}

static void set_target(struct timer_event *event, int64_t target)
{
	event->target = target;
	event->marks |= TIMER_TARGET;
}

static void set_schedule(struct timer_event *event, const struct kefu_schedule *schedule)
{
	event->schedule = schedule;
	event->marks |= TIMER_SCHEDULE;
}

/* What session.sla says to this promise. One that names no target speaks of
 * those that the session has. */
static void obey(const struct sla_book *book, const struct sla_promise *promise,
                 const struct entry *said, struct timer_event *event)
{
	const struct sla_calendar *calendar;

	if (said->name != promise->name &&
	    (said->name != 0 || event->target == TIMER_NO_TARGET))
		return;
	if (said->value > 0)
		set_target(event, said->value);
	calendar = said->to != 0 ? calendar_find(book, said->to) : NULL;
	if (calendar != NULL)
		set_schedule(event, calendar->schedule);
}

int32_t sla_session(const struct sla_book *book, size_t which,
                    const struct session *session, int64_t now,
                    const kefu_allocator *allocator,
                    struct sla_scratch *scratch, timer_taker *take,
                    void *context)
{
	const struct sla_promise *promise = &book->promises[which];
	const struct round_rule rule = {promise->reply_modes, 0, 0, 0, 0,
	                                JUDGED_AT_QUERY};
	const struct sla_row *in_force = NULL,
		*first = first_row(book, which, session);
	struct timer_event event = {0, TIMER_NO_TARGET, NULL, 0, 0};
	struct traits traits = {0, 0, 0};
	int begun = 0;
	int32_t status;
	size_t i;

	status = scratch_reserve(scratch, allocator, session->count);
	if (status != KEFU_OK)
		return status;
	if (first != NULL)
		event.schedule = first->schedule;
	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];
		const struct sla_row *row;
		int asked = rule_takes_question(&rule, step->event);

		event.t = step->event->t;
		event.state = step->state;
		event.marks = i == 0 ? TIMER_TARGET | TIMER_SCHEDULE : 0;
		if (asked)
			event.marks |= TIMER_ASKED;
		if (rule_takes_reply(&rule, step->event))
			event.marks |= TIMER_REPLIED;
		if (!begun && (asked || session->initiator == KEFU_PARTY_CUSTOMER)) {
			event.marks |= TIMER_BEGUN;
			begun = 1;
		}
		traits_follow(&traits, step->event);
		row = row_for(book, which, &traits);
		if (row != in_force) {
			set_target(&event, row != NULL ? row->target : TIMER_NO_TARGET);
			if (row != NULL)
				set_schedule(&event, row->schedule);
			in_force = row;
		}
		if (step->event->kind == KEFU_EVENT_SESSION_SLA)
			obey(book, promise, step->event, &event);
		scratch->events[i] = event;
	}
	return timer_run(&promise->timer, scratch->events, session->count, now,
	                 take, context);
}

/* A refund case as a session: open while the seller has to act, on hold while
 * goods are on their way back. */
struct handling {
	uint8_t state;
	uint8_t is_return, was_agreed, is_done;
};

static void handle(struct handling *handling, const struct entry *event)
{
	if (handling->is_done)
		return;
	switch (event->kind) {
	case KEFU_EVENT_REFUND_REQUEST:
		if (event->type != 0)
			handling->is_return = event->type == KEFU_TYPE_RETURN_REFUND;
		if (state_is_ended(handling->state))
			handling->state = STATE_OPEN;
		break;
	case KEFU_EVENT_REFUND_AGREE:
		if (handling->is_return && !handling->was_agreed &&
		    !state_is_ended(handling->state))
			handling->state = STATE_HOLD;
		handling->was_agreed = 1;
		break;
	case KEFU_EVENT_REFUND_SIGN:
		if (handling->state == STATE_HOLD)
			handling->state = STATE_OPEN;
		break;
	case KEFU_EVENT_REFUND_REFUSE:
	case KEFU_EVENT_REFUND_WITHDRAW:
		handling->state = STATE_RESOLVED;
		break;
	case KEFU_EVENT_REFUND_COMPLETE:
		handling->state = STATE_CLOSED;
		handling->is_done = 1;
		break;
	default:
		break;
	}
}

int32_t sla_refund(const struct sla_book *book, size_t which,
                   const struct dossier *refund, int64_t now,
                   const kefu_allocator *allocator,
                   struct sla_scratch *scratch, timer_taker *take,
                   void *context)
{
	const struct traits none = {0, 0, 0};
	const struct sla_row *row = row_for(book, which, &none);
	struct handling handling = {STATE_OPEN, 0, 0, 0};
	struct timer_event event = {0, TIMER_NO_TARGET, NULL, 0, 0};
	size_t i = 0, count = 0;
	int32_t status;

	if (row == NULL)
		return KEFU_OK;
	status = scratch_reserve(scratch, allocator, refund->count);
	if (status != KEFU_OK)
		return status;
	while (i < refund->count &&
	       refund->events[i].kind != KEFU_EVENT_REFUND_REQUEST)
		i++;
	event.target = row->target;
	event.schedule = row->schedule;
	event.marks = TIMER_BEGUN | TIMER_TARGET | TIMER_SCHEDULE;
	for (; i < refund->count; i++) {
		handle(&handling, &refund->events[i]);
		event.t = refund->events[i].t;
		event.state = handling.state;
		scratch->events[count++] = event;
		event.marks = 0;
	}
	return timer_run(&book->promises[which].timer, scratch->events, count,
	                 now, take, context);
}
