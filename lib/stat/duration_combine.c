/* Many readings at once: columns, and other accumulators. */
#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/duration.h"

#define BATCH 256 /* readings looked at before they are counted; stays in L1 */
#define SMALL_BITS 28 /* a batch of squares of such readings fits 64 bits */

struct batch {
	uint64_t low, high, bits; /* bits: all readings or-ed */
};

/* The stride is known where it matters, and the loops are compiled twice. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static ALWAYS_INLINE struct batch look_stride(const void *ms, ptrdiff_t stride, size_t count)
{
	struct batch batch = {UINT64_MAX, 0, 0};
	size_t i;

	for (i = 0; i < count; i++) {
		uint64_t value = column_uint64(ms, stride, i);

		batch.low = value < batch.low ? value : batch.low;
		batch.high = value > batch.high ? value : batch.high;
		batch.bits |= value;
	}
	return batch;
}

static struct batch look(const void *ms, ptrdiff_t stride, size_t count)
{
	if (stride == (ptrdiff_t)sizeof(uint64_t))
		return look_stride(ms, sizeof(uint64_t), count);
	return look_stride(ms, stride, count);
}

static void add_totals(struct duration_block *block, uint128 sum, uint128 squares)
{
	sum += (uint128)block->sum_high << 64 | block->sum_low;
	squares += (uint128)block->squares_high << 64 | block->squares_low;
	block->sum_low = (uint64_t)sum;
	block->sum_high = (uint64_t)(sum >> 64);
	block->squares_low = (uint64_t)squares;
	block->squares_high = (uint64_t)(squares >> 64);
}

/* Of the room for `left` readings anywhere, each of these uses one. */
static void more(struct duration_block *block, uint64_t count)
{
	if (block->left >= count) {
		block->left -= count;
	} else {
		block->end += count - block->left;
		block->left = 0;
	}
}

/* Whether so many readings fit the totals, however long they are. */
static bool totals_have_room(const struct duration_block *block, uint64_t count)
{
	uint128 squares = (uint128)block->squares_high << 64 | block->squares_low;

	return (UINT128_MAX_VALUE - squares) >> 2 * DURATION_BITS >= count &&
	       INT64_MAX - duration_block_count(block) >= count;
}

/* There is room, and no total can overflow. */
static ALWAYS_INLINE void count_stride(struct duration *duration, const void *ms,
                                       ptrdiff_t stride, size_t count, bool small)
{
	struct duration_block *block = duration->store;
	uint16_t *cells16 = duration_cells16(block);
	uint32_t *cells32 = duration_cells32(block);
	uint32_t first = duration->first;
	uint64_t sum = 0, small_squares = 0;
	uint128 squares = 0;
	size_t i;

	if (duration->form == DURATION_DENSE16) {
		for (i = 0; i < count; i++) {
			uint64_t value = column_uint64(ms, stride, i);

			cells16[duration_bucket(value) - first]++;
			sum += value;
			if (small)
				small_squares += value * value;
			else
				squares += (uint128)value * value;
		}
	} else if (duration->form == DURATION_DENSE32) {
		for (i = 0; i < count; i++) {
			uint64_t value = column_uint64(ms, stride, i);

			cells32[duration_bucket(value) - first]++;
			sum += value;
			if (small)
				small_squares += value * value;
			else
				squares += (uint128)value * value;
		}
	} else {
		for (i = 0; i < count; i++) {
			uint64_t value = column_uint64(ms, stride, i);

			duration_put_cells(duration, duration_bucket(value), 1);
			sum += value;
			squares += (uint128)value * value;
		}
	}
	more(block, count);
	add_totals(block, sum, squares + small_squares);
}

static void count_batch(struct duration *duration, const void *ms, ptrdiff_t stride,
                        size_t count, const struct batch *batch)
{
	struct duration_block *block = duration->store;

	if (stride != (ptrdiff_t)sizeof(uint64_t))
		count_stride(duration, ms, stride, count, false);
	else if (batch->bits >> SMALL_BITS == 0)
		count_stride(duration, ms, sizeof(uint64_t), count, true);
	else
		count_stride(duration, ms, sizeof(uint64_t), count, false);
	if (batch->low <= block->min) {
		block->min = batch->low;
		duration->min_is_bound = false;
	}
	if (batch->high >= block->max) {
		block->max = batch->high;
		duration->max_is_bound = false;
	}
}

