/* A plan of hours as it was told, and what is left of it when its policies
 * are settled: a week, and the dates that differ from it. */
#ifndef TIME_HOURS_H
#define TIME_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kefu/schedule.h"
#include "time/schedule.h"

/* Seconds from the midnight that begins `day`; `to` is beyond 86400 for an
 * interval that goes on after midnight. For weekly hours `day` is 0 to 6. */
typedef struct hours_interval {
	int32_t day;
	int32_t from;
	int32_t to;
} hours_interval;

typedef struct hours_list {
	hours_interval *items;
	size_t count;
	size_t capacity;
} hours_list;

struct kefu_hours {
	kefu_allocator allocator;
	hours_list weekly;  /* by day, in the order given */
	hours_list special;  /* by day and start; no two of a day overlap */
	hours_list breaks;   /* by day and start */
	hours_list holidays; /* by day, each once; from and to are 0 */
	int32_t overnight;
};

/* A growing array of spans. */
typedef struct hours_spans {
	schedule_span *items;
	size_t count;
	size_t capacity;
} hours_spans;

/* Both sides, open and closed, of the week and of the exceptions. The spans of
 * exception i are [first[2 * i], first[2 * i + 2]) of `open`, and likewise
 * from first[2 * i + 1] of `closed`. */
typedef struct hours_draft {
	kefu_allocator allocator;
	const kefu_hours *hours;
	hours_spans week;
	hours_spans week_closed;
	hours_spans open;
	hours_spans closed;
	int32_t *days; /* ascending */
	size_t day_count;
	size_t day_capacity;
	uint32_t *first;
	size_t first_capacity;
	hours_spans scratch;
	hours_spans other;
} hours_draft;

/* Starts from all zero bytes but `allocator` and `hours`. After a failure too
 * it is freed with hours_draft_free(). */
int32_t hours_draft_build(hours_draft *draft);
void hours_draft_free(hours_draft *draft);

#endif
