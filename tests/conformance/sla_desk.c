/* The ticket of an SLA vector, told to a desk as events. */
#include "vector_sla.h"

#include <stdlib.h>
#include <string.h>

enum { SESSION = 1, CUSTOMER = 2, AGENT = 3, EVENTS = 1024 };

/* A ticket being told. */
struct ticket {
	kefu_desk *desk;
	kefu_event events[EVENTS];
	size_t count;
	int state;       /* of the vector's ticket; the desk's follows */
	int is_strange;  /* something happened that no event says */
};

static kefu_event *tell(struct ticket *ticket, int32_t kind, int64_t t)
{
	kefu_event *event = &ticket->events[ticket->count];

	if (ticket->count + 1 < EVENTS)
		ticket->count++;
	else
		ticket->is_strange = 1;
	memset(event, 0, sizeof *event);
	event->size = sizeof *event;
	event->kind = kind;
	event->t = t;
	event->seq = (int64_t)ticket->count;
	event->session = SESSION;
	return event;
}

static kefu_id named(struct ticket *ticket, const char *name)
{
	kefu_id id = 0;

	if (name != NULL && kefu_desk_intern(ticket->desk, name, strlen(name), &id) != KEFU_OK)
		ticket->is_strange = 1;
	return id;
}

/* From the desk's state to another. */
static void change_state(struct ticket *ticket, int from, int to, int64_t t)
{
	static const int32_t kinds[] = {
		[STATE_OPEN] = KEFU_EVENT_SESSION_RESUME, [STATE_PENDING] = KEFU_EVENT_SESSION_PEND,
		[STATE_HOLD] = KEFU_EVENT_SESSION_HOLD, [STATE_RESOLVED] = KEFU_EVENT_SESSION_RESOLVE,
		[STATE_CLOSED] = KEFU_EVENT_SESSION_CLOSE,
	};

	if (from == to)
		return;
	if (state_is_ended(from) && !state_is_ended(to)) {
		tell(ticket, KEFU_EVENT_SESSION_REOPEN, t);
		if (to == STATE_OPEN)
			return;
	} else if (from == STATE_CLOSED) {
		return; /* closed or solved, it is over */
	}
	tell(ticket, kinds[to], t);
}

static void tell_question(struct ticket *ticket, int64_t t, const json_t *next)
{
	kefu_event *event = tell(ticket, KEFU_EVENT_MESSAGE, t);
	int64_t next_t;

	event->customer = CUSTOMER;
	event->from = KEFU_PARTY_CUSTOMER;
	if (ticket->state == STATE_PENDING) {
		tell(ticket, KEFU_EVENT_SESSION_PEND, t);
	} else if (state_is_ended(ticket->state)) {
		/* At a desk this reopens it. */
		if (next == NULL || strcmp(member_text(next, "type"), "status") != 0 ||
		    state_is_ended(sla_state(member_text(next, "to"))) ||
		    !sla_instant(json_object_get(next, "t"), &next_t) || next_t != t)
			ticket->is_strange = 1;
		ticket->state = STATE_OPEN;
	}
}

static void tell_reply(struct ticket *ticket, int64_t t, int is_private)
{
	kefu_event *event = tell(ticket, KEFU_EVENT_MESSAGE, t);

	event->agent = AGENT;
	event->from = KEFU_PARTY_AGENT;
	event->is_private = is_private ? KEFU_YES : 0;
}

static void tell_event(struct ticket *ticket, const json_t *source, const json_t *next)
{
	const char *type = member_text(source, "type"), *to = member_text(source, "to");
	kefu_event *event;
	int64_t t = 0;

	sla_instant(json_object_get(source, "t"), &t);
	if (strcmp(type, "created") == 0) {
		event = tell(ticket, KEFU_EVENT_SESSION_OPEN, t);
		event->customer = CUSTOMER;
		ticket->state = STATE_OPEN;
		if (member_text(source, "status") != NULL) {
			change_state(ticket, STATE_OPEN, sla_state(member_text(source, "status")), t);
			ticket->state = sla_state(member_text(source, "status"));
		}
	} else if (strcmp(type, "customer_reply") == 0) {
		tell_question(ticket, t, next);
	} else if (strcmp(type, "status") == 0) {
		change_state(ticket, ticket->state, sla_state(to), t);
		if (ticket->state != STATE_CLOSED || !state_is_ended(sla_state(to)))
			ticket->state = sla_state(to);
	} else if (strcmp(type, "target") == 0) {
		event = tell(ticket, KEFU_EVENT_SESSION_SLA, t);
		event->name = named(ticket, member_text(source, "metric"));
		event->value = 1000 * json_integer_value(json_object_get(source, "to"));
	} else if (strcmp(type, "calendar") == 0) {
		event = tell(ticket, KEFU_EVENT_SESSION_SLA, t);
		event->to = named(ticket, to);
	} else {
		tell_reply(ticket, t, strcmp(type, "note") == 0);
	}
}

static void deliver(struct ticket *ticket, const struct delivery *delivery,
                    struct outcome *outcome)
{
	uint64_t state = delivery->seed * 2 + 1;
	size_t i, round, rounds = delivery->shuffle ? 2 : 1;