static int32_t find_bad(const void *ms, ptrdiff_t stride, size_t from, size_t *bad_index)
{
	size_t i;

	for (i = from;; i++) {
		int64_t value = column_int64(ms, stride, i);

		if (value >= 0 && value <= (int64_t)DURATION_MAX)
			continue;
		if (bad_index != NULL)
			*bad_index = i;
		return value < 0 ? KEFU_E_NEGATIVE : KEFU_E_RANGE;
	}
}

/* Counts into a block form; `*done` says how many when that fails. */
static int32_t count_all(struct duration *duration, const kefu_allocator *allocator,
                         const void *ms, ptrdiff_t stride, size_t count, size_t *done,
                         size_t *bad_index)
{
	size_t at;

	for (at = 0; at < count; at += BATCH) {
		size_t here = count - at < BATCH ? count - at : BATCH, i;
		const void *start = column_at(ms, stride, at);
		struct batch batch = look(start, stride, here);
		struct duration_block *block;
		int32_t status;

		*done = at;
		if (batch.bits > DURATION_MAX)
			return find_bad(ms, stride, at, bad_index);
		status = duration_reserve(duration, allocator, count - at, here, batch.low, batch.high);
		if (status != KEFU_OK)
			return status;
		block = duration->store;
		if (totals_have_room(block, here)) {
			count_batch(duration, start, stride, here, &batch);
			continue;
		}
		for (i = 0; i < here; i++) { /* the sum of squares is nearly full */
			status = duration_add_slow(duration, allocator, column_uint64(start, stride, i));
			if (status != KEFU_OK)
				return status;
			(*done)++;
		}
	}
	return KEFU_OK;
}

static void uncount(struct duration *duration, const void *ms, ptrdiff_t stride, size_t count,
                    const struct duration_totals *before)
{
	size_t i;

	if (duration->form == DURATION_LOG)
		duration->count = (uint16_t)before->n;
	else
		for (i = 0; i < count; i++)
			duration_put_cells(duration, duration_bucket(column_uint64(ms, stride, i)),
			                   UINT64_MAX);
	duration_set_totals(duration, before);
}

/* Few readings more on top of few. */
static int32_t add_raw(struct duration *duration, const kefu_allocator *allocator,
                       const void *ms, ptrdiff_t stride, size_t count, size_t *bad_index)
{
	struct batch batch = look(ms, stride, count);
	int32_t status;
	size_t i;

	if (batch.bits > DURATION_MAX)
		return find_bad(ms, stride, 0, bad_index);
	status = duration_reserve(duration, allocator, count, count, batch.low, batch.high);
	for (i = 0; i < count && status == KEFU_OK; i++)
		duration_put_raw(duration, column_uint64(ms, stride, i));
	return status;
}

int32_t duration_add_many(struct duration *duration, const kefu_allocator *allocator,
                          const void *ms, ptrdiff_t stride, size_t count,
                          size_t *bad_index)
{
	size_t done = 0;
	int32_t status;

	if (count == 0)
		return KEFU_OK;
	if (duration->form == DURATION_RAW) {
		struct duration work;
		struct batch batch;

		if (count <= (size_t)(DURATION_EXACT - duration->count))
			return add_raw(duration, allocator, ms, stride, count, bad_index);
		/* The exact readings stay until nothing can fail any more. */
		batch = look(ms, stride, count < BATCH ? count : BATCH);
		if (batch.bits > DURATION_MAX)
			return find_bad(ms, stride, 0, bad_index);
		status = duration_build(&work, allocator, duration, count, BATCH, batch.low,
		                        batch.high, false);
		if (status != KEFU_OK)
			return status;
		status = count_all(&work, allocator, ms, stride, count, &done, bad_index);
		duration_release(status == KEFU_OK ? duration : &work, allocator);
		if (status == KEFU_OK)
			*duration = work;
	} else {
		struct duration_totals before;

		duration_totals(duration, &before);
		status = count_all(duration, allocator, ms, stride, count, &done, bad_index);
		if (status != KEFU_OK)
			uncount(duration, ms, stride, done, &before);
	}
	return status;
}

static void merge_extremes(struct duration *duration, const struct duration_totals *other)
{
	struct duration_block *block = duration->store;

	if (other->min < block->min) {
		block->min = other->min;
		duration->min_is_bound = other->min_is_bound;
	} else if (other->min == block->min) {
		duration->min_is_bound = duration->min_is_bound && other->min_is_bound;
	}
	if (other->max > block->max) {
		block->max = other->max;
		duration->max_is_bound = other->max_is_bound;
	} else if (other->max == block->max) {
		duration->max_is_bound = duration->max_is_bound && other->max_is_bound;
	}
}

