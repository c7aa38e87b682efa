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

static void encode_cells(const struct duration_view *view, struct codec_writer *writer)
{
	uint64_t count = duration_cell(view->cells, view->width, 0), next;
	uint32_t at, empty = 0;

	for (at = 1; at < view->length; at++) {
		next = duration_cell(view->cells, view->width, at);
		if (next == 0) {
			empty++;
			continue;
		}
		codec_put_u64(writer, count << 1 | (empty != 0));
		if (empty != 0)
			codec_put_u64(writer, empty - 1u);
		count = next;
		empty = 0;
	}
	codec_put_u64(writer, count << 1);
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

/* Reads the counts, into `duration` unless that is NULL; tells the fullest. */
static uint64_t decode_cells(struct codec_reader *reader, const struct duration_totals *totals,
                             struct duration *duration)
{
	uint32_t bucket = duration_bucket(totals->min), last = duration_bucket(totals->max);
	uint64_t left = totals->n, fullest = 0;

	for (;;) {
		uint64_t token = codec_get_u64(reader), count = token >> 1;

		if (reader->status != KEFU_OK)
			return 0;
		if (count == 0 || count > left || bucket > last)
			break;
		left -= count;
		fullest = count > fullest ? count : fullest;
		if (duration != NULL)
			duration_put_cells(duration, bucket, count);
		if (bucket == last) {
			if (left == 0 && (token & 1) == 0)
				return fullest;
			break;
		}
		bucket++;
		if ((token & 1) != 0)
			bucket += 1 + (uint32_t)codec_get_bounded(reader, DURATION_BUCKETS);
	}
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
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
	static const struct duration nothing;
	struct duration_totals totals;
	struct duration built;
	struct codec_reader again;
	uint64_t fullest;
	int32_t status;

	totals.n = n;
	totals.min_is_bound = (flags & FLAG_MIN_IS_BOUND) != 0;
	totals.max_is_bound = (flags & FLAG_MAX_IS_BOUND) != 0;
	totals.min = codec_get_bounded(reader, DURATION_MAX);
	totals.max = totals.min + codec_get_bounded(reader, DURATION_MAX - totals.min);
	totals.sum = codec_get_u128(reader);
	totals.squares = codec_get_u128(reader);
	again = *reader;
	fullest = decode_cells(reader, &totals, NULL);
	if (reader->status == KEFU_OK && (!duration_totals_hold(&totals) || !bounds_are_bounds(&totals)))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = duration_build(&built, allocator, &nothing, n, fullest, totals.min, totals.max, false);
	if (status != KEFU_OK)
		return status;
	(void)decode_cells(&again, &totals, &built);
	duration_set_totals(&built, &totals);
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
