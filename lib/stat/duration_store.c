/* How durations are kept: few as they are, some as a log of bucket numbers,
 * many as a window of counters as narrow as will do. */
#include <string.h>

#include "base/memory.h"
#include "stat/duration.h"

#define LOG_MOST 1024   /* readings */
#define WINDOW_STEP 32u /* a window's ends are multiples of it */
/* Counters get wider this long before they must, or else the search for the
 * fullest one would be repeated for every few readings. */
#define COUNTER_SLACK 4096u

static uint64_t raw_get(const struct duration *duration, size_t at)
{
	const uint8_t *bytes = (const uint8_t *)duration->store + at * duration->width;
	uint64_t ms = 0;
	unsigned i;

	for (i = 0; i < duration->width; i++)
		ms |= (uint64_t)bytes[i] << 8 * i;
	return ms;
}

static void raw_set(struct duration *duration, size_t at, uint64_t ms)
{
	uint8_t *bytes = (uint8_t *)duration->store + at * duration->width;
	unsigned i;

	for (i = 0; i < duration->width; i++)
		bytes[i] = (uint8_t)(ms >> 8 * i);
}

static uint8_t raw_width(uint64_t ms)
{
	if (ms < (uint64_t)1 << 16)
		return 2;
	if (ms < (uint64_t)1 << 24)
		return 3;
	return ms < (uint64_t)1 << 32 ? 4 : 6;
}

size_t duration_raw_values(const struct duration *duration, uint64_t *values)
{
	size_t i;

	for (i = 0; i < duration->count; i++)
		values[i] = raw_get(duration, i);
	return duration->count;
}

size_t duration_memory(const struct duration *duration)
{
	const struct duration_block *block = duration->store;

	if (duration->form == DURATION_RAW)
		return (size_t)duration->capacity * duration->width;
	return sizeof *block + (size_t)block->length *
	       (duration->form == DURATION_LOG ? 2u : duration->form);
}

void duration_release(struct duration *duration, const kefu_allocator *allocator)
{
	memory_put(allocator, duration->store, duration_memory(duration));
	memset(duration, 0, sizeof *duration);
}

uint64_t duration_count(const struct duration *duration)
{
	const struct duration_block *block = duration->store;

	return duration->form == DURATION_RAW ? duration->count : block->n;
}

void duration_totals(const struct duration *duration, struct duration_totals *totals)
{
	const struct duration_block *block = duration->store;
	size_t i;

	memset(totals, 0, sizeof *totals);
	if (duration->form != DURATION_RAW) {
		totals->sum = block->sum;
		totals->squares = block->squares;
		totals->n = block->n;
		totals->min = block->min;
		totals->max = block->max;
		totals->min_is_bound = block->min_is_bound;
		totals->max_is_bound = block->max_is_bound;
		return;
	}
	for (i = 0; i < duration->count; i++) {
		uint64_t ms = raw_get(duration, i);

		totals->sum += ms;
		totals->squares += (uint128)ms * ms;
		if (i == 0 || ms < totals->min)
			totals->min = ms;
		if (ms > totals->max)
			totals->max = ms;
	}
	totals->n = duration->count;
}

void duration_sort(uint64_t *values, size_t count)
{
	size_t i, k;

	for (i = 1; i < count; i++) {
		uint64_t value = values[i];

		for (k = i; k > 0 && values[k - 1] > value; k--)
			values[k] = values[k - 1];
		values[k] = value;
	}
}

static uint64_t fullest_cell(const struct duration *duration)
{
	struct duration_block *block = duration->store;
	uint32_t i;

	if (duration->form == DURATION_RAW)
		return duration->count;
	if (duration->form == DURATION_LOG)
		return block->n;
	if (duration->form == DURATION_DENSE16) {
		uint16_t most = 0;

		for (i = 0; i < block->length; i++)
			most = block->cells[i] > most ? block->cells[i] : most;
		return most;
	}
	if (duration->form == DURATION_DENSE32) {
		const uint32_t *cells = duration_cells32(block);
		uint32_t most = 0;

		for (i = 0; i < block->length; i++)
			most = cells[i] > most ? cells[i] : most;
		return most;
	} else {
		const uint64_t *cells = duration_cells64(block);
		uint64_t most = 0;

		for (i = 0; i < block->length; i++)
			most = cells[i] > most ? cells[i] : most;
		return most;
	}
}

/* How many more readings neither counters nor the sum of squares can refuse. */
static void set_check(struct duration *duration, uint64_t fullest)
{
	struct duration_block *block = duration->store;
	uint64_t limit = duration->form == DURATION_DENSE16 ? UINT16_MAX :
	                 duration->form == DURATION_DENSE32 ? UINT32_MAX : INT64_MAX;
	uint128 squares_left = (UINT128_MAX_VALUE - block->squares) >> 2 * DURATION_BITS;
	uint64_t left = limit - fullest;

	if (squares_left < left)
		left = (uint64_t)squares_left;
	if (left > INT64_MAX - block->n)
		left = INT64_MAX - block->n;
	block->check = block->n + left;
}

