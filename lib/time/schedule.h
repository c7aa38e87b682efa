/* A schedule inside.
 *
 * Within a stretch of one UTC offset local time is a straight line, so open
 * time is counted in two steps. On the local axis (seconds of the wall clock
 * since 1970-01-01T00:00, every day with 86,400 of them) F(x) is the open time
 * before x: whole weeks, the part of this week, and what the exceptions before
 * x add or take. For instants, G(t) = base[k] + F(t + offset[k]), k the stretch
 * of t; base makes G continuous. Every question is one or two G, or an inverse
 * of G: a bisection over stretches, one over exceptions, one within a week.
 *
 * Closed time is counted by the same code over the complement: F_closed(x) =
 * x - F(x) + a constant. Everything inside is in whole seconds, where all
 * edges lie; milliseconds are put on at the door. */
#ifndef TIME_SCHEDULE_H
#define TIME_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kefu/schedule.h"
#include "time/finder.h"
#include "time/zone.h"

/* [start, end) of a week from Monday 00:00, or of a day; `before` counts what
 * the earlier spans of that week or day have. */
typedef struct schedule_span {
	int32_t start;
	int32_t end;
	int32_t before;
} schedule_span;

/* One side of the schedule, open or closed. */
typedef struct schedule_side {
	schedule_span *week;
	schedule_span *spans; /* of exception i: [first[i], first[i + 1]) */
	uint32_t *first;
	int64_t *at_day; /* F at the start of exception day i */
	int64_t *adjust; /* what exceptions 0 … i - 1 add to the weeks */
	uint32_t week_count;
	uint32_t by_day[8]; /* the first span of the week that starts at or after a day */
	int32_t week_total;
} schedule_side;

struct kefu_schedule {
	kefu_allocator allocator;
	size_t bytes;
	schedule_side open;
	schedule_side closed;
	int64_t *days; /* exceptions, ascending */
	size_t day_count;
	finder day_finder;
	finder open_finder; /* among open.at_day */
	/* Stretches of one offset; at[0] is INT64_MIN. */
	int64_t *at;
	int64_t *base;
	int64_t *reached; /* G at at[k]; reached[0] is INT64_MIN */
	int32_t *offset;
	size_t stretch_count;
	finder at_finder;
	finder reached_finder;
	/* From fold_from on nothing but the weekly hours and the zone's rule is
	 * left, and both repeat: G grows by fold_open in each cycle. */
	int64_t fold_from;
	int64_t fold_end;  /* INT64_MAX when the last offset stays */
	int64_t fold_open;
	int64_t fold_reached; /* G at fold_end */
};

/* Weekday and week of a local day by one unsigned division: this many days
 * before 1970-01-01 a Monday began, before any day that can come. */
#define SCHEDULE_BIAS_WEEKS 120000
#define SCHEDULE_BIAS_DAYS (7 * SCHEDULE_BIAS_WEEKS + CIVIL_EPOCH_WEEKDAY)

/* F and F_closed add up to the local second plus this. */
#define SCHEDULE_ORIGIN (INT64_C(86400) * CIVIL_EPOCH_WEEKDAY)

/* The stretch of local time around x in which the house is open or closed
 * alike; it ends with the day at the latest. */
typedef struct schedule_piece {
	int64_t count; /* F(x) */
	int64_t from;
	int64_t to;
	bool open;
} schedule_piece;

/* F(x) of the open side. */
int64_t schedule_count(const kefu_schedule *schedule, int64_t x);

/* The reading of the business clock at an instant within the range, in ms. */
int64_t schedule_reading(const kefu_schedule *schedule, int64_t t);

/* As above with a cursor, which must have been zeroed or used with this very
 * schedule. For the per-observation path of the floors above. */
int64_t schedule_reading_near(const kefu_schedule *schedule, kefu_schedule_cursor *cursor,
                              int64_t t);

bool schedule_is_open(const kefu_schedule *schedule, int64_t t);

#endif
