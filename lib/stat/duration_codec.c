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

static inline uint8_t *put_number(uint8_t *out, uint64_t value)
{
	for (; value >= 128; value >>= 7)
		*out++ = (uint8_t)(value | 128);
	*out++ = (uint8_t)value;
	return out;
}

/* Whether no token takes more than one byte. */
static inline bool cells_are_short(const void *cells, unsigned width, uint32_t end)
{
	const uint64_t high = width == DURATION_DENSE8 ? UINT64_C(0xC0C0C0C0C0C0C0C0)
	                                               : UINT64_C(0xFFC0FFC0FFC0FFC0);
	const uint8_t *bytes = cells;
	size_t size = (size_t)end * width, at = 0;
	uint64_t word, all = 0;
	uint32_t i;

	for (; size - at >= sizeof word; at += sizeof word) {
		memcpy(&word, bytes + at, sizeof word);
		all |= word & high;
	}
	for (i = (uint32_t)(at / width); i < end; i++)
		all |= duration_cell(cells, width, i) >> 6;
	return all == 0;
}

/* Tokens of one byte each. Whether the next cell is empty nobody could foresee:
 * without a branch the last byte is kept until it is complete, a token whose
 * first bit says so or a count of empty cells. */
static inline __attribute__((always_inline)) uint8_t *
encode_short(const void *cells, unsigned width, uint32_t end, uint8_t *out)
{
	uint32_t byte = (uint32_t)duration_cell(cells, width, 0) << 1, was_empty = 0, at;

	for (at = 1; at < end; at++) {
		uint32_t count = (uint32_t)duration_cell(cells, width, at), is_empty = count == 0;
		uint32_t is_more = is_empty & was_empty;

		byte += is_empty;
		if (byte == 128) { /* so many that their count takes more */
			for (at++; duration_cell(cells, width, at) == 0; at++)
				byte++;
			out = put_number(out, byte);
			byte = (uint32_t)duration_cell(cells, width, at) << 1;
			was_empty = 0;
			continue;
		}
		*out = (uint8_t)byte;
		out += 1 - is_more;
		byte = (byte & (0u - is_more)) | count << 1;
		was_empty = is_empty;
	}
	*out++ = (uint8_t)byte;
	return out;
}

/* Once for each width, so that it is looked at only once. */
static inline __attribute__((always_inline)) uint8_t *
encode_width(const void *cells, unsigned width, uint32_t end, uint8_t *out)
{
	uint32_t at = 0, first;

	if (width <= DURATION_DENSE16 && cells_are_short(cells, width, end))
		return encode_short(cells, width, end, out);
	while (at < end) {
		uint64_t count = duration_cell(cells, width, at);

		for (first = ++at; at < end && duration_cell(cells, width, at) == 0; at++)
			continue;
		out = put_number(out, count << 1 | (at != first));
		if (at != first)
			out = put_number(out, at - first - 1u);
	}
	return out;
}

/* Where there is not surely room. */
static void encode_slowly(const struct duration_view *view, uint32_t end,
                          struct codec_writer *writer)
{
	uint32_t at = 0, first;

	while (at < end) {
		uint64_t count = duration_cell(view->cells, view->width, at);

		for (first = ++at; at < end && duration_cell(view->cells, view->width, at) == 0; at++)
			continue;
		codec_put_u64(writer, count << 1 | (at != first));
		if (at != first)
			codec_put_u64(writer, at - first - 1u);
	}
}

static void encode_cells(const struct duration_view *view, struct codec_writer *writer)
{
	uint32_t end = view->length;
	uint8_t *out;

	/* A count takes ten bytes at most. */
	if (writer->size > writer->capacity ||
	    writer->capacity - writer->size < (size_t)end * (view->width == 1 ? 2 : 10)) {
		encode_slowly(view, end, writer);
		return;
	}
	out = writer->bytes + writer->size;
	if (view->width == DURATION_DENSE8)
		out = encode_width(view->cells, DURATION_DENSE8, end, out);
	else if (view->width == DURATION_DENSE16)
		out = encode_width(view->cells, DURATION_DENSE16, end, out);
	else
		out = encode_width(view->cells, view->width, end, out);
	writer->size = (size_t)(out - writer->bytes);
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

/* Checks the counts and what comes between them; tells the fullest. */
static uint64_t check_cells(struct codec_reader *reader, const struct duration_totals *totals)
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

/* Of bytes that were checked. */
static inline uint64_t get_number(const uint8_t **at)
{
	uint64_t value = **at & 127;
	unsigned shift;

	for (shift = 7; (*(*at)++ & 128) != 0; shift += 7)
		value |= (uint64_t)(**at & 127) << shift;
	return value;
}

#define PUT_CELLS(cells, type)                                                 \
	for (;; bucket++) {                                                    \
		token = get_number(&at);                                       \
		(cells)[bucket] = (type)(token >> 1);                          \
		if (bucket == last)                                            \
			break;                                                 \
		if ((token & 1) != 0)                                          \
			bucket += 1 + (uint32_t)get_number(&at);               \
	}

static void put_cells(const uint8_t *at, const struct duration_totals *totals,
                      struct duration *built)
{
	struct duration_block *block = built->store;
	uint32_t first = built->form == DURATION_LOG ? 0 : built->first;
	uint32_t bucket = duration_bucket(totals->min) - first;
	uint32_t last = duration_bucket(totals->max) - first;
	uint64_t token;

	switch (built->form) {
	case DURATION_DENSE8:
		PUT_CELLS(duration_cells8(block), uint8_t)
		break;
	case DURATION_DENSE16:
		PUT_CELLS(duration_cells16(block), uint16_t)
		break;
	default:
		for (;; bucket++) {
			token = get_number(&at);
			duration_put_cells(built, bucket + first, token >> 1);
			if (bucket == last)
				break;
			if ((token & 1) != 0)
				bucket += 1 + (uint32_t)get_number(&at);
		}
	}
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
	const uint8_t *cells;
	uint64_t fullest;
	int32_t status;

	totals.n = n;
	totals.min_is_bound = (flags & FLAG_MIN_IS_BOUND) != 0;
	totals.max_is_bound = (flags & FLAG_MAX_IS_BOUND) != 0;
	totals.min = codec_get_bounded(reader, DURATION_MAX);
	totals.max = totals.min + codec_get_bounded(reader, DURATION_MAX - totals.min);
	totals.sum = codec_get_u128(reader);
	totals.squares = codec_get_u128(reader);
	cells = reader->at;
	fullest = check_cells(reader, &totals);
	if (reader->status == KEFU_OK && (!duration_totals_hold(&totals) || !bounds_are_bounds(&totals)))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = duration_build(&built, allocator, &nothing, n, fullest, totals.min, totals.max, false);
	if (status != KEFU_OK)
		return status;
	put_cells(cells, &totals, &built);
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
