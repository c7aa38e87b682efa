#include "measure/timer.h"

#include "measure/clock.h"

#define STATE(name) (1u << STATE_##name)
#define WAITING (STATE(PENDING) | STATE(HOLD))
#define NOT_STOPPED SIZE_MAX

/* What the kinds differ in. */
struct rules {
	const char *name;
	uint8_t idle;          /* live states in which it does not run */
	uint8_t default_pause; /* and those it is paused in when nothing is said */
	uint8_t stops_at_reply;
	uint8_t goes_on;       /* one cycle, which a reopening continues */
};

static const struct rules all_rules[] = {
	[KEFU_SLA_FIRST_REPLY] = {"first_reply", 0, 0, 1, 0},
	[KEFU_SLA_NEXT_REPLY] = {"next_reply", 0, 0, 1, 0},
	[KEFU_SLA_PERIODIC_UPDATE] = {"periodic_update", 0, 0, 1, 0},
	[KEFU_SLA_REQUESTER_WAIT] = {"requester_wait", STATE(PENDING), 0, 0, 1},
	[KEFU_SLA_AGENT_WORK] = {"agent_work", WAITING, 0, 0, 1},
	[KEFU_SLA_FIRST_RESOLUTION] = {"first_resolution", 0, WAITING, 0, 0},
	[KEFU_SLA_RESOLUTION] = {"resolution", 0, WAITING, 0, 1},
	[KEFU_SLA_REFUND] = {"refund", 0, STATE(HOLD), 0, 1},
};

const char *kefu_sla_kind_name(int32_t kind)
{
	return kind >= KEFU_SLA_FIRST_REPLY && kind <= KEFU_SLA_REFUND
		? all_rules[kind].name : NULL;
}

const char *kefu_timer_state_name(int32_t state)
{
	static const char *const names[] = {
		[KEFU_TIMER_RUNNING] = "running", [KEFU_TIMER_PAUSED] = "paused",
		[KEFU_TIMER_MET] = "met", [KEFU_TIMER_BREACHED] = "breached",
	};

	return state >= KEFU_TIMER_RUNNING && state <= KEFU_TIMER_BREACHED
		? names[state] : NULL;
}

uint32_t timer_paused_states(int32_t kind, uint32_t pause)
{
	uint32_t states = all_rules[kind].idle;

	if (pause == KEFU_SLA_PAUSE_DEFAULT)
		return states | all_rules[kind].default_pause;
	if ((pause & KEFU_SLA_PAUSE_PENDING) != 0)
		states |= STATE(PENDING);
	if ((pause & (KEFU_SLA_PAUSE_HOLD | KEFU_SLA_PAUSE_RETURN)) != 0)
		states |= STATE(HOLD);
	return states;
}

/* What is in force. */
struct terms {
	int64_t target;
	const struct kefu_schedule *schedule;
};

static void terms_follow(struct terms *terms, const struct timer_event *event)
{
	if ((event->marks & TIMER_TARGET) != 0)
		terms->target = event->target;
	if ((event->marks & TIMER_SCHEDULE) != 0)
		terms->schedule = event->schedule;
}

/* A cycle while it is measured. */
struct gauge {
	const struct timer *timer;
	struct terms terms;
	uint8_t state;
	int64_t at;        /* measured up to here */
	int64_t elapsed;
	int64_t used_at;   /* since then no less is used up than the target, or -1 */
	int64_t breached_at;
	int64_t stopped_at;
};

static int gauge_runs(const struct gauge *gauge)
{
	return !state_is_ended(gauge->state) &&
	       (gauge->timer->paused >> gauge->state & 1) == 0;
}

static int64_t later(const struct kefu_schedule *schedule, int64_t t, int64_t ms,
                     int32_t which)
{
	int64_t out;

	if (ms > INT64_MAX - t)
		return KEFU_NEVER;
	if (schedule == NULL)
		return t + ms;
	return kefu_schedule_add(schedule, t, ms, which, &out) == KEFU_OK
		? out : KEFU_NEVER;
}

