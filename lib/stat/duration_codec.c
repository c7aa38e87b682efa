/* Durations as bytes.
 *
 *     n
 *     if n > 0:    flags         1 in buckets, 2 min is a bound, 4 max is one
 *     exact:       the least reading, then the steps to the next ones up
 *     in buckets:  min, max - min, sum, sum of squares,
 *                  then from the bucket of min to that of max, for each that
 *                  is not empty: 2 * count + (1 if empty ones follow), and
 *                  in that case how many of them less 1
 *
 * Up to 64 readings are exact unless some were subtracted. */
#include <string.h>

#include "base/integer.h"
#include "base/memory.h"
#include "stat/duration.h"

#define FLAG_BUCKETS 1u
#define FLAG_MIN_IS_BOUND 2u
#define FLAG_MAX_IS_BOUND 4u

static uint128 saturated_product(uint128 a, uint128 b)
{
	uint128 result;

	return uint128_mul(a, b, &result) ? result : UINT128_MAX_VALUE;
}

static uint128 saturated_sum(uint128 a, uint128 b)
{
	uint128 result;

	return uint128_add(a, b, &result) ? result : UINT128_MAX_VALUE;
}

void duration_limits_add(struct duration_limits *limits, uint32_t bucket, uint64_t count)
{
	uint128 low = duration_bucket_low(bucket), high = duration_bucket_high(bucket);

	limits->low = saturated_sum(limits->low, low * count);
	limits->high = saturated_sum(limits->high, high * count);
	limits->low_squares = saturated_sum(limits->low_squares, saturated_product(low * low, count));
	limits->high_squares =
		saturated_sum(limits->high_squares, saturated_product(high * high, count));
}

bool duration_limits_hold(const struct duration_limits *limits, uint128 sum, uint128 squares)
{
	return sum >= limits->low && sum <= limits->high && squares >= limits->low_squares &&
	       squares <= limits->high_squares;
}

static void encode_cells(const struct duration_view *view, struct codec_writer *writer)
{
	uint32_t at = 0;

	while (at < view->length) {
		uint64_t count = duration_cell(view->cells, view->width, at);
		uint32_t next = at + 1;

		while (next < view->length && duration_cell(view->cells, view->width, next) == 0)
			next++;
		codec_put_u64(writer, count << 1 | (next != at + 1));
		if (next != at + 1)
			codec_put_u64(writer, next - at - 2);
		at = next;
	}
}

void duration_encode(const struct duration *duration, struct codec_writer *writer)
{
	struct duration_view view;
	const struct duration_totals *totals = &view.totals;
	uint64_t i;

	duration_view(duration, &view);
	codec_put_u64(writer, totals->n);
	if (totals->n == 0)
		return;
	codec_put_u64(writer, (view.cells != NULL ? FLAG_BUCKETS : 0) |
	                      (totals->min_is_bound ? FLAG_MIN_IS_BOUND : 0) |
	                      (totals->max_is_bound ? FLAG_MAX_IS_BOUND : 0));
	if (view.cells == NULL) {
		codec_put_u64(writer, view.values[0]);
		for (i = 1; i < totals->n; i++)
			codec_put_u64(writer, view.values[i] - view.values[i - 1]);
		return;
	}
	codec_put_u64(writer, totals->min);
	codec_put_u64(writer, totals->max - totals->min);
	codec_put_u128(writer, totals->sum);
	codec_put_u128(writer, totals->squares);
	encode_cells(&view, writer);
}

static int32_t decode_exact(struct duration *duration, const kefu_allocator *allocator,
                            struct codec_reader *reader, uint64_t n)
{
	uint64_t values[DURATION_EXACT], i, last = 0;

	if (n > DURATION_EXACT)
		codec_fail(reader, KEFU_E_CORRUPT);
	for (i = 0; i < n && reader->status == KEFU_OK; i++) {
		last += codec_get_bounded(reader, DURATION_MAX - last);
		values[i] = last;
	}
	if (reader->status != KEFU_OK)
		return reader->status;
	return duration_add_many(duration, allocator, values, sizeof values[0], (size_t)n, NULL);
}