/* Lengths that compilers know, and arrays apart: vector instructions. */
#define ADD_CELLS(name, wide, narrow) \
	static void name(wide *restrict to, const narrow *restrict from, uint32_t count) \
	{ \
		uint32_t i, k; \
\
		for (i = 0; i < count; i += DURATION_STEP) \
			for (k = 0; k < DURATION_STEP; k++) \
				to[i + k] = (wide)(to[i + k] + from[i + k]); \
	}

ADD_CELLS(add_cells_8_8, uint8_t, uint8_t)
ADD_CELLS(add_cells_16_8, uint16_t, uint8_t)
ADD_CELLS(add_cells_16_16, uint16_t, uint16_t)
ADD_CELLS(add_cells_32_16, uint32_t, uint16_t)
ADD_CELLS(add_cells_32_32, uint32_t, uint32_t)

static void merge_cells(struct duration *duration, const struct duration *other, uint64_t n)
{
	struct duration_block *block = duration->store;
	struct duration_block *source = other->store;
	uint32_t shift = (uint32_t)other->first - duration->first, i;
	/* The same memory is not arrays apart. */
	unsigned pair = block == source ? 0 : duration->form * 16u + other->form;

	switch (pair) {
	case DURATION_DENSE8 * 16 + DURATION_DENSE8:
		add_cells_8_8(duration_cells8(block) + shift, duration_cells8(source), other->length);
		return;
	case DURATION_DENSE16 * 16 + DURATION_DENSE8:
		add_cells_16_8(duration_cells16(block) + shift, duration_cells8(source), other->length);
		return;
	case DURATION_DENSE16 * 16 + DURATION_DENSE16:
		add_cells_16_16(duration_cells16(block) + shift, duration_cells16(source), other->length);
		return;
	case DURATION_DENSE32 * 16 + DURATION_DENSE16:
		add_cells_32_16(duration_cells32(block) + shift, duration_cells16(source), other->length);
		return;
	case DURATION_DENSE32 * 16 + DURATION_DENSE32:
		add_cells_32_32(duration_cells32(block) + shift, duration_cells32(source), other->length);
		return;
	default:
		break;
	}
	if (other->form == DURATION_LOG) {
		for (i = 0; i < n; i++)
			duration_put_cells(duration, source->cells[i], 1);
		return;
	}
	for (i = 0; i < other->length; i++) {
		uint64_t count = duration_cell(source->cells, other->form, i);

		if (count != 0)
			duration_put_cells(duration, other->first + i, count);
	}
}

/* How many readings of another fall into one bucket at most; without a search
 * where there is room for all of them. */
static uint64_t most_in_a_cell(const struct duration *duration, const struct duration *other,
                               uint64_t n)
{
	const struct duration_block *block = duration->store;

	if (duration_is_table(duration) && duration->form != DURATION_DENSE8 && n <= block->left)
		return n;
	return duration_fullest(other);
}

int32_t duration_merge(struct duration *duration, const kefu_allocator *allocator,
                       const struct duration *other)
{
	struct duration_totals own, totals;
	struct duration_block *block;
	uint64_t most;
	int32_t status;

	if (duration_count(other) == 0)
		return KEFU_OK;
	if (other->form == DURATION_RAW) {
		uint64_t values[DURATION_EXACT];
		size_t count = duration_raw_values(other, values);

		return duration_add_many(duration, allocator, values, sizeof values[0], count, NULL);
	}
	duration_totals(duration, &own);
	duration_totals(other, &totals);
	if (totals.squares > UINT128_MAX_VALUE - own.squares || totals.n > INT64_MAX - own.n)
		return KEFU_E_OVERFLOW;
	most = most_in_a_cell(duration, other, totals.n);
	if (duration->form != DURATION_RAW) {
		status = duration_reserve(duration, allocator, totals.n, most, totals.min, totals.max);
		if (status != KEFU_OK)
			return status;
	} else {
		struct duration work;

		status = duration_build(&work, allocator, duration, totals.n, most, totals.min,
		                        totals.max, false);
		if (status != KEFU_OK)
			return status;
		duration_release(duration, allocator);
		*duration = work;
	}
	block = duration->store;
	merge_cells(duration, other, totals.n); /* `other` may be this one */
	more(block, totals.n);
	add_totals(block, totals.sum, totals.squares);
	merge_extremes(duration, &totals);
	if (duration->min_is_bound || duration->max_is_bound) {
		block->end = own.n + totals.n;
		block->left = 0;
	}
	return KEFU_OK;
}