static void gauge_advance(struct gauge *gauge, int64_t to)
{
	if (gauge_runs(gauge)) {
		const struct kefu_schedule *schedule = gauge->terms.schedule;
		int64_t left = gauge->terms.target - gauge->elapsed;
		int64_t passed = clock_between(schedule, gauge->at, to);

		if (left > 0 && passed >= left)
			gauge->used_at = later(schedule, gauge->at, left,
			                     KEFU_SCHEDULE_NEAREST);
		/* While it is not breached, `left` is not negative. */
		if (gauge->breached_at < 0 && passed > left)
			gauge->breached_at = later(schedule, gauge->at, left,
			                         KEFU_SCHEDULE_FARTHEST);
		gauge->elapsed += passed;
	}
	gauge->at = to;
}

static void gauge_set_target(struct gauge *gauge, int64_t target)
{
	if (target == gauge->terms.target)
		return;
	gauge->terms.target = target;
	gauge->used_at = gauge->elapsed >= target ? gauge->at : -1;
	if (gauge->elapsed > target && gauge->breached_at < 0)
		gauge->breached_at = gauge->at;
}

/* The last schedule that counts for a cycle: of what changes while it is
 * stopped, only what it goes on with. */
static const struct kefu_schedule *
last_schedule(const struct timer_event *events, size_t first, size_t last,
              const struct kefu_schedule *schedule, int goes_on)
{
	const struct kefu_schedule *newest = schedule;
	size_t i;

	for (i = first + 1; i <= last; i++) {
		if ((events[i].marks & TIMER_SCHEDULE) != 0)
			newest = events[i].schedule;
		if (!goes_on || !state_is_ended(events[i].state) ||
		    !state_is_ended(events[i - 1].state))
			schedule = newest;
	}
	return schedule;
}

static void gauge_finish(const struct gauge *gauge, int64_t now,
                       struct timer_cycle *cycle)
{
	int64_t left = gauge->terms.target - gauge->elapsed;

	cycle->elapsed = gauge->elapsed;
	cycle->target = gauge->terms.target;
	cycle->breached_at = gauge->breached_at;
	cycle->stopped_at = gauge->stopped_at;
	cycle->due = cycle->breach_at = -1;
	cycle->goes_on = gauge->stopped_at < 0 && gauge_runs(gauge);
	cycle->schedule = gauge->terms.schedule;
	if (left < 0) {
		cycle->state = KEFU_TIMER_BREACHED;
	} else if (gauge->stopped_at >= 0) {
		cycle->state = KEFU_TIMER_MET;
	} else if (!cycle->goes_on) {
		cycle->state = KEFU_TIMER_PAUSED;
	} else {
		cycle->state = KEFU_TIMER_RUNNING;
		cycle->due = gauge->used_at >= 0 ? gauge->used_at
			: later(gauge->terms.schedule, now, left,
			        KEFU_SCHEDULE_NEAREST);
		cycle->breach_at = later(gauge->terms.schedule, now, left,
		                         KEFU_SCHEDULE_FARTHEST);
	}
}

/* Measures the cycle that begins with event `first`, under the terms then in
 * force, and is stopped by event `stop`; among the first `count` events. */
static void measure(const struct timer *timer, const struct timer_event *events,
                    size_t count, size_t first, size_t stop, struct terms terms,
                    int64_t now, struct timer_cycle *cycle)
{
	int goes_on = all_rules[timer->kind].goes_on;
	size_t last = stop != NOT_STOPPED ? stop : count - 1, i;
	struct gauge gauge = {timer, terms, events[first].state, events[first].t, 0,
	                  -1, -1, -1};

	if (timer->retroactive)
		gauge.terms.schedule = last_schedule(events, first, last,
		                                   terms.schedule, goes_on);
	if (terms.target <= 0)
		gauge.used_at = gauge.at;
	if (goes_on && state_is_ended(gauge.state))
		gauge.stopped_at = gauge.at;
	for (i = first + 1; i <= last; i++) {
		const struct timer_event *event = &events[i];

		terms_follow(&terms, event);
		if (gauge.stopped_at < 0) {
			gauge_advance(&gauge, event->t);
		} else if (!state_is_ended(event->state)) { /* goes on */
			gauge.stopped_at = -1;
			gauge.at = event->t;
		} else {
			continue;
		}
		gauge_set_target(&gauge, terms.target);
		if (!timer->retroactive)
			gauge.terms.schedule = terms.schedule;
		gauge.state = event->state;
		if (i == stop || (goes_on && state_is_ended(gauge.state)))
			gauge.stopped_at = event->t;
	}
	if (gauge.stopped_at < 0)
		gauge_advance(&gauge, now);
	cycle->start = events[first].t;
	gauge_finish(&gauge, now, cycle);
}

