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
#include "stat/tokens.h"

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

/* A bit for each of the next 64 counters that is not 0; at the end there are fewer. */
static inline __attribute__((always_inline)) uint64_t
cells_set(const void *cells, unsigned width, uint32_t at, uint32_t end)
{
	const uint8_t *from = (const uint8_t *)cells + (size_t)at * width;
	uint16_t rest[TOKENS_BYTES];

	if (end - at < TOKENS_BYTES) {
		memset(rest, 0, sizeof rest);
		memcpy(rest, from, (size_t)(end - at) * width);
		from = (const uint8_t *)rest;
	}
	return width == DURATION_DENSE8 ? TOKENS_EACH(tokens_some_set, from)
	                                : tokens_set16(from);
}

/* Once for each width, so that it is looked at only once. Each bucket's count is
 * written when the next one is known. Whether the one behind it is empty nobody
 * could foresee: its byte is written, and kept if it is. */
static inline __attribute__((always_inline)) uint8_t *
encode_narrow(const void *cells, unsigned width, uint32_t end, uint8_t *out)
{
	uint32_t last = 0, block;
	uint64_t count = duration_cell(cells, width, 0);

	for (block = 0; block < end; block += TOKENS_BYTES) {
		uint64_t set = cells_set(cells, width, block, end);

		if (block == 0)
			set &= set - 1; /* the first one */
		for (; set != 0; set &= set - 1) {
			uint32_t at = block + (uint32_t)__builtin_ctzll(set);
			uint32_t empty = at - last - 1, is_empty = empty != 0;

			if ((count < 64) & (empty <= 128)) {
				out[0] = (uint8_t)((uint32_t)count << 1 | is_empty);
				out[1] = (uint8_t)(empty - 1);
				out += 1 + is_empty;
			} else {
				out = put_number(out, count << 1 | is_empty);
				if (is_empty)
					out = put_number(out, empty - 1);
			}
			last = at;
			count = duration_cell(cells, width, at);
		}
	}
	return put_number(out, count << 1);
}

