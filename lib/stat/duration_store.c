/* How durations are kept: few as they are, some as a log of bucket numbers,
 * many as a window of counters as narrow as will do. */
#include <string.h>

#include "base/integer.h"
#include "base/memory.h"
#include "stat/duration.h"

/* Counters get wider this long before they must, or else the search for the
 * fullest one would be repeated for every few readings. */
#define COUNTER_SLACK 4096u
#define ALIGNMENT 64u

static uint64_t raw_get(const struct duration *duration, size_t at)
{
	const uint8_t *bytes = (const uint8_t *)duration->store + at * duration->width;
	uint64_t ms = bytes[0] | (uint64_t)bytes[1] << 8;

	switch (duration->width) { /* no loop: each reading of a duration is read often */
	case 6:
		ms |= (uint64_t)bytes[5] << 40 | (uint64_t)bytes[4] << 32;
		/* fall through */
	case 4:
		ms |= (uint64_t)bytes[3] << 24;
		/* fall through */
	case 3:
		ms |= (uint64_t)bytes[2] << 16;
		/* fall through */
	default:
		return ms;
	}
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

/* Bytes before what the store points to. */
static size_t padding(const struct duration *duration)
{
	return duration_is_table(duration) ? duration->padding : 0;
}

size_t duration_memory(const struct duration *duration)
{
	if (duration->form == DURATION_RAW)
		return (size_t)duration->capacity * duration->width;
	if (duration->form == DURATION_LOG)
		return sizeof(struct duration_block) + (size_t)duration->capacity * sizeof(uint16_t);
	return sizeof(struct duration_block) + (size_t)duration->length * duration->form +
	       ALIGNMENT - 8;
}

static void free_store(const struct duration *duration, const kefu_allocator *allocator)
{
	if (duration->store != NULL)
		memory_put(allocator, (uint8_t *)duration->store - padding(duration),
		           duration_memory(duration));
}

/* Memory for a form that is set but for its store. */
static bool get_store(struct duration *duration, const kefu_allocator *allocator)
{
	uint8_t *memory = memory_get_zeroed(allocator, duration_memory(duration));

	if (memory == NULL)
		return false;
	if (duration_is_table(duration)) {
		duration->padding = (uint8_t)(-(uintptr_t)memory & (ALIGNMENT - 8));
		memory += duration->padding;
	}
	duration->store = memory;
	return true;
}

void duration_release(struct duration *duration, const kefu_allocator *allocator)
{
	free_store(duration, allocator);
	memset(duration, 0, sizeof *duration);
}

uint64_t duration_count(const struct duration *duration)
{
	return !duration_is_table(duration) ? duration->count
	                                    : duration_block_count(duration->store);
}

static uint128 join(uint64_t high, uint64_t low)
{
	return (uint128)high << 64 | low;
}

void duration_totals(const struct duration *duration, struct duration_totals *totals)
{
	const struct duration_block *block = duration->store;
	size_t i;

	memset(totals, 0, sizeof *totals);
	if (duration->form != DURATION_RAW) {
		totals->sum = join(block->sum_high, block->sum_low);
		totals->squares = join(block->squares_high, block->squares_low);
		totals->n = duration_block_count(block);
		totals->min = block->min;
		totals->max = block->max;
		totals->min_is_bound = duration->min_is_bound;
		totals->max_is_bound = duration->max_is_bound;
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

void duration_set_totals(struct duration *duration, const struct duration_totals *totals)
{
	struct duration_block *block = duration->store;

	block->left = 0; /* what room there is, is found out when needed */
	block->end = totals->n;
	block->min = totals->n != 0 ? totals->min : UINT64_MAX;
	block->max = totals->max;
	block->sum_low = (uint64_t)totals->sum;
	block->sum_high = (uint64_t)(totals->sum >> 64);
	block->squares_low = (uint64_t)totals->squares;
	block->squares_high = (uint64_t)(totals->squares >> 64);
	duration->min_is_bound = totals->min_is_bound;
	duration->max_is_bound = totals->max_is_bound;
}

static uint128 product(uint128 a, uint64_t b)
{
	uint128 result;

	return uint128_mul(a, b, &result) ? result : UINT128_MAX_VALUE;
}

bool duration_totals_hold(const struct duration_totals *totals)
{
	uint128 min = totals->min, max = totals->max, n = totals->n;

	return totals->sum >= min * n && totals->sum <= max * n &&
	       totals->squares >= product(min * min, totals->n) &&
	       totals->squares <= product(max * max, totals->n);
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

static uint64_t fullest_in_log(const struct duration_block *block, uint32_t count)
{
	uint16_t counted[DURATION_BUCKETS];
	uint32_t first = duration_bucket(block->min), i;
	uint16_t most = 0;

	memset(counted, 0, (duration_bucket(block->max) - first + 1) * sizeof counted[0]);
	for (i = 0; i < count; i++) {
		uint16_t here = ++counted[block->cells[i] - first];

		most = here > most ? here : most;
	}
	return most;
}

/* Windows are whole steps, so the inner loops are of known length and turn
 * into vector instructions. */
uint64_t duration_fullest(const struct duration *duration)
{
	struct duration_block *block = duration->store;
	uint64_t most = 0;
	uint32_t i, k;

	if (duration->form == DURATION_RAW)
		return duration->count;
	if (duration->form == DURATION_LOG)
		return fullest_in_log(block, duration->count);
	if (duration->form == DURATION_DENSE8) {
		const uint8_t *cells = duration_cells8(block);
		uint8_t each[DURATION_STEP] = {0};

		for (i = 0; i < duration->length; i += DURATION_STEP)
			for (k = 0; k < DURATION_STEP; k++)
				each[k] = cells[i + k] > each[k] ? cells[i + k] : each[k];
		for (k = 0; k < DURATION_STEP; k++)
			most = each[k] > most ? each[k] : most;
		return most;
	}
	if (duration->form == DURATION_DENSE16) {
		const uint16_t *cells = duration_cells16(block);
		uint16_t each[DURATION_STEP] = {0};

		for (i = 0; i < duration->length; i += DURATION_STEP)
			for (k = 0; k < DURATION_STEP; k++)
				each[k] = cells[i + k] > each[k] ? cells[i + k] : each[k];
		for (k = 0; k < DURATION_STEP; k++)
			most = each[k] > most ? each[k] : most;
		return most;
	}
	for (i = 0; i < duration->length; i++) {
		uint64_t count = duration_cell(block->cells, duration->form, i);

		most = count > most ? count : most;
	}
	return most;
}

static uint64_t counter_limit(unsigned form)
{
	return form == DURATION_DENSE8 ? UINT8_MAX : form == DURATION_DENSE16 ? UINT16_MAX :
	       form == DURATION_DENSE32 ? UINT32_MAX : INT64_MAX;
}

/* How much a counter may hold when room is made in it. */
static uint64_t counter_goal(unsigned form)
{
	return form == DURATION_DENSE8 || form == DURATION_DENSE64
	               ? counter_limit(form) : counter_limit(form) - COUNTER_SLACK;
}

/* How many more readings neither counters nor the sum of squares can refuse. */
static void set_left(struct duration *duration, uint64_t fullest)
{
	struct duration_block *block = duration->store;
	uint64_t limit = duration->form == DURATION_DENSE8 ? INT64_MAX : counter_limit(duration->form);
	uint64_t n = duration_block_count(block), left = limit - fullest;
	uint128 squares_left = (UINT128_MAX_VALUE - join(block->squares_high, block->squares_low)) >>
	                       2 * DURATION_BITS;

	if (squares_left < left)
		left = (uint64_t)squares_left;
	if (left > INT64_MAX - n)
		left = INT64_MAX - n;
	if (duration->min_is_bound || duration->max_is_bound)
		left = 0;
	block->left = left;
	block->end = n + left;
}

/* From one window of counters into one that holds it and is as wide or wider. */
static void move_cells(struct duration *to, const struct duration *from)
{
	struct duration_block *target = to->store;
	struct duration_block *source = from->store;
	uint32_t shift = (uint32_t)from->first - to->first, i;

	if (to->form == from->form) {
		memcpy((uint8_t *)target->cells + (size_t)shift * to->form, source->cells,
		       (size_t)from->length * from->form);
		return;
	}
	for (i = 0; i < from->length; i++) {
		uint64_t count = duration_cell(source->cells, from->form, i);

		if (count != 0)
			duration_put_cells(to, from->first + i, count);
	}
}

static void move_contents(struct duration *to, const struct duration *from)
{
	struct duration_block *source = from->store;
	uint32_t i;

	if (from->form == DURATION_RAW) {
		for (i = 0; i < from->count; i++)
			duration_put_cells(to, duration_bucket(raw_get(from, i)), 1);
	} else if (to->form == DURATION_LOG) {
		memcpy(((struct duration_block *)to->store)->cells, source->cells,
		       from->count * sizeof source->cells[0]);
		to->count = from->count;
	} else if (from->form == DURATION_LOG) {
		for (i = 0; i < from->count; i++)
			duration_put_cells(to, source->cells[i], 1);
	} else {
		move_cells(to, from);
	}
}

int32_t duration_build(struct duration *out, const kefu_allocator *allocator,
                       const struct duration *from, uint64_t extra, uint64_t extra_cell,
                       uint64_t low, uint64_t high, bool dense)
{
	struct duration built;
	struct duration_totals totals;
	uint64_t n, fullest = 0;
	uint32_t first, end;

	duration_totals(from, &totals);
	if (extra > INT64_MAX - totals.n)
		return KEFU_E_OVERFLOW;
	n = totals.n + extra;
	if (totals.n != 0) {
		low = totals.min < low ? totals.min : low;
		high = totals.max > high ? totals.max : high;
	}
	first = duration_bucket(low) / DURATION_STEP * DURATION_STEP;
	end = (duration_bucket(high) / DURATION_STEP + 1) * DURATION_STEP;
	if (duration_is_table(from)) { /* a window only grows */
		first = from->first < first ? from->first : first;
		if (end < (uint32_t)from->first + from->length)
			end = (uint32_t)from->first + from->length;
	}
	memset(&built, 0, sizeof built);
	if (!dense && !duration_is_table(from) && n <= DURATION_LOG_MOST && n <= end - first) {
		built.form = DURATION_LOG;
		built.capacity = (uint16_t)((n + n / 4 + 15) / 16 * 16);
	} else {
		uint64_t need;

		fullest = duration_fullest(from);
		need = fullest + extra_cell; /* below 2^64: each is below 2^63 */
		built.form = duration_is_table(from) ? from->form : DURATION_DENSE8;
		while (need > counter_goal(built.form) && built.form != DURATION_DENSE64)
			built.form = (uint8_t)(built.form * 2);
		built.first = (uint16_t)first;
		built.length = (uint16_t)(end - first);
	}
	if (!get_store(&built, allocator))
		return KEFU_E_NOMEM;
	move_contents(&built, from);
	duration_set_totals(&built, &totals);
	if (built.form != DURATION_LOG)
		set_left(&built, fullest);
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
			duration_raw_set(&larger, i, raw_get(duration, i));
	free_store(duration, allocator);
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
		if (extra <= (uint64_t)(duration->capacity - duration->count))
			return KEFU_OK;
	} else if (duration_bucket(low) >= duration->first &&
	           duration_bucket(high) < (uint32_t)duration->first + duration->length) {
		uint64_t fullest, goal = counter_goal(duration->form);

		if (extra_cell <= block->left && duration->form != DURATION_DENSE8)
			return KEFU_OK;
		fullest = duration_fullest(duration);
		if (extra_cell <= goal && fullest <= goal - extra_cell) {
			set_left(duration, fullest);
			return KEFU_OK;
		}
	}
	status = duration_build(&built, allocator, duration, extra, extra_cell, low, high, false);
	if (status != KEFU_OK)
		return status;
	free_store(duration, allocator);
	*duration = built;
	return KEFU_OK;
}

/* The totals of one more in a block. */
static void count_in(struct duration *duration, uint64_t ms)
{
	struct duration_block *block = duration->store;
	uint128 square = (uint128)ms * ms;

	if (block->left != 0)
		block->left--;
	else
		block->end++;
	if (__builtin_add_overflow(block->sum_low, ms, &block->sum_low))
		block->sum_high++;
	if (__builtin_add_overflow(block->squares_low, (uint64_t)square, &block->squares_low))
		block->squares_high++;
	block->squares_high += (uint64_t)(square >> 64);
	if (ms <= block->min) {
		block->min = ms;
		duration->min_is_bound = false;
	}
	if (ms >= block->max) {
		block->max = ms;
		duration->max_is_bound = false;
	}
}

int32_t duration_add_slow(struct duration *duration, const kefu_allocator *allocator,
                          uint64_t ms)
{
	struct duration_block *block = duration->store;
	int32_t status;

	if (duration->form == DURATION_RAW) {
		if (duration->count == duration->capacity || ms >> 8 * duration->width != 0) {
			status = duration_reserve(duration, allocator, 1, 1, ms, ms);
			if (status != KEFU_OK)
				return status;
		}
	} else if (duration->form != DURATION_LOG || duration->count == duration->capacity) {
		if ((uint128)ms * ms >
		            UINT128_MAX_VALUE - join(block->squares_high, block->squares_low) ||
		    duration_block_count(block) >= INT64_MAX)
			return KEFU_E_OVERFLOW;
		status = duration_reserve(duration, allocator, 1, 1, ms, ms);
		if (status != KEFU_OK)
			return status;
	}
	if (duration->form == DURATION_RAW) {
		duration_put_raw(duration, ms);
		return KEFU_OK;
	}
	duration_put_cells(duration, duration_bucket(ms), 1);
	count_in(duration, ms);
	return KEFU_OK;
}

int32_t duration_copy(struct duration *copy, const kefu_allocator *allocator,
                      const struct duration *from)
{
	struct duration made = *from;

	if (duration_count(from) == 0) {
		memset(copy, 0, sizeof *copy);
		return KEFU_OK;
	}
	if (!duration_is_table(from))
		made.capacity = from->count;
	if (!get_store(&made, allocator))
		return KEFU_E_NOMEM;
	memcpy(made.store, from->store,
	       duration_memory(&made) - (duration_is_table(&made) ? ALIGNMENT - 8 : 0));
	*copy = made;
	return KEFU_OK;
}
