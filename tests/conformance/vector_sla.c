/* SLA vectors: several timers on one ticket. Each goes through the timers
 * themselves, and again through a desk that is told of the same ticket as
 * events (sla_desk.c). */
#include "conformance.h"
#include "vector_sla.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int sla_instant(const json_t *text, int64_t *t)
{
	const char *value = json_string_value(text);

	return value != NULL &&
	       kefu_zone_parse(NULL, value, strlen(value), KEFU_ZONE_EARLIER, t) == KEFU_OK;
}

int sla_state(const char *status)
{
	static const struct {
		const char *name;
		int state;
	} states[] = {
		{"new", STATE_OPEN}, {"open", STATE_OPEN}, {"pending", STATE_PENDING},
		{"hold", STATE_HOLD}, {"solved", STATE_RESOLVED}, {"closed", STATE_CLOSED},
	};
	size_t i;

	for (i = 0; i < sizeof states / sizeof *states; i++)
		if (status != NULL && strcmp(states[i].name, status) == 0)
			return states[i].state;
	return -1;
}

int sla_rules_read(const json_t *source, struct sla_rules *rules)
{
	const json_t *pause = json_object_get(source, "pause"), *name;
	const char *metric = member_text(source, "metric");
	size_t i;

	memset(rules, 0, sizeof *rules);
	for (rules->kind = 1; kefu_sla_kind_name(rules->kind) != NULL; rules->kind++)
		if (metric != NULL && strcmp(kefu_sla_kind_name(rules->kind), metric) == 0)
			break;
	if (kefu_sla_kind_name(rules->kind) == NULL)
		return 0;
	rules->target = 1000 * json_integer_value(json_object_get(source, "target"));
	rules->calendar = member_text(source, "calendar");
	rules->include_initial = json_is_true(json_object_get(source, "include_initial"));
	rules->outlives_end = json_is_false(json_object_get(source, "stop_on_solve"));
	rules->retroactive = member_text(source, "calendar_change") != NULL &&
		strcmp(member_text(source, "calendar_change"), "retroactive") == 0;
	if (pause != NULL)
		rules->pause = KEFU_SLA_PAUSE_NOTHING;
	json_array_foreach(pause, i, name) {
		rules->pause &= ~(uint32_t)KEFU_SLA_PAUSE_NOTHING;
		if (strcmp(json_string_value(name), "pending") == 0)
			rules->pause |= KEFU_SLA_PAUSE_PENDING;
		else if (strcmp(json_string_value(name), "hold") == 0)
			rules->pause |= KEFU_SLA_PAUSE_HOLD;
		else
			return 0;
	}
	return 1;
}

/* ---- calendars ---- */

static int calendars_read(const json_t *source, struct sla_calendars *calendars,
                          struct outcome *outcome)
{
	const char *name;
	json_t *calendar;

	json_object_foreach((json_t *)(uintptr_t)source, name, calendar) {
		struct sla_calendar *one = &calendars->at[calendars->count];

		if (calendars->count == SLA_CALENDARS) {
			outcome_fail(outcome, "too many calendars");
			return 0;
		}
		one->name = name;
		one->schedule = NULL;
		if (!json_is_null(calendar)) {
			one->schedule = schedule_read(calendar, outcome);
			if (one->schedule == NULL)
				return 0;
		}
		calendars->count++;
	}
	return 1;
}

const struct sla_calendar *sla_calendar_find(const struct sla_calendars *calendars,
                                             const char *name)
{
	size_t i;

	for (i = 0; i < calendars->count; i++)
		if (name != NULL && strcmp(calendars->at[i].name, name) == 0)
			return &calendars->at[i];
	return NULL;
}

/* ---- the timers themselves ---- */