void duration_put_cells(struct duration *duration, uint32_t bucket, uint64_t count)
{
	struct duration_block *block = duration->store;
	uint32_t at = bucket - block->first;

	switch (duration->form) {
	case DURATION_LOG: /* `first` counts the entries until the totals do */
		for (; count != 0; count--)
			block->cells[block->first++] = (uint16_t)bucket;
		break;
	case DURATION_DENSE16:
		block->cells[at] = (uint16_t)(block->cells[at] + count);
		break;
	case DURATION_DENSE32:
		duration_cells32(block)[at] += (uint32_t)count;
		break;
	default:
		duration_cells64(block)[at] += count;
	}
}

/* From one window of counters into one that holds it and is as wide. */
static void move_cells(struct duration *to, const struct duration *from)
{
	struct duration_block *target = to->store;
	struct duration_block *source = from->store;
	uint32_t shift = (uint32_t)source->first - target->first, i;

	if (to->form == from->form) {
		memcpy((uint8_t *)target->cells + (size_t)shift * to->form, source->cells,
		       (size_t)source->length * from->form);
		return;
	}
	for (i = 0; i < source->length; i++) {
		uint64_t count = duration_cell(source->cells, from->form, i);

		if (to->form == DURATION_DENSE32)
			duration_cells32(target)[shift + i] = (uint32_t)count;
		else
			duration_cells64(target)[shift + i] = count;
	}
}

static void move_contents(struct duration *to, const struct duration *from)
{
	struct duration_block *source = from->store;
	uint32_t i;

	if (from->form == DURATION_RAW) {
		for (i = 0; i < from->count; i++)
			duration_put_cells(to, duration_bucket(raw_get(from, i)), 1);
	} else if (from->form == DURATION_LOG) {
		for (i = 0; i < source->n; i++)
			duration_put_cells(to, source->cells[i], 1);
	} else {
		move_cells(to, from);
	}
}

int32_t duration_build(struct duration *out, const kefu_allocator *allocator,
                       const struct duration *from, uint64_t extra, uint64_t extra_cell,
                       uint64_t low, uint64_t high, bool dense)
{
	struct duration built = {NULL, 0, 0, 0, 0, 0};
	struct duration_totals totals;
	struct duration_block *block;
	uint64_t n, fullest = 0;
	uint32_t first, end, width;
	size_t size;

	duration_totals(from, &totals);
	if (extra > INT64_MAX - totals.n)
		return KEFU_E_OVERFLOW;
	n = totals.n + extra;
	if (totals.n != 0) {
		low = totals.min < low ? totals.min : low;
		high = totals.max > high ? totals.max : high;
	}
	first = duration_bucket(low) / WINDOW_STEP * WINDOW_STEP;
	end = (duration_bucket(high) / WINDOW_STEP + 1) * WINDOW_STEP;
	if (from->form >= DURATION_DENSE16) { /* a window only grows */
		const struct duration_block *source = from->store;

		first = source->first < first ? source->first : first;
		if (end < (uint32_t)source->first + source->length)
			end = (uint32_t)source->first + source->length;
	}
	if (!dense && from->form < DURATION_DENSE16 && n <= LOG_MOST && n <= end - first) {
		built.form = DURATION_LOG;
		first = 0;
		end = (uint32_t)(n + n / 4 + 15) / 16 * 16;
		width = 2;
	} else {
		uint64_t need;

		fullest = fullest_cell(from);
		need = fullest + extra_cell; /* below 2^64: each is below 2^63 */
		built.form = need <= UINT16_MAX - COUNTER_SLACK ? DURATION_DENSE16 :
		             need <= UINT32_MAX - COUNTER_SLACK ? DURATION_DENSE32 :
		                                                  DURATION_DENSE64;
		if (built.form < from->form)
			built.form = from->form;
		width = built.form;
	}
	size = sizeof *block + (size_t)(end - first) * width;
	block = memory_get_zeroed(allocator, size);
	if (block == NULL)
		return KEFU_E_NOMEM;
	block->sum = totals.sum;
	block->squares = totals.squares;
	block->n = totals.n;
	block->min = totals.n != 0 ? totals.min : UINT64_MAX;
	block->max = totals.max;
	block->min_is_bound = totals.min_is_bound;
	block->max_is_bound = totals.max_is_bound;
	block->first = (uint16_t)first;
	block->length = (uint16_t)(end - first);
	built.store = block;
	move_contents(&built, from);
	if (built.form != DURATION_LOG)
		set_check(&built, fullest);
	*out = built;
	return KEFU_OK;
}

