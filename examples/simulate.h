/* The simulated shop: chance, its people, its customers' conversations and
 * orders, and the rows that tell of them. */
#ifndef SIMULATE_H
#define SIMULATE_H

#include <inttypes.h>
#include <stddef.h>

#include "kefu/zone.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* ---- chance ---- */

void chance_seed(uint64_t seed);
int64_t below(int64_t n);
int happens(int percent);
/* A waiting time of this mean. */
int64_t wait_about(int64_t mean);
size_t pick(const int *weights, size_t count);

/* ---- the shop ---- */

struct agent {
	const char *name, *team;
	int late;   /* shift: 8 to 16, or 15 to 23 */
	int rest;   /* which two days of a week are off */
	int slow;   /* percent of the usual time for a reply */
	int charm;  /* percent of customers who rate 5 */
};

#define AGENTS 10
extern const struct agent agents[AGENTS];

/* Midnight of the first day; the days with the rush of 11.11. */
extern int64_t month_start;
#define RUSH_FIRST 9
#define RUSH_PEAK 10
#define RUSH_LAST 12

int64_t day_of(int64_t t);
int64_t hour_of(int64_t t);
int works_on(const struct agent *agent, int64_t day);
/* Somebody of the team whose shift it is, or NULL. */
const struct agent *on_duty(const char *team, int64_t t, const struct agent *not_this);
/* The same instant, or the next morning when it is night. */
int64_t in_shift(int64_t t);

/* ---- events ---- */

struct row { /* NULL or 0: not given */
	int64_t t;
	const char *kind, *agent, *to, *channel, *topic, *phase, *from, *mode, *name,
		*survey, *correct, *initiator, *liable, *type;
	int64_t session, customer, order, item, refund, seq, number;
	int64_t value, amount, units, postage;
	int has_value, low, high;
};

struct row *add(int64_t t, const char *kind);
/* What happened before `end`, in order of time, as a database; 0 when it
 * cannot be written. */
int database_write(const char *path, const kefu_zone *zone, int64_t end);

/* ---- customers ---- */

struct session {
	int64_t number, customer, t, seq;
	const char *channel, *topic, *phase;
	const struct agent *agent; /* who serves it, NULL: nobody yet */
	int64_t slowest; /* the longest wait so far */
};

/* A conversation from its first message on, at s->t; whether a person served
 * it, and to the end of the talk in s->t. */
int converse(struct session *s, int64_t queue);
int64_t session_number(void);
/* How long a chat waits for an agent that day. */
int64_t queue_on(int64_t day);

/* An order and all that comes of it: payment, shipping, refunds, a review.
 * `agent` talked to the customer before, or NULL. */
void buy(int64_t customer, int64_t t, const struct agent *agent);

#endif
