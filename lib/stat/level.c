#include "stat/level.h"

#include <stdbool.h>
#include <string.h>

#include "base/column.h"
#include "base/integer.h"
#include "base/memory.h"
#include "stat/section.h"

#define VERSION 1u
#define LATE_MIN 64

int64_t kefu_level_step_max(void)
{
	return LEVEL_STEP_MAX;
}

int32_t kefu_level_new(const kefu_allocator *allocator, kefu_level **out)
{
	kefu_allocator memory;
	kefu_level *level;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	level = memory_get_zeroed(&memory, sizeof *level);
	if (level == NULL)
		return KEFU_E_NOMEM;
	level->allocator = memory;
	*out = level;
	return KEFU_OK;
}

static void drop_steps(kefu_level *level)
{
	memory_put(&level->allocator, level->steps, level->capacity * sizeof *level->steps);
	memory_put(&level->allocator, level->late, level->late_capacity * sizeof *level->late);
	level->steps = level->late = NULL;
	level->count = level->capacity = 0;
	level->late_count = level->late_capacity = 0;
}

void kefu_level_free(kefu_level *level)
{
	kefu_allocator memory;

	if (level == NULL)
		return;
	drop_steps(level);
	memory = level->allocator;
	memory_put(&memory, level, sizeof *level);
}

int32_t kefu_level_reset(kefu_level *level)
{
	if (level == NULL)
		return KEFU_E_NULL;
	drop_steps(level);
	return KEFU_OK;
}

static bool within_step_max(int64_t step)
{
	return step >= -LEVEL_STEP_MAX && step <= LEVEL_STEP_MAX;
}

/* Replaces the steps by their sum with another run, `sign` times. */
static int32_t combine(kefu_level *level, struct level_cursor other, int64_t sign)
{
	struct level_cursor own = level_cursor_of(level);
	size_t room = level->count + level->late_count + (size_t)(other.end - other.at) +
	              (size_t)(other.late_end - other.late);
	const struct level_step *a = level_cursor_next(&own), *b = level_cursor_next(&other);
	struct level_step *merged;
	size_t count = 0;

	if (b == NULL)
		return KEFU_OK;
	if (room > SIZE_MAX / 2 / sizeof *merged)
		return KEFU_E_NOMEM;
	merged = memory_get(&level->allocator, room * sizeof *merged);
	if (merged == NULL)
		return KEFU_E_NOMEM;
	while (a != NULL || b != NULL) {
		struct level_step sum = {0, 0};
		bool take_a = a != NULL && (b == NULL || a->t <= b->t);
		bool take_b = b != NULL && (a == NULL || b->t <= a->t);

		if (take_a) {
			sum = *a;
			a = level_cursor_next(&own);
		}
		if (take_b) {
			sum.t = b->t;
			sum.step += sign * b->step;
			b = level_cursor_next(&other);
		}
		if (!within_step_max(sum.step)) {
			memory_put(&level->allocator, merged, room * sizeof *merged);
			return KEFU_E_OVERFLOW;
		}
		if (sum.step != 0)
			merged[count++] = sum;
	}
	drop_steps(level);
	level->steps = merged;
	level->count = count;
	level->capacity = room;
	return KEFU_OK;
}