/* What a timer sees of the ticket's events; 0: something is not understood. */
static int event_read(const json_t *source, const struct sla_rules *rules,
                      const struct sla_calendars *calendars, struct timer_event *event)
{
	const char *type = member_text(source, "type"), *to = member_text(source, "to");
	const char *metric = member_text(source, "metric");

	event->marks = 0;
	if (type == NULL || !sla_instant(json_object_get(source, "t"), &event->t))
		return 0;
	if (strcmp(type, "agent_reply") == 0) {
		event->marks = TIMER_REPLIED;
	} else if (strcmp(type, "customer_reply") == 0) {
		event->marks = TIMER_ASKED;
	} else if (strcmp(type, "status") == 0) {
		if (sla_state(to) < 0)
			return 0;
		event->state = (uint8_t)sla_state(to);
	} else if (strcmp(type, "target") == 0) {
		if (metric == NULL || strcmp(metric, kefu_sla_kind_name(rules->kind)) == 0)
			event->marks = TIMER_TARGET;
		event->target = 1000 * json_integer_value(json_object_get(source, "to"));
	} else if (strcmp(type, "calendar") == 0) {
		const struct sla_calendar *calendar = sla_calendar_find(calendars, to);

		if (calendar == NULL)
			return 0;
		event->marks = TIMER_SCHEDULE;
		event->schedule = calendar->schedule;
	} else if (strcmp(type, "note") != 0) {
		return 0;
	}
	return 1;
}

static int events_read(const json_t *source, const struct sla_rules *rules,
                       const struct sla_calendars *calendars, struct timer_event *events)
{
	const struct sla_calendar *calendar = sla_calendar_find(calendars, rules->calendar);
	const json_t *created = json_array_get(source, 0);
	const char *status = member_text(created, "status");
	size_t i;

	if (created == NULL || strcmp(member_text(created, "type"), "created") != 0 ||
	    calendar == NULL || !sla_instant(json_object_get(created, "t"), &events[0].t))
		return 0;
	events[0].marks = TIMER_BEGUN | TIMER_TARGET | TIMER_SCHEDULE;
	events[0].target = rules->target;
	events[0].schedule = calendar->schedule;
	events[0].state = (uint8_t)(status != NULL ? sla_state(status) : STATE_OPEN);
	for (i = 1; i < json_array_size(source); i++) {
		events[i] = events[i - 1];
		if (!event_read(json_array_get(source, i), rules, calendars, &events[i]))
			return 0;
	}
	return 1;
}

struct collected {
	kefu_timer *timers;
	size_t count, capacity;
	int32_t kind;
};

static int32_t collect(void *context, const struct timer_cycle *cycle)
{
	struct collected *collected = context;
	kefu_timer *timer = &collected->timers[collected->count];

	if (collected->count == collected->capacity)
		return KEFU_E_NOMEM;
	memset(timer, 0, sizeof *timer);
	timer->kind = collected->kind;
	timer->state = cycle->state;
	timer->start = cycle->start;
	timer->target = cycle->target;
	timer->elapsed = cycle->elapsed;
	timer->remaining = cycle->target - cycle->elapsed;
	timer->due = cycle->due;
	timer->breach_at = cycle->breach_at;
	timer->breached_at = cycle->breached_at;
	timer->stopped_at = cycle->stopped_at;
	collected->count++;
	return KEFU_OK;
}

static void run_timers(const json_t *vector, const struct sla_calendars *calendars, int64_t now,
                       struct collected *collected, struct outcome *outcome)
{
	const json_t *sources = json_object_get(vector, "events"), *source;
	struct timer_event *events = calloc(json_array_size(sources) + 1, sizeof *events);
	size_t i;

	json_array_foreach(json_object_get(vector, "timers"), i, source) {
		struct sla_rules rules;
		struct timer timer;

		if (!sla_rules_read(source, &rules) || events == NULL ||
		    !events_read(sources, &rules, calendars, events)) {
			outcome_fail(outcome, "timer %zu or its events are not understood", i);
			break;
		}
		timer.kind = collected->kind = rules.kind;
		timer.paused = timer_paused_states(rules.kind, rules.pause);
		timer.include_initial = (uint8_t)rules.include_initial;
		timer.stops_at_end = !rules.outlives_end;
		timer.retroactive = (uint8_t)rules.retroactive;
		if (timer_run(&timer, events, json_array_size(sources), now, collect,
		              collected) != KEFU_OK)
			outcome_fail(outcome, "more cycles than events");
	}
	free(events);
}

/* ---- what is expected ---- */

/* An instant as the vectors give it, or a status for none. */
static int64_t instant_or(const json_t *expected, int64_t none)
{
	int64_t t;

	return sla_instant(expected, &t) ? t : none;
}

