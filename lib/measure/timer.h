/* SLA timers: how much of a target is used up.
 *
 * A pure function of what happened to one session (or refund case), as the
 * events below tell it, up to an instant. Knows neither desk nor fold. */
#ifndef MEASURE_TIMER_H
#define MEASURE_TIMER_H

#include "history/fold.h"
#include "kefu/sla.h"

/* The rules of a timer. */
struct timer {
	int32_t kind;            /* KEFU_SLA_… */
	uint32_t paused;         /* states, bits 1 << STATE_…, it does not run in */
	uint8_t include_initial;
	uint8_t stops_at_end;    /* replies and updates; the others do anyhow */
	uint8_t retroactive;
};

enum timer_mark {
	TIMER_BEGUN = 1 << 0,    /* a first reply is owed from here */
	TIMER_ASKED = 1 << 1,
	TIMER_REPLIED = 1 << 2,
	TIMER_TARGET = 1 << 3,   /* `target` is in force from here */
	TIMER_SCHEDULE = 1 << 4  /* `schedule` is */
};

/* No target: it cannot be missed, and what runs out is not worth a report. */
#define TIMER_NO_TARGET INT64_MAX

struct timer_event {
	int64_t t;
	int64_t target;
	const struct kefu_schedule *schedule; /* NULL: all time */
	uint8_t state; /* enum session_state, after the event */
	uint8_t marks;
};

/* One run. Instants that are not: -1; that never come: KEFU_NEVER. */
struct timer_cycle {
	int64_t start;
	int64_t elapsed;
	int64_t target;      /* in force at the stop, or now */
	int64_t breached_at;
	int64_t stopped_at;
	int64_t due, breach_at; /* of running ones */
	int32_t state;       /* KEFU_TIMER_… */
	int32_t goes_on;     /* 1: more is used up while `schedule` is open */
	const struct kefu_schedule *schedule;
};

typedef int32_t timer_taker(void *context, const struct timer_cycle *cycle);

/* Gives every cycle that began by `now` and has a target, in order of their
 * starts; what happened after `now` has not. The first event opens the
 * session and says target and schedule. Returns the first status of `take`
 * that is not KEFU_OK. */
int32_t timer_run(const struct timer *timer, const struct timer_event *events,
                  size_t count, int64_t now, timer_taker *take, void *context);

/* The states a set of KEFU_SLA_PAUSE_… means for a kind. */
uint32_t timer_paused_states(int32_t kind, uint32_t pause);

#endif
