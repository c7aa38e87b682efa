/* What the runner and the families of vectors share. A family reads one
 * vector and says what came of it; see FORMAT.md of the vectors. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdint.h>

#include <jansson.h>

#include "kefu/civil.h"
#include "kefu/desk.h"
#include "kefu/metric.h"
#include "kefu/schedule.h"
#include "kefu/zone.h"

enum verdict { PASSED, FAILED, SKIPPED };

struct outcome {
	enum verdict verdict;
	size_t length;
	char text[8192]; /* of a failure lines, of a skip the reason */
};

struct delivery {
	int single;       /* one event a call instead of one batch */
	int shuffle;      /* numbered events twice, and in another order */
	uint64_t seed;    /* of that order */
};

/* Adds a line to a failure. What was said first stays when room runs out. */
void outcome_fail(struct outcome *outcome, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The first reason to skip stays; a failure is never hidden by a skip. */
void outcome_skip(struct outcome *outcome, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The system's zone of this name, kept until zones_free(); NULL: none. */
const kefu_zone *zone_named(const char *name);
void zones_free(void);

/* The schedule that an object describes; NULL: why is in the outcome. */
kefu_schedule *schedule_read(const json_t *source, struct outcome *outcome);

/* The text of a member, or NULL. */
const char *member_text(const json_t *object, const char *key);

/* A figure that FORMAT.md compares exactly: an integer, or a decimal of
 * milliseconds when it is one of seconds. */
int same_integer(const json_t *expected, int64_t got);
int same_seconds(const json_t *expected, int64_t got_ms);
int same_number(const json_t *expected, double got, double relative);

/* The families. */
void vector_desk(const json_t *vector, const struct delivery *delivery,
                 struct outcome *outcome);
void vector_business_time(const json_t *vector, struct outcome *outcome);
void vector_sla(const json_t *vector, const struct delivery *delivery,
                struct outcome *outcome);

#endif