static int32_t raw_reserve(struct duration *duration, const kefu_allocator *allocator,
                           size_t need, uint64_t high)
{
	static const uint8_t steps[] = {4, 8, 16, 24, 32, 48, DURATION_EXACT};
	struct duration larger = *duration;
	size_t i;

	if (raw_width(high) > larger.width)
		larger.width = raw_width(high);
	for (i = 0; larger.capacity < need; i++)
		larger.capacity = steps[i] > larger.capacity ? steps[i] : larger.capacity;
	if (larger.capacity == duration->capacity && larger.width == duration->width)
		return KEFU_OK;
	larger.store = memory_get(allocator, duration_memory(&larger));
	if (larger.store == NULL)
		return KEFU_E_NOMEM;
	if (larger.width == duration->width)
		memcpy(larger.store, duration->store, (size_t)duration->count * duration->width);
	else
		for (i = 0; i < duration->count; i++)
			raw_set(&larger, i, raw_get(duration, i));
	memory_put(allocator, duration->store, duration_memory(duration));
	*duration = larger;
	return KEFU_OK;
}

int32_t duration_reserve(struct duration *duration, const kefu_allocator *allocator,
                         uint64_t extra, uint64_t extra_cell, uint64_t low, uint64_t high)
{
	struct duration_block *block = duration->store;
	struct duration built;
	int32_t status;

	if (duration->form == DURATION_RAW) {
		if (extra <= (uint64_t)(DURATION_EXACT - duration->count))
			return raw_reserve(duration, allocator, duration->count + (size_t)extra, high);
	} else if (duration->form == DURATION_LOG) {
		if (extra <= block->length - block->n)
			return KEFU_OK;
	} else if (duration_bucket(low) >= block->first &&
	           duration_bucket(high) < (uint32_t)block->first + block->length) {
		uint64_t fullest, limit = duration->form == DURATION_DENSE16 ? UINT16_MAX :
		                          duration->form == DURATION_DENSE32 ? UINT32_MAX : INT64_MAX;

		if (extra_cell <= block->check - block->n)
			return KEFU_OK;
		fullest = fullest_cell(duration);
		if (extra_cell <= limit && fullest <= limit - extra_cell &&
		    (duration->form == DURATION_DENSE64 ||
		     fullest + extra_cell <= limit - COUNTER_SLACK)) {
			set_check(duration, fullest);
			return KEFU_OK;
		}
	}
	status = duration_build(&built, allocator, duration, extra, extra_cell, low, high, false);
	if (status != KEFU_OK)
		return status;
	memory_put(allocator, duration->store, duration_memory(duration));
	*duration = built;
	return KEFU_OK;
}

/* There is room. */
static void put(struct duration *duration, uint64_t ms)
{
	struct duration_block *block = duration->store;

	if (duration->form == DURATION_RAW) {
		raw_set(duration, duration->count++, ms);
		return;
	}
	duration_put_cells(duration, duration_bucket(ms), 1);
	duration_count_in(block, ms);
}

int32_t duration_add_slow(struct duration *duration, const kefu_allocator *allocator,
                          uint64_t ms)
{
	struct duration_block *block = duration->store;
	int32_t status;

	if (duration->form != DURATION_RAW) {
		if ((uint128)ms * ms > UINT128_MAX_VALUE - block->squares || block->n >= INT64_MAX)
			return KEFU_E_OVERFLOW;
		if (duration->form == DURATION_LOG && block->n < block->length) {
			block->cells[block->first++] = (uint16_t)duration_bucket(ms);
			duration_count_in(block, ms);
			return KEFU_OK;
		}
	} else if (duration->count < duration->capacity && ms >> 8 * duration->width == 0) {
		raw_set(duration, duration->count++, ms);
		return KEFU_OK;
	}
	status = duration_reserve(duration, allocator, 1, 1, ms, ms);
	if (status == KEFU_OK)
		put(duration, ms);
	return status;
}

int32_t duration_copy(struct duration *copy, const kefu_allocator *allocator,
                      const struct duration *from)
{
	const struct duration_block *source = from->store;
	struct duration made = *from;
	size_t size = duration_memory(from);

	if (from->form == DURATION_RAW) {
		made.capacity = from->count;
		size = (size_t)from->count * from->width;
	} else if (from->form == DURATION_LOG) {
		size = sizeof *source + source->n * sizeof source->cells[0];
	}
	if (duration_count(from) == 0) {
		memset(copy, 0, sizeof *copy);
		return KEFU_OK;
	}
	made.store = memory_get(allocator, size);
	if (made.store == NULL)
		return KEFU_E_NOMEM;
	memcpy(made.store, from->store, size);
	if (from->form == DURATION_LOG)
		((struct duration_block *)made.store)->length = (uint16_t)source->n;
	*copy = made;
	return KEFU_OK;
}
