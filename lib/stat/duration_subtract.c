/* Readings that were merged in are taken out again. */
#include <string.h>

#include "stat/duration.h"

static int32_t subtract_raw(struct duration *duration, const kefu_allocator *allocator,
                            const struct duration *other)
{
	uint64_t mine[DURATION_EXACT], theirs[DURATION_EXACT];
	size_t count = duration_raw_values(duration, mine);
	size_t less = duration_raw_values(other, theirs), left = 0, i, k = 0;

	duration_sort(mine, count);
	duration_sort(theirs, less);
	for (i = 0; i < count; i++)
		if (k < less && mine[i] == theirs[k])
			k++;
		else
			mine[left++] = mine[i];
	if (k != less)
		return KEFU_E_UNDERFLOW;
	duration->count = 0; /* there is room for what was there before */
	for (i = 0; i < left; i++)
		(void)duration_add_slow(duration, allocator, mine[i]);
	return KEFU_OK;
}

static bool take_one(struct duration *duration, uint32_t bucket)
{
	uint32_t at = bucket - duration->first;

	if (at >= duration->length ||
	    duration_cell(((struct duration_block *)duration->store)->cells, duration->form, at) == 0)
		return false;
	duration_put_cells(duration, bucket, UINT64_MAX);
	return true;
}

/* The buckets of a duration that is no table. */
static uint32_t few_buckets(const struct duration *duration, uint16_t *buckets)
{
	const struct duration_block *block = duration->store;
	uint64_t values[DURATION_EXACT];
	uint32_t i;

	if (duration->form == DURATION_LOG) {
		memcpy(buckets, block->cells, duration->count * sizeof buckets[0]);
	} else {
		(void)duration_raw_values(duration, values);
		for (i = 0; i < duration->count; i++)
			buckets[i] = (uint16_t)duration_bucket(values[i]);
	}
	return duration->count;
}

/* Puts counts back that were taken out of a table. */
static void give_cells(struct duration *duration, const struct duration *other)
{
	const struct duration_block *source = other->store;
	uint16_t buckets[DURATION_LOG_ROOM];
	uint32_t i;

	if (!duration_is_table(other)) {
		for (i = few_buckets(other, buckets); i != 0; i--)
			duration_put_cells(duration, buckets[i - 1], 1);
		return;
	}
	for (i = 0; i < other->length; i++) {
		uint64_t count = duration_cell(source->cells, other->form, i);

		if (count != 0)
			duration_put_cells(duration, other->first + i, count);
	}
}

/* As above; taking a table out of itself is allowed, so not apart for sure. */
#define TAKE_CELLS(name, wide, narrow) \
	static bool name(wide *from, const narrow *less, uint32_t count) \
	{ \
		uint32_t i, k; \
		wide wrong = 0; \
\
		for (i = 0; i < count; i += DURATION_STEP) \
			for (k = 0; k < DURATION_STEP; k++) \
				wrong = (wide)(wrong | (less[i + k] > from[i + k])); \
		if (wrong != 0) \
			return false; \
		for (i = 0; i < count; i += DURATION_STEP) { \
			wide step[DURATION_STEP]; \
\
			for (k = 0; k < DURATION_STEP; k++) \
				step[k] = (wide)(from[i + k] - less[i + k]); \
			memcpy(from + i, step, sizeof step); \
		} \
		return true; \
	}

TAKE_CELLS(take_cells_8_8, uint8_t, uint8_t)
TAKE_CELLS(take_cells_16_8, uint16_t, uint8_t)
TAKE_CELLS(take_cells_16_16, uint16_t, uint16_t)
TAKE_CELLS(take_cells_32_16, uint32_t, uint16_t)
TAKE_CELLS(take_cells_32_32, uint32_t, uint32_t)