static void compare_instant(const char *where, const json_t *expected, const char *key,
                            int64_t got, struct outcome *outcome)
{
	const json_t *member = json_object_get(expected, key);
	int64_t wanted = instant_or(member, -1);
	char a[KEFU_ZONE_TEXT_SIZE] = "none", b[KEFU_ZONE_TEXT_SIZE] = "none";

	if (wanted == got)
		return;
	if (wanted >= 0)
		kefu_zone_format(NULL, wanted, a, sizeof a);
	if (got >= 0)
		kefu_zone_format(NULL, got, b, sizeof b);
	outcome_fail(outcome, "%s: %s: expected %s, got %s", where, key, a, b);
}

static void compare_ms(const char *where, const json_t *expected, const char *key, int64_t got,
                       struct outcome *outcome)
{
	const json_t *member = json_object_get(expected, key);

	if (member != NULL && !same_seconds(member, got))
		outcome_fail(outcome, "%s: %s: expected %.12g s, got %.12g s", where, key,
		             json_number_value(member), (double)got / 1000.0);
}

static void compare_one(const char *where, const json_t *expected, const kefu_timer *got,
                        struct outcome *outcome)
{
	const char *metric = member_text(expected, "metric"), *state = member_text(expected, "state");
	int stopped = got->stopped_at >= 0;

	if (strcmp(metric, kefu_sla_kind_name(got->kind)) != 0)
		outcome_fail(outcome, "%s: expected %s, got %s", where, metric,
		             kefu_sla_kind_name(got->kind));
	if (strcmp(state, kefu_timer_state_name(got->state)) != 0)
		outcome_fail(outcome, "%s: state: expected %s, got %s", where, state,
		             kefu_timer_state_name(got->state));
	compare_instant(where, expected, "start", got->start, outcome);
	compare_instant(where, expected, "stopped_at", got->stopped_at, outcome);
	compare_instant(where, expected, "breached_at", got->breached_at, outcome);
	compare_instant(where, expected, "due", got->due, outcome);
	compare_instant(where, expected, "breach_at", got->breach_at, outcome);
	compare_ms(where, expected, "elapsed", got->elapsed, outcome);
	compare_ms(where, expected, "target", got->target, outcome);
	if (stopped != (json_object_get(expected, "overrun") != NULL))
		outcome_fail(outcome, "%s: stopped: %d", where, stopped);
	compare_ms(where, expected, "overrun", got->remaining < 0 ? -got->remaining : 0, outcome);
	compare_ms(where, expected, "remaining", got->remaining, outcome);
}

void sla_compare(const char *way, const json_t *expected, const kefu_timer *timers, size_t count,
                 struct outcome *outcome)
{
	char where[64];
	size_t i;

	if (json_array_size(expected) != count)
		outcome_fail(outcome, "%s: expected %zu cycles, got %zu", way,
		             json_array_size(expected), count);
	for (i = 0; i < count && i < json_array_size(expected); i++) {
		snprintf(where, sizeof where, "%s, cycle %zu", way, i);
		compare_one(where, json_array_get(expected, i), &timers[i], outcome);
	}
}

void vector_sla(const json_t *vector, const struct delivery *delivery, struct outcome *outcome)
{
	const json_t *expected = json_object_get(vector, "expect");
	struct sla_calendars calendars = {0};
	struct collected collected = {NULL, 0, 1 + json_array_size(json_object_get(vector, "events")) *
		json_array_size(json_object_get(vector, "timers")), 0};
	int64_t now;

	collected.timers = calloc(collected.capacity, sizeof *collected.timers);
	if (!sla_instant(json_object_get(vector, "now"), &now) || collected.timers == NULL)
		outcome_fail(outcome, "now is no instant");
	else if (calendars_read(json_object_get(vector, "calendars"), &calendars, outcome)) {
		run_timers(vector, &calendars, now, &collected, outcome);
		sla_compare("timers", expected, collected.timers, collected.count, outcome);
		sla_through_desk(vector, &calendars, now, delivery, outcome);
	}
	free(collected.timers);
	while (calendars.count > 0)
		kefu_schedule_free(calendars.at[--calendars.count].schedule);
}
