/* Reading levels: one walk over the steps for each figure. */
#include "stat/level.h"

#include <stdbool.h>
#include <string.h>

#include "stat/interval.h"

struct level_cursor level_cursor_over(const struct level_step *steps, size_t count,
                                      const struct level_step *late, size_t late_count)
{
	struct level_cursor cursor = {steps, steps, late, late};

	/* NULL has no elements, not even 0 of them, to step over */
	if (count != 0)
		cursor.end += count;
	if (late_count != 0)
		cursor.late_end += late_count;
	return cursor;
}

struct level_cursor level_cursor_of(const kefu_level *level)
{
	return level_cursor_over(level->steps, level->count, level->late, level->late_count);
}

const struct level_step *level_cursor_next(struct level_cursor *cursor)
{
	for (;;) {
		const struct level_step *next;

		if (cursor->late != cursor->late_end &&
		    (cursor->at == cursor->end || cursor->late->t < cursor->at->t))
			next = cursor->late++;
		else if (cursor->at != cursor->end)
			next = cursor->at++;
		else
			return NULL;
		if (next->step != 0)
			return next;
	}
}

int64_t kefu_level_instants(const kefu_level *level)
{
	struct level_cursor cursor;
	int64_t count = 0;

	if (level == NULL)
		return 0;
	cursor = level_cursor_of(level);
	while (level_cursor_next(&cursor) != NULL)
		count++;
	return count;
}

static void read_level(kefu_measure *out, int128 value, int64_t den, int64_t count)
{
	figure_exact(out, (double)value, int128_saturated(value), den, count);
}

int32_t kefu_level_at(const kefu_level *level, int64_t t, kefu_measure *out)
{
	const struct level_step *step;
	struct level_cursor cursor;
	int128 height = 0;
	int64_t count = 0;

	if (level == NULL || out == NULL)
		return KEFU_E_NULL;
	cursor = level_cursor_of(level);
	step = level_cursor_next(&cursor);
	if (step == NULL) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return KEFU_OK;
	}
	for (; step != NULL && step->t <= t; step = level_cursor_next(&cursor)) {
		height += step->step;
		count++;
	}
	read_level(out, height, 1, count);
	return KEFU_OK;
}

/* What a period holds, gathered in one walk. */
struct period {
	bool any; /* steps at all, in the period or not */
	int128 area;
	int128 peak;
	int64_t above; /* ms at the threshold or higher */
	int64_t changes;
};

static int32_t survey(const kefu_level *level, int64_t from, int64_t to, int64_t threshold,
                      struct period *period)
{
	const struct level_step *step;
	struct level_cursor cursor;
	int128 height = 0;
	int64_t since = from;

	if (from < 0 || to < 0 || from > kefu_time_max() || to > kefu_time_max())
		return KEFU_E_TIME;
	if (from >= to)
		return KEFU_E_RANGE;
	memset(period, 0, sizeof *period);
	cursor = level_cursor_of(level);
	step = level_cursor_next(&cursor);
	period->any = step != NULL;
	for (; step != NULL && step->t <= from; step = level_cursor_next(&cursor)) {
		height += step->step;
		period->changes += step->t == from;
	}
	period->peak = height;
	for (;;) {
		int64_t until = step != NULL && step->t < to ? step->t : to;

		period->area += height * (until - since);
		if (height >= threshold)
			period->above += until - since;
		if (until == to)
			return KEFU_OK;
		height += step->step;
		if (height > period->peak)
			period->peak = height;
		period->changes++;
		since = until;
		step = level_cursor_next(&cursor);
	}
}

int32_t kefu_level_mean(const kefu_level *level, int64_t from, int64_t to, kefu_measure *out)
{
	struct period period;
	int32_t status;

	if (level == NULL || out == NULL)
		return KEFU_E_NULL;
	status = survey(level, from, to, 0, &period);
	if (status != KEFU_OK)
		return status;
	if (!period.any)
		figure_none(out, KEFU_STATE_NO_DATA);
	else
		figure_exact(out, (double)period.area / (double)(to - from),
		             int128_saturated(period.area), to - from, period.changes);
	return KEFU_OK;
}

int32_t kefu_level_peak(const kefu_level *level, int64_t from, int64_t to, kefu_measure *out)
{
	struct period period;
	int32_t status;

	if (level == NULL || out == NULL)
		return KEFU_E_NULL;
	status = survey(level, from, to, 0, &period);
	if (status != KEFU_OK)
		return status;
	if (!period.any)
		figure_none(out, KEFU_STATE_NO_DATA);
	else
		read_level(out, period.peak, 1, period.changes);
	return KEFU_OK;
}

int32_t kefu_level_time_above(const kefu_level *level, int64_t from, int64_t to,
                              int64_t threshold, kefu_measure *out)
{
	struct period period;
	int32_t status;

	if (level == NULL || out == NULL)
		return KEFU_E_NULL;
	status = survey(level, from, to, threshold, &period);
	if (status != KEFU_OK)
		return status;
	if (!period.any)
		figure_none(out, KEFU_STATE_NO_DATA);
	else
		read_level(out, period.above, to - from, period.changes);
	return KEFU_OK;
}

int32_t kefu_level_area(const kefu_level *level, int64_t from, int64_t to, int64_t *upper,
                        uint64_t *lower)
{
	struct period period;
	int32_t status;

	if (level == NULL || upper == NULL || lower == NULL)
		return KEFU_E_NULL;
	status = survey(level, from, to, 0, &period);
	if (status != KEFU_OK)
		return status;
	*upper = (int64_t)((uint128)period.area >> 64);
	*lower = (uint64_t)period.area;
	return KEFU_OK;
}
