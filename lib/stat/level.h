#ifndef STAT_LEVEL_H
#define STAT_LEVEL_H

#include "base/int128.h"
#include "kefu/level.h"

/* 10^12: 2^40 levels of it over 2^48 ms stay within 128 bits. */
#define LEVEL_STEP_MAX INT64_C(1000000000000)

struct level_step {
	int64_t t;
	int64_t step;
};

/* Steps in order of time, one an instant; a sum of 0 counts as no step. `late`
 * takes the instants that came out of order, until they are worth moving the
 * others for: all of them lie before the last of `steps`, none is in both. */
struct kefu_level {
	struct level_step *steps;
	size_t count;
	size_t capacity;
	struct level_step *late;
	size_t late_count;
	size_t late_capacity;
	kefu_allocator allocator;
};

/* Walks two sorted runs as one, leaving out instants whose steps cancel. */
struct level_cursor {
	const struct level_step *at, *end;
	const struct level_step *late, *late_end;
};

struct level_cursor level_cursor_over(const struct level_step *steps, size_t count,
                                      const struct level_step *late, size_t late_count);
struct level_cursor level_cursor_of(const struct kefu_level *level);
/* NULL at the end. */
const struct level_step *level_cursor_next(struct level_cursor *cursor);

#endif