/* Where cycles begin and stop. */
struct walk {
	const struct timer *timer;
	const struct timer_event *events;
	size_t count;
	int64_t now;
	timer_taker *take;
	void *context;
	size_t first;       /* the event that began the cycle, or NOT_STOPPED */
	struct terms terms; /* then in force */
};

/* Ends the cycle, if there is one. */
static int32_t walk_give(struct walk *walk, size_t stop)
{
	struct timer_cycle cycle;

	if (walk->first == NOT_STOPPED)
		return KEFU_OK;
	measure(walk->timer, walk->events, walk->count, walk->first, stop,
	        walk->terms, walk->now, &cycle);
	walk->first = NOT_STOPPED;
	return cycle.target != TIMER_NO_TARGET
		? walk->take(walk->context, &cycle) : KEFU_OK;
}

static void walk_begin(struct walk *walk, size_t at, const struct terms *terms)
{
	if (walk->first != NOT_STOPPED)
		return;
	walk->first = at;
	walk->terms = *terms;
}

/* Whether a cycle begins with an event when none runs: before a reply in it
 * stops one, and after. */
static int begins_before(const struct timer *timer, uint8_t marks)
{
	return (marks & TIMER_BEGUN) != 0 &&
	       (timer->kind == KEFU_SLA_FIRST_REPLY || timer->include_initial);
}

static int begins_after(const struct timer *timer,
                        const struct timer_event *event, int replied,
                        int reopened)
{
	int known = replied || timer->include_initial;
	uint8_t marks = event->marks;

	switch (timer->kind) {
	case KEFU_SLA_NEXT_REPLY:
		return known && (marks & TIMER_ASKED) != 0;
	case KEFU_SLA_PERIODIC_UPDATE:
		if (timer->stops_at_end && state_is_ended(event->state))
			return 0;
		return (marks & TIMER_REPLIED) != 0 || (known && reopened);
	default:
		return 0;
	}
}

static int32_t walk_replies(struct walk *walk)
{
	const struct timer *timer = walk->timer;
	struct terms terms = {TIMER_NO_TARGET, NULL};
	uint8_t state = STATE_OPEN;
	int replied = 0;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < walk->count && status == KEFU_OK; i++) {
		const struct timer_event *event = &walk->events[i];
		int reopened = state_is_ended(state) && !state_is_ended(event->state);
		int ended = state_is_ended(event->state) && event->state != state;

		terms_follow(&terms, event);
		if (begins_before(timer, event->marks))
			walk_begin(walk, i, &terms);
		if ((event->marks & TIMER_REPLIED) != 0)
			status = walk_give(walk, i);
		replied |= (event->marks & TIMER_REPLIED) != 0;
		if (begins_after(timer, event, replied, reopened))
			walk_begin(walk, i, &terms);
		if (status == KEFU_OK && ended && timer->stops_at_end)
			status = walk_give(walk, i);
		state = event->state;
	}
	return status == KEFU_OK ? walk_give(walk, NOT_STOPPED) : status;
}

static int32_t walk_whole(struct walk *walk)
{
	struct terms terms = {TIMER_NO_TARGET, NULL};
	size_t stop = 0;

	terms_follow(&terms, &walk->events[0]);
	walk_begin(walk, 0, &terms);
	if (walk->timer->kind != KEFU_SLA_FIRST_RESOLUTION)
		return walk_give(walk, NOT_STOPPED);
	while (stop < walk->count && !state_is_ended(walk->events[stop].state))
		stop++;
	return walk_give(walk, stop < walk->count ? stop : NOT_STOPPED);
}

int32_t timer_run(const struct timer *timer, const struct timer_event *events,
                  size_t count, int64_t now, timer_taker *take, void *context)
{
	struct walk walk = {timer, events, 0, now, take, context, NOT_STOPPED,
	                    {TIMER_NO_TARGET, NULL}};

	while (walk.count < count && events[walk.count].t <= now)
		walk.count++;
	if (walk.count == 0)
		return KEFU_OK;
	return all_rules[timer->kind].stops_at_reply ? walk_replies(&walk)
	                                             : walk_whole(&walk);
}