/* Reads the counts, into `duration` unless that is NULL; what they say about
 * the sums and the fullest counter is always told. */
static void decode_cells(struct codec_reader *reader, const struct duration_totals *totals,
                         struct duration *duration, struct duration_limits *limits,
                         uint64_t *fullest)
{
	uint32_t bucket = duration_bucket(totals->min), last = duration_bucket(totals->max);
	uint64_t left = totals->n;

	for (;;) {
		uint64_t token = codec_get_u64(reader), count = token >> 1;

		if (reader->status != KEFU_OK)
			return;
		if (count == 0 || count > left || bucket > last)
			break;
		left -= count;
		*fullest = count > *fullest ? count : *fullest;
		if (duration != NULL)
			duration_put_cells(duration, bucket, count);
		else
			duration_limits_add(limits, bucket, count);
		if (bucket == last) {
			if (left == 0 && (token & 1) == 0)
				return;
			break;
		}
		bucket++;
		if ((token & 1) != 0)
			bucket += 1 + (uint32_t)codec_get_bounded(reader, DURATION_BUCKETS);
	}
	codec_fail(reader, KEFU_E_CORRUPT);
}

static bool bounds_are_bounds(const struct duration_totals *totals)
{
	uint32_t lowest = duration_bucket(totals->min), highest = duration_bucket(totals->max);

	if (totals->min_is_bound &&
	    (totals->min != duration_bucket_low(lowest) || duration_bucket_shift(lowest) == 0))
		return false;
	return !totals->max_is_bound || (totals->max == duration_bucket_high(highest) &&
	                                 duration_bucket_shift(highest) != 0);
}

static int32_t decode_buckets(struct duration *duration, const kefu_allocator *allocator,
                              struct codec_reader *reader, uint64_t n, uint64_t flags)
{
	static const struct duration nothing = {NULL, 0, 0, 0, 0, 0};
	struct duration_totals totals;
	struct duration_limits limits = {0, 0, 0, 0};
	struct duration built;
	struct duration_block *block;
	struct codec_reader again;
	uint64_t fullest = 0;
	int32_t status;

	totals.n = n;
	totals.min_is_bound = (flags & FLAG_MIN_IS_BOUND) != 0;
	totals.max_is_bound = (flags & FLAG_MAX_IS_BOUND) != 0;
	totals.min = codec_get_bounded(reader, DURATION_MAX);
	totals.max = totals.min + codec_get_bounded(reader, DURATION_MAX - totals.min);
	totals.sum = codec_get_u128(reader);
	totals.squares = codec_get_u128(reader);
	again = *reader;
	decode_cells(reader, &totals, NULL, &limits, &fullest);
	if (reader->status == KEFU_OK && (!duration_limits_hold(&limits, totals.sum, totals.squares) ||
	                                  !bounds_are_bounds(&totals)))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = duration_build(&built, allocator, &nothing, n, fullest, totals.min, totals.max, false);
	if (status != KEFU_OK)
		return status;
	decode_cells(&again, &totals, &built, &limits, &fullest);
	block = built.store;
	block->n = n;
	block->sum = totals.sum;
	block->squares = totals.squares;
	block->min = totals.min;
	block->max = totals.max;
	block->min_is_bound = totals.min_is_bound;
	block->max_is_bound = totals.max_is_bound;
	block->check = n; /* what room there is, is found out when needed */
	*duration = built;
	return KEFU_OK;
}

int32_t duration_decode(struct duration *duration, const kefu_allocator *allocator,
                        struct codec_reader *reader)
{
	uint64_t n = codec_get_bounded(reader, INT64_MAX), flags;

	if (reader->status != KEFU_OK || n == 0)
		return reader->status;
	flags = codec_get_bounded(reader, FLAG_BUCKETS | FLAG_MIN_IS_BOUND | FLAG_MAX_IS_BOUND);
	if ((flags & FLAG_BUCKETS) != 0)
		return decode_buckets(duration, allocator, reader, n, flags);
	if (flags != 0)
		codec_fail(reader, KEFU_E_CORRUPT);
	return decode_exact(duration, allocator, reader, n);
}