static uint8_t *encode_wide(const void *cells, unsigned width, uint32_t end, uint8_t *out)
{
	uint32_t at = 0, first;

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
		out = encode_narrow(view->cells, DURATION_DENSE8, end, out);
	else if (view->width == DURATION_DENSE16)
		out = encode_narrow(view->cells, DURATION_DENSE16, end, out);
	else
		out = encode_wide(view->cells, view->width, end, out);
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

/* What is read at a go. */
struct counting {
	uint32_t at, last; /* the table's next bucket, and that of the greatest reading */
	uint64_t left;     /* readings */
	uint32_t seen;     /* all counts' bits */
	uint32_t none;     /* its highest bit: a bucket has a count of 0 */
};

/* Of a block; `plain`: all tokens of one byte. Which ones were not wanted. */
static inline __attribute__((always_inline)) uint64_t
count_tokens(struct counting *counting, const uint8_t *bytes, uint64_t begins, bool plain,
             uint16_t *counts)
{
	uint32_t at = counting->at, last = counting->last, seen = 0, none = 0;
	uint64_t sum = 0;

	for (; begins != 0 && at < last; begins &= begins - 1) {
		const uint8_t *token = bytes + __builtin_ctzll(begins);
		uint32_t count = (plain ? *token : token_itself(token)) >> 1;

		counts[at] = (uint16_t)count;
		sum += count;
		seen |= count;
		none |= count - 1;
		at += 1 + token_more(token);
	}
	counting->at = at;
	counting->seen |= seen;
	counting->none |= none;
	if (sum > counting->left)
		counting->none = UINT32_MAX;
	else
		counting->left -= sum;
	return begins;
}

/* Counts of which none needs more than the table's two bytes, read once for all;
 * otherwise false, and nothing is known. Leaves the reader behind them. */
static bool get_counts(struct codec_reader *reader, struct counting *counting, uint16_t *counts)
{
	struct counting now = *counting;
	struct codec_reader from = *reader;
	uint8_t room[TOKENS_ROOM];
	uint64_t token;

	while (now.at < now.last && codec_left(&from) != 0 && now.none >> 31 == 0) {
		size_t left = codec_left(&from);
		const uint8_t *bytes = tokens_bytes(from.at, left, room);
		unsigned length;
		bool plain;
		uint64_t begins = tokens_begin(bytes, left, &length, &plain);

		begins = plain ? count_tokens(&now, bytes, begins, true, counts)
		               : count_tokens(&now, bytes, begins, false, counts);
		from.at += begins != 0 ? (unsigned)__builtin_ctzll(begins) : length;
		if (length != 0)
			continue;
		token = codec_get_u64(&from); /* many empty buckets, or one very full */
		if (from.status != KEFU_OK || token >> 1 > UINT16_MAX || token >> 1 > now.left)
			return false;
		counts[now.at++] = (uint16_t)(token >> 1);
		now.left -= token >> 1;
		now.seen |= (uint32_t)(token >> 1);
		now.none |= (uint32_t)(token >> 1) - 1;
		if ((token & 1) != 0)
			now.at += 1 + (uint32_t)codec_get_bounded(&from, DURATION_BUCKETS);
	}
	if (now.at != now.last || now.none >> 31 != 0 || now.left - 1 >= UINT16_MAX ||
	    codec_get_u64(&from) != now.left << 1 || from.status != KEFU_OK)
		return false;
	counts[now.last] = (uint16_t)now.left;
	now.seen |= (uint32_t)now.left;
	*counting = now;
	*reader = from;
	return true;
}

static uint64_t fullest_of(const uint16_t *counts, uint32_t end)
{
	uint64_t fullest = 0;
	uint32_t at;

	for (at = 0; at < end; at++)
		fullest = counts[at] > fullest ? counts[at] : fullest;
	return fullest;
}

/* Into a table or log that was built for them. */
static void put_counts(const uint16_t *counts, uint32_t first, uint32_t end,
                       struct duration *built)
{
	struct duration_block *block = built->store;
	uint32_t at, i;

	switch (built->form) {
	case DURATION_DENSE8:
		for (at = 0; at < end; at += DURATION_STEP)
			tokens_narrow(duration_cells8(block) + at, counts + at);
		break;
	case DURATION_DENSE16:
		memcpy(duration_cells16(block), counts, end * sizeof *counts);
		break;
	default:
		for (at = 0; at < end; at += TOKENS_BYTES) {
			uint64_t set = cells_set(counts, DURATION_DENSE16, at, end);

			for (; set != 0; set &= set - 1) {
				i = at + (uint32_t)__builtin_ctzll(set);
				duration_put_cells(built, first + i, counts[i]);
			}
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
	uint16_t counts[DURATION_BUCKETS];
	struct counting counting;
	uint32_t first, end;
	uint64_t fullest;
	bool counted;
	int32_t status;

	totals.n = n;
	totals.min_is_bound = (flags & FLAG_MIN_IS_BOUND) != 0;
	totals.max_is_bound = (flags & FLAG_MAX_IS_BOUND) != 0;
	totals.min = codec_get_bounded(reader, DURATION_MAX);
	totals.max = totals.min + codec_get_bounded(reader, DURATION_MAX - totals.min);
	totals.sum = codec_get_u128(reader);
	totals.squares = codec_get_u128(reader);
	if (reader->status != KEFU_OK)
		return reader->status;
	cells = reader->at;
	/* As a table has them. */
	first = duration_bucket(totals.min) / DURATION_STEP * DURATION_STEP;
	end = (duration_bucket(totals.max) / DURATION_STEP + 1) * DURATION_STEP - first;
	memset(counts, 0, end * sizeof *counts);
	counting.at = duration_bucket(totals.min) - first;
	counting.last = duration_bucket(totals.max) - first;
	counting.left = n;
	counting.seen = counting.none = 0;
	counted = get_counts(reader, &counting, counts);
	if (!counted)
		fullest = check_cells(reader, &totals);
	else /* as long as all fit a byte, it is the same */
		fullest = counting.seen <= UINT8_MAX ? counting.seen : fullest_of(counts, end);
	if (reader->status == KEFU_OK && (!duration_totals_hold(&totals) || !bounds_are_bounds(&totals)))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = duration_build(&built, allocator, &nothing, n, fullest, totals.min, totals.max, false);
	if (status != KEFU_OK)
		return status;
	if (counted)
		put_counts(counts, first, end, &built);
	else
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