	for (round = 0; round < rounds; round++) {
		for (i = ticket->count; delivery->shuffle && i > 1; i--) {
			kefu_event moved = ticket->events[i - 1];
			size_t other;

			state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
			other = (size_t)(state >> 33) % i;
			ticket->events[i - 1] = ticket->events[other];
			ticket->events[other] = moved;
		}
		for (i = 0; i < ticket->count; i++)
			if (kefu_desk_apply(ticket->desk, &ticket->events[i], 1, NULL) != KEFU_OK)
				outcome_fail(outcome, "desk: event %lld refused",
				             (long long)ticket->events[i].seq);
	}
}

/* 1: the desk has these targets. */
static int promise(struct ticket *ticket, const json_t *vector,
                   const struct sla_calendars *calendars, struct outcome *outcome)
{
	const json_t *source;
	int32_t seen = 0;
	size_t i;

	for (i = 0; i < calendars->count; i++)
		if (kefu_desk_schedule(ticket->desk, named(ticket, calendars->at[i].name),
		                       calendars->at[i].schedule) != KEFU_OK)
			return 0;
	json_array_foreach(json_object_get(vector, "timers"), i, source) {
		kefu_target target = {.size = sizeof target};
		struct sla_rules rules;
		int32_t status;

		if (!sla_rules_read(source, &rules) || rules.target == 0 ||
		    (seen >> rules.kind & 1) != 0)
			return 0; /* what a desk refuses, or would take for one target */
		seen |= 1 << rules.kind;
		target.kind = rules.kind;
		target.name = named(ticket, kefu_sla_kind_name(rules.kind));
		target.ms = rules.target;
		target.schedule = sla_calendar_find(calendars, rules.calendar)->schedule;
		target.include_initial = (uint8_t)rules.include_initial;
		target.outlives_end = (uint8_t)(rules.outlives_end &&
			rules.kind <= KEFU_SLA_PERIODIC_UPDATE);
		target.schedule_change = (uint8_t)rules.retroactive;
		target.pause = rules.pause;
		status = kefu_desk_target(ticket->desk, &target);
		if (status != KEFU_OK)
			outcome_fail(outcome, "desk: target: %s", kefu_strerror(status));
	}
	return 1;
}

/* How many of these timers are live; what the list of due ones must have. */
static size_t live_count(const kefu_timer *timers, size_t count)
{
	size_t i, live = 0;

	for (i = 0; i < count; i++)
		live += timers[i].stopped_at < 0;
	return live;
}

static void ask(struct ticket *ticket, const json_t *vector, int64_t now, struct outcome *outcome)
{
	kefu_timers *list = NULL, *due = NULL;
	kefu_timer *timers;
	size_t count, i, live;
	int32_t status;

	status = kefu_desk_timers(ticket->desk, SESSION, now, &list);
	if (status == KEFU_OK)
		status = kefu_desk_due(ticket->desk, now, KEFU_DUE_BREACHED | KEFU_DUE_RUNNING |
		                       KEFU_DUE_PAUSED, 0, &due);
	if (status != KEFU_OK)
		outcome_fail(outcome, "desk: %s", kefu_strerror(status));
	count = (size_t)kefu_timers_count(list);
	timers = calloc(count + 1, sizeof *timers);
	for (i = 0; i < count && timers != NULL; i++) {
		timers[i].size = sizeof *timers;
		kefu_timers_at(list, (int64_t)i, &timers[i]);
	}
	if (timers != NULL && status == KEFU_OK) {
		sla_compare("desk", json_object_get(vector, "expect"), timers, count, outcome);
		live = state_is_ended(ticket->state) ? 0 : live_count(timers, count);
		if ((size_t)kefu_timers_count(due) != live)
			outcome_fail(outcome, "desk: %zu timers are live, %zu due", live,
			             (size_t)kefu_timers_count(due));
	}
	free(timers);
	kefu_timers_free(list);
	kefu_timers_free(due);
}

void sla_through_desk(const json_t *vector, const struct sla_calendars *calendars, int64_t now,
                      const struct delivery *delivery, struct outcome *outcome)
{
	const json_t *sources = json_object_get(vector, "events"), *source;
	struct ticket *ticket = calloc(1, sizeof *ticket);
	size_t i;

	if (ticket == NULL || kefu_desk_new(NULL, &ticket->desk) != KEFU_OK) {
		outcome_fail(outcome, "desk: out of memory");
		free(ticket);
		return;
	}
	if (promise(ticket, vector, calendars, outcome)) {
		int64_t t;

		json_array_foreach(sources, i, source) {
			/* The state is that at `now`; the desk hears of the rest. */
			int before = ticket->state;

			tell_event(ticket, source, json_array_get(sources, i + 1));
			if (sla_instant(json_object_get(source, "t"), &t) && t > now)
				ticket->state = before;
		}
		if (!ticket->is_strange) {
			deliver(ticket, delivery, outcome);
			ask(ticket, vector, now, outcome);
		}
	}
	kefu_desk_free(ticket->desk);
	free(ticket);
}