int32_t kefu_level_copy(const kefu_level *level, const kefu_allocator *allocator,
                        kefu_level **out)
{
	kefu_level *copy;
	int32_t status;

	if (level == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_level_new(allocator, &copy);
	if (status != KEFU_OK)
		return status;
	status = combine(copy, level_cursor_of(level), 1);
	if (status != KEFU_OK) {
		kefu_level_free(copy);
		return status;
	}
	*out = copy;
	return KEFU_OK;
}

/* The first of the run at t or later. */
static size_t find(const struct level_step *run, size_t count, int64_t t)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (run[middle].t < t)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

static int32_t raise_step(struct level_step *at, int64_t step)
{
	if (!within_step_max(at->step + step))
		return KEFU_E_OVERFLOW;
	at->step += step;
	return KEFU_OK;
}

/* Moves the late instants to where they belong. Nothing is overwritten before
 * it was read: the gaps close from the end. What lies before all of them is
 * not touched. */
static int32_t settle(kefu_level *level)
{
	size_t from = level->count, late = level->late_count, to = from + late, end = to;
	void *steps = level->steps;
	int32_t status = memory_reserve(&level->allocator, &steps, &level->capacity, to,
	                                sizeof *level->steps);

	if (status != KEFU_OK)
		return status;
	level->steps = steps;
	while (late != 0) {
		if (from != 0 && level->steps[from - 1].t > level->late[late - 1].t)
			level->steps[--to] = level->steps[--from];
		else
			level->steps[--to] = level->late[--late];
	}
	/* Instants that cancelled out are left behind. */
	for (from = to; from < end; from++)
		if (level->steps[from].step != 0)
			level->steps[to++] = level->steps[from];
	level->count = to;
	level->late_count = 0;
	return KEFU_OK;
}

static int32_t add_late(kefu_level *level, int64_t t, int64_t step)
{
	size_t place = find(level->late, level->late_count, t);
	void *late = level->late;
	int32_t status;

	if (place < level->late_count && level->late[place].t == t)
		return raise_step(&level->late[place], step);
	status = memory_reserve(&level->allocator, &late, &level->late_capacity,
	                        level->late_count + 1, sizeof *level->late);
	if (status != KEFU_OK)
		return status;
	level->late = late;
	memmove(level->late + place + 1, level->late + place,
	        (level->late_count - place) * sizeof *level->late);
	level->late[place].t = t;
	level->late[place].step = step;
	level->late_count++;
	return KEFU_OK;
}

static int32_t append(kefu_level *level, int64_t t, int64_t step)
{
	void *steps = level->steps;
	int32_t status;

	/* A last instant that cancelled out gives its place. */
	if (level->count != 0 && level->steps[level->count - 1].step == 0) {
		level->count--;
	} else {
		status = memory_reserve(&level->allocator, &steps, &level->capacity,
		                        level->count + 1, sizeof *level->steps);
		if (status != KEFU_OK)
			return status;
		level->steps = steps;
	}
	level->steps[level->count].t = t;
	level->steps[level->count].step = step;
	level->count++;
	return KEFU_OK;
}

int32_t kefu_level_add(kefu_level *level, int64_t t, int64_t step)
{
	size_t place;
	int32_t status;

	if (level == NULL)
		return KEFU_E_NULL;
	if (t < 0 || t > kefu_time_max())
		return KEFU_E_TIME;
	if (!within_step_max(step))
		return KEFU_E_RANGE;
	if (step == 0)
		return KEFU_OK;
	if (level->count == 0 || t > level->steps[level->count - 1].t)
		return append(level, t, step);
	place = find(level->steps, level->count, t);
	if (level->steps[place].t == t)
		return raise_step(&level->steps[place], step);
	if (level->late_count >= LATE_MIN && level->late_count / 4 >= level->count / level->late_count) {
		status = settle(level);
		if (status != KEFU_OK)
			return status;
		/* the instants may be others now */
		return kefu_level_add(level, t, step);
	}
	return add_late(level, t, step);
}

/* Sorts by time, from `run` with the help of `spare`, both of `count`; the
 * sorted one of the two is returned. Merging runs that double in length. */
static struct level_step *sort_steps(struct level_step *run, struct level_step *spare,
                                     size_t count)
{
	size_t width;

	for (width = 1; width < count; width *= 2) {
		struct level_step *swap = run;
		size_t start = 0;

		while (start < count) {
			size_t middle = width < count - start ? start + width : count;
			size_t end = width < count - middle ? middle + width : count;
			size_t a = start, b = middle, to = start;

			if (middle == count || run[middle - 1].t <= run[middle].t) {
				memcpy(spare + start, run + start, (end - start) * sizeof *run);
				start = end;
				continue;
			}
			while (a < middle && b < end)
				spare[to++] = run[b].t < run[a].t ? run[b++] : run[a++];
			memcpy(spare + to, run + a, (middle - a) * sizeof *run);
			to += middle - a;
			memcpy(spare + to, run + b, (end - b) * sizeof *run);
			start = end;
		}
		run = spare;
		spare = swap;
	}
	return run;
}

/* Sums up the steps of each instant in a sorted run. Rows that would pass
 * 64 bits would pass the limit first. */
static int32_t join_instants(struct level_step *run, size_t *count)
{
	size_t kept = 0, i = 0;

	while (i < *count) {
		struct level_step instant = run[i];
		int128 sum = 0;

		for (; i < *count && run[i].t == instant.t; i++)
			sum += run[i].step;
		if (sum < -LEVEL_STEP_MAX || sum > LEVEL_STEP_MAX)
			return KEFU_E_OVERFLOW;
		instant.step = (int64_t)sum;
		run[kept++] = instant;
	}
	*count = kept;
	return KEFU_OK;
}

int32_t kefu_level_add_many(kefu_level *level, const int64_t *times, ptrdiff_t times_stride,
                            const int64_t *steps, ptrdiff_t steps_stride, size_t count,
                            size_t *bad_index)
{
	struct level_step *block, *run;
	size_t i, instants = count, block_size;
	bool sorted = true;
	int64_t last = 0;
	int32_t status = KEFU_OK;

	if (level == NULL || ((times == NULL || steps == NULL) && count != 0))
		return KEFU_E_NULL;
	if (count == 0)
		return KEFU_OK;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		int64_t t = column_int64(times, times_stride, i);

		if (t < 0 || t > kefu_time_max())
			status = KEFU_E_TIME;
		else if (!within_step_max(column_int64(steps, steps_stride, i)))
			status = KEFU_E_RANGE;
		sorted = sorted && t >= last;
		last = t;
	}
	if (status != KEFU_OK) {
		if (bad_index != NULL)
			*bad_index = i - 1;
		return status;
	}
	if (count > SIZE_MAX / 4 / sizeof *block)
		return KEFU_E_NOMEM;
	block_size = (sorted ? count : 2 * count) * sizeof *block;
	block = memory_get(&level->allocator, block_size);
	if (block == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < count; i++) {
		block[i].t = column_int64(times, times_stride, i);
		block[i].step = column_int64(steps, steps_stride, i);
	}
	run = sorted ? block : sort_steps(block, block + count, count);
	status = join_instants(run, &instants);
	if (status == KEFU_OK && level->count != 0 &&
	    run[0].t > level->steps[level->count - 1].t) {
		/* All of it comes after what is there: the usual case of a
		 * program that follows the clock. */
		void *own = level->steps;

		status = memory_reserve(&level->allocator, &own, &level->capacity,
		                        level->count + instants, sizeof *level->steps);
		if (status == KEFU_OK) {
			level->steps = own;
			memcpy(level->steps + level->count, run, instants * sizeof *run);
			level->count += instants;
		}
	} else if (status == KEFU_OK) {
		status = combine(level, level_cursor_over(run, instants, NULL, 0), 1);
	}
	memory_put(&level->allocator, block, block_size);
	return status;
}