/* Takes the other's counts out of a table, or leaves it as it was. */
static bool take_cells(struct duration *duration, const struct duration *other)
{
	struct duration_block *block = duration->store, *source = other->store;
	uint32_t shift = (uint32_t)other->first - duration->first, i, count;
	uint16_t buckets[DURATION_LOG_ROOM];

	if (!duration_is_table(other)) {
		count = few_buckets(other, buckets);
		for (i = 0; i < count && take_one(duration, buckets[i]); i++)
			;
		if (i == count)
			return true;
		while (i-- > 0)
			duration_put_cells(duration, buckets[i], 1);
		return false;
	}
	if (other->first >= duration->first &&
	    other->first + other->length <= duration->first + duration->length)
		switch (duration->form * 16u + other->form) {
		case DURATION_DENSE8 * 16 + DURATION_DENSE8:
			return take_cells_8_8(duration_cells8(block) + shift, duration_cells8(source), other->length);
		case DURATION_DENSE16 * 16 + DURATION_DENSE8:
			return take_cells_16_8(duration_cells16(block) + shift, duration_cells8(source),
			                       other->length);
		case DURATION_DENSE16 * 16 + DURATION_DENSE16:
			return take_cells_16_16(duration_cells16(block) + shift, duration_cells16(source),
			                        other->length);
		case DURATION_DENSE32 * 16 + DURATION_DENSE16:
			return take_cells_32_16(duration_cells32(block) + shift, duration_cells16(source),
			                        other->length);
		case DURATION_DENSE32 * 16 + DURATION_DENSE32:
			return take_cells_32_32(duration_cells32(block) + shift, duration_cells32(source),
			                        other->length);
		default:
			break;
		}
	for (i = 0; i < other->length; i++) {
		uint64_t less = duration_cell(source->cells, other->form, i);
		uint32_t at = other->first + i - duration->first;

		if (less != 0 && (at >= duration->length ||
		                  less > duration_cell(block->cells, duration->form, at)))
			return false;
	}
	for (i = 0; i < other->length; i++) {
		uint64_t less = duration_cell(source->cells, other->form, i);

		if (less != 0)
			duration_put_cells(duration, other->first + i, UINT64_MAX - less + 1);
	}
	return true;
}

static uint32_t lowest_bucket(const struct duration *duration)
{
	const struct duration_block *block = duration->store;
	uint32_t i = duration_bucket(block->min) - duration->first;

	while (duration_cell(block->cells, duration->form, i) == 0)
		i++;
	return duration->first + i;
}

static uint32_t highest_bucket(const struct duration *duration)
{
	const struct duration_block *block = duration->store;
	uint32_t i = duration_bucket(block->max) - duration->first;

	while (duration_cell(block->cells, duration->form, i) == 0)
		i--;
	return duration->first + i;
}

/* What is left, when the counters already are. A least reading that did not
 * leave is still the least; else only its bucket is known. */
static void rest(const struct duration *duration, const struct duration_totals *out,
                 struct duration_totals *totals)
{
	uint32_t lowest = lowest_bucket(duration), highest = highest_bucket(duration);

	if (duration_bucket(totals->min) != lowest || out->min <= totals->min) {
		totals->min = duration_bucket_low(lowest);
		totals->min_is_bound = duration_bucket_shift(lowest) != 0;
	}
	if (duration_bucket(totals->max) != highest || out->max >= totals->max) {
		totals->max = duration_bucket_high(highest);
		totals->max_is_bound = duration_bucket_shift(highest) != 0;
	}
	if (totals->n == 1 && totals->sum >= totals->min && totals->sum <= totals->max) {
		totals->min = totals->max = (uint64_t)totals->sum;
		totals->min_is_bound = totals->max_is_bound = false;
	}
}

int32_t duration_subtract(struct duration *duration, const kefu_allocator *allocator,
                          const struct duration *other)
{
	struct duration_totals totals, out;
	struct duration work = *duration;
	bool fits;

	duration_totals(duration, &totals);
	duration_totals(other, &out);
	if (out.n == 0)
		return KEFU_OK;
	if (out.n > totals.n || out.sum > totals.sum || out.squares > totals.squares)
		return KEFU_E_UNDERFLOW;
	if (duration->form == DURATION_RAW && other->form == DURATION_RAW)
		return subtract_raw(duration, allocator, other);
	totals.n -= out.n;
	totals.sum -= out.sum;
	totals.squares -= out.squares;
	if (totals.n == 0 && (totals.sum != 0 || totals.squares != 0))
		return KEFU_E_UNDERFLOW;
	if (!duration_is_table(duration)) {
		int32_t status = duration_build(&work, allocator, duration, 0, 0, out.min, out.max, true);

		if (status != KEFU_OK)
			return status;
	}
	fits = take_cells(&work, other);
	if (fits && totals.n != 0) {
		rest(&work, &out, &totals);
		fits = duration_totals_hold(&totals);
		if (!fits) /* all of it was there, so all of it goes back */
			give_cells(&work, other);
	}
	if (work.store != duration->store && fits)
		duration_release(duration, allocator);
	if (work.store != duration->store && !fits)
		duration_release(&work, allocator);
	if (!fits)
		return KEFU_E_UNDERFLOW;
	*duration = work;
	if (totals.n == 0)
		duration_release(duration, allocator);
	else
		duration_set_totals(duration, &totals);
	return KEFU_OK;
}