int32_t kefu_level_merge(kefu_level *level, const kefu_level *other)
{
	if (level == NULL || other == NULL)
		return KEFU_E_NULL;
	return combine(level, level_cursor_of(other), 1);
}

int32_t kefu_level_subtract(kefu_level *level, const kefu_level *other)
{
	if (level == NULL || other == NULL)
		return KEFU_E_NULL;
	return combine(level, level_cursor_of(other), -1);
}

/* Bytes: the number of instants, then for each the time since the one before
 * (the first: since 1970) and its step. */

int32_t kefu_level_encode(const kefu_level *level, void *buffer, size_t capacity, size_t *size)
{
	const struct level_step *step;
	struct codec_writer writer;
	struct level_cursor cursor;
	int64_t before = 0;
	size_t mark;
	int32_t status;

	if (level == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_LEVEL, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	codec_put_u64(&writer, (uint64_t)kefu_level_instants(level));
	cursor = level_cursor_of(level);
	while ((step = level_cursor_next(&cursor)) != NULL) {
		codec_put_u64(&writer, (uint64_t)(step->t - before));
		codec_put_i64(&writer, step->step);
		before = step->t;
	}
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

static void read_steps(struct codec_reader *body, struct level_step *steps, size_t count)
{
	int64_t t = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		uint64_t gap = codec_get_bounded(body, (uint64_t)(kefu_time_max() - t));
		int64_t step = codec_get_i64(body);

		if ((gap == 0 && i != 0) || step == 0 || !within_step_max(step))
			codec_fail(body, KEFU_E_CORRUPT);
		t += (int64_t)gap;
		steps[i].t = t;
		steps[i].step = step;
	}
}

int32_t kefu_level_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                          kefu_level **out)
{
	struct codec_reader body;
	kefu_level *level;
	size_t count;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_LEVEL, VERSION);
	if (status != KEFU_OK)
		return status;
	count = codec_get_count(&body, 2);
	if (body.status != KEFU_OK)
		return body.status;
	status = kefu_level_new(allocator, &level);
	if (status != KEFU_OK)
		return status;
	if (count != 0) {
		level->steps = memory_get(&level->allocator, count * sizeof *level->steps);
		if (level->steps == NULL) {
			kefu_level_free(level);
			return KEFU_E_NOMEM;
		}
		level->count = level->capacity = count;
	}
	read_steps(&body, level->steps, count);
	status = codec_finish(&body);
	if (status != KEFU_OK) {
		kefu_level_free(level);
		return status;
	}
	*out = level;
	return KEFU_OK;
}
