/* Durations packed: for those of which there are many, that only grow, and
 * that are added up as they are.
 *
 *     n
 *     up to 64:  the least reading, then the steps to the next ones up
 *     more:      min, max - min, sum, sum of squares, then from the bucket of
 *                min to that of max for each that is not empty: 2 * how many
 *                empty ones there are since the one before + (1 if it has more
 *                than one), and in that case its count less 2 */
#include <string.h>

#include "stat/duration.h"
#include "stat/tokens.h"

/* ---- buckets one by one ---- */

struct cells {
	const uint8_t *at, *end;
	uint32_t next; /* the next bucket, if none is empty */
	bool bad;
};

/* Compilers keep in registers what no other function is given: the ways that
 * are seldom taken get copies. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static uint64_t get_number(const uint8_t *at, const uint8_t *end, const uint8_t **behind)
{
	struct codec_reader reader = {NULL, NULL, KEFU_OK};
	uint64_t value;

	reader.at = at;
	reader.end = end;
	value = codec_get_u64(&reader);
	*behind = reader.at;
	return reader.status == KEFU_OK ? value : UINT64_MAX;
}

/* The next bucket's count, which is not 0 unless it is bad; not at the end. */
static ALWAYS_INLINE uint64_t cells_next(struct cells *cells, uint32_t *bucket)
{
	const uint8_t *at = cells->at;
	uint64_t token, count = 1;

	if (cells->end - at >= 2 && ((at[0] | (at[1] & -(at[0] & 1u))) & 128u) == 0) {
		uint32_t more = at[0] & 1u;

		token = at[0];
		count += (at[1] + 1u) & -more;
		cells->at = at + 1 + more;
	} else {
		const uint8_t *behind;

		token = get_number(at, cells->end, &behind);
		if ((token & 1) != 0 && token != UINT64_MAX) {
			count = get_number(behind, cells->end, &behind);
			cells->bad |= count >= INT64_MAX;
			count += 2;
		}
		cells->at = behind;
	}
	if (token >> 1 >= DURATION_BUCKETS - cells->next) {
		cells->bad = true;
		cells->at = cells->end;
		token = 0;
		count = 0;
	}
	*bucket = cells->next + (uint32_t)(token >> 1);
	cells->next = *bucket + 1;
	return count;
}

/* Some more of them, at most TOKENS_BYTES, at least one unless it is bad; not at the
 * end. */
static ALWAYS_INLINE unsigned cells_some(struct cells *cells, uint16_t *buckets,
                                         uint64_t *counts)
{
	size_t left = (size_t)(cells->end - cells->at);
	uint8_t room[TOKENS_ROOM];
	const uint8_t *bytes = tokens_bytes(cells->at, left, room);
	unsigned length, found = 0;
	bool plain;
	uint64_t begins = tokens_begin(bytes, left, &length, &plain);
	uint32_t next = cells->next;

	if (length == 0) {
		struct cells slow = *cells;
		uint32_t bucket;

		counts[0] = cells_next(&slow, &bucket);
		buckets[0] = (uint16_t)bucket;
		*cells = slow;
		return !slow.bad;
	}
	for (; begins != 0; begins &= begins - 1) {
		const uint8_t *token = bytes + __builtin_ctzll(begins);

		next += token_itself(token) >> 1;
		counts[found] = 1 + token_more(token);
		buckets[found++] = (uint16_t)next++;
	}
	cells->at += length;
	cells->next = next;
	if (next <= DURATION_BUCKETS)
		return found;
	cells->bad = true;
	cells->at = cells->end;
	return 0;
}

static inline struct cells cells_begin(const struct duration_packed *packed)
{
	struct cells cells;

	cells.at = packed->cells.at;
	cells.end = packed->cells.end;
	cells.next = duration_bucket(packed->totals.min);
	cells.bad = false;
	return cells;
}

static inline void put_cell(struct codec_writer *writer, uint32_t empty, uint64_t count)
{
	codec_put_u64(writer, (uint64_t)empty << 1 | (count > 1));
	if (count > 1)
		codec_put_u64(writer, count - 2);
}

static void put_totals(const struct duration_totals *totals, struct codec_writer *writer)
{
	codec_put_u64(writer, totals->min);
	codec_put_u64(writer, totals->max - totals->min);
	codec_put_u128(writer, totals->sum);
	codec_put_u128(writer, totals->squares);
}

/* ---- to and from durations ---- */

void duration_packed_put(const struct duration *duration, struct codec_writer *writer)
{
	struct duration_view view;
	uint64_t last = 0, count;
	uint32_t i, next = 0;

	duration_view(duration, &view);
	codec_put_u64(writer, view.totals.n);
	if (view.cells == NULL) {
		for (i = 0; i < view.totals.n; i++) {
			codec_put_u64(writer, view.values[i] - last);
			last = view.values[i];
		}
		return;
	}
	put_totals(&view.totals, writer);
	for (i = 0; i < view.length; i++) {
		count = duration_cell(view.cells, view.width, i);
		if (count == 0)
			continue;
		put_cell(writer, i - next, count);
		next = i + 1;
	}
}

static void get_exact(struct duration_packed *packed, struct codec_reader *reader)
{
	struct duration_totals *totals = &packed->totals;
	uint64_t last = 0, sum = 0, i;
	uint128 squares = 0;

	for (i = 0; i < totals->n; i++) {
		uint64_t step = codec_get_u64(reader);

		if (step > DURATION_MAX - last) {
			codec_fail(reader, KEFU_E_CORRUPT);
			step = 0;
		}
		last += step;
		packed->values[i] = last;
		sum += last; /* 64 readings of 48 bits */
		squares += (uint128)last * last;
	}
	totals->min = packed->values[0];
	totals->max = last;
	totals->sum = sum;
	totals->squares = squares;
}

/* Only sums are needed, not which bucket has which count. */
static bool cells_hold(const struct duration_packed *packed)
{
	const struct duration_totals *totals = &packed->totals;
	struct cells cells = cells_begin(packed);
	uint8_t room[TOKENS_ROOM];
	uint64_t n = 0;

	if (cells.at == cells.end || *cells.at > 1) /* no bucket before that of min */
		return false;
	while (cells.at != cells.end && cells.next <= DURATION_BUCKETS && n <= totals->n) {
		size_t left = (size_t)(cells.end - cells.at);
		const uint8_t *bytes = tokens_bytes(cells.at, left, room);
		uint32_t empty, more;
		unsigned length, found;
		bool plain;
		uint64_t begins = tokens_begin(bytes, left, &length, &plain);

		if (length != 0) {
			found = tokens_add(bytes, begins, plain, &empty, &more);
			cells.next += empty + found;
			n += more + found;
			cells.at += length;
		} else {
			struct cells slow = cells;
			uint64_t count = cells_next(&slow, &more);

			if (slow.bad || count > totals->n - n)
				return false;
			n += count;
			cells = slow;
		}
	}
	return n == totals->n && cells.next == duration_bucket(totals->max) + 1 &&
	       duration_totals_hold(totals);
}

void duration_packed_get(struct duration_packed *packed, struct codec_reader *reader, bool check)
{
	struct duration_totals *totals = &packed->totals;

	totals->n = codec_get_u64(reader);
	totals->min_is_bound = totals->max_is_bound = false;
	if (totals->n - 1 >= INT64_MAX)
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return;
	/* Copying the reader whole would wait for its last store. */
	packed->cells.end = reader->end;
	packed->cells.status = KEFU_OK;
	if (totals->n <= DURATION_EXACT) {
		packed->cells.at = reader->end;
		get_exact(packed, reader);
		if (codec_left(reader) != 0)
			codec_fail(reader, KEFU_E_CORRUPT);
		return;
	}
	totals->min = codec_get_bounded(reader, DURATION_MAX);
	totals->max = totals->min + codec_get_bounded(reader, DURATION_MAX - totals->min);
	totals->sum = codec_get_u128(reader);
	totals->squares = codec_get_u128(reader);
	packed->cells.at = reader->at;
	if (check && reader->status == KEFU_OK && !cells_hold(packed))
		codec_fail(reader, KEFU_E_CORRUPT);
	reader->at = reader->end;
}

int32_t duration_packed_open(const struct duration_packed *packed,
                             const kefu_allocator *allocator, struct duration *out)
{
	static const struct duration nothing;
	const struct duration_totals *totals = &packed->totals;
	uint64_t counts[TOKENS_BYTES], fullest = 0;
	uint16_t buckets[TOKENS_BYTES];
	struct cells cells;
	struct duration built;
	unsigned i, some;
	int32_t status;

	if (totals->n <= DURATION_EXACT)
		return duration_add_many(out, allocator, packed->values, sizeof packed->values[0],
		                         (size_t)totals->n, NULL);
	for (cells = cells_begin(packed); cells.at != cells.end;) {
		some = cells_some(&cells, buckets, counts);
		for (i = 0; i < some; i++)
			fullest = counts[i] > fullest ? counts[i] : fullest;
	}
	status = duration_build(&built, allocator, &nothing, totals->n, fullest, totals->min,
	                        totals->max, false);
	if (status != KEFU_OK)
		return status;
	for (cells = cells_begin(packed); cells.at != cells.end;) {
		some = cells_some(&cells, buckets, counts);
		for (i = 0; i < some; i++)
			duration_put_cells(&built, buckets[i], counts[i]);
	}
	duration_set_totals(&built, totals);
	*out = built;
	return KEFU_OK;
}

/* ---- joining ---- */

static void join_exact(const struct duration_packed *a, const struct duration_packed *b,
                       struct codec_writer *writer)
{
	uint64_t i = 0, k = 0, last = 0;

	while (i < a->totals.n || k < b->totals.n) {
		uint64_t value = k == b->totals.n ||
		                 (i < a->totals.n && a->values[i] <= b->values[k])
			? a->values[i++] : b->values[k++];

		codec_put_u64(writer, value - last);
		last = value;
	}
}

/* Which of two lists goes on cannot be foreseen, and costs more than the rest:
 * both are counted into bytes, if these are large enough. */
#define BYTE_MOST 127 /* of either */
#define BYTE_FEW 63   /* the sum of two, less 2, takes one byte */

/* Up to BYTE_FEW and one. */
static void count_exact(const struct duration_packed *packed, uint8_t *counts, uint32_t first)
{
	uint64_t i;

	for (i = 0; i < packed->totals.n; i++)
		counts[duration_bucket(packed->values[i]) - first]++;
}

/* So far may a block's tokens of one byte lead beyond the last bucket. */
#define COUNTS_ROOM (DURATION_BUCKETS + TOKENS_BYTES * 64)

/* A block's tokens, from the place `next` on: where the next one counts from, beyond
 * all buckets if it is bad. */
static ALWAYS_INLINE uint32_t count_tokens(const uint8_t *bytes, uint64_t begins, uint32_t next,
                                           uint8_t *counts, uint64_t *seen)
{
	uint32_t all = 0;

	for (; begins != 0; begins &= begins - 1) {
		const uint8_t *token = bytes + __builtin_ctzll(begins);
		uint32_t itself = *token, count = 1 + token_more(token);

		if (itself >= 128) { /* seldom */
			itself += (token[1] - 1u) * 128;
			if (next + itself / 2 >= DURATION_BUCKETS)
				return UINT32_MAX;
		}
		next += itself / 2;
		counts[next] = (uint8_t)(counts[next] + count);
		all |= count;
		next++;
	}
	*seen |= all;
	return next;
}

/* All counts' bits; UINT64_MAX if it is bad. */
static uint64_t count_cells(const struct duration_packed *packed, uint8_t *counts,
                            uint32_t first)
{
	struct cells cells = cells_begin(packed);
	uint8_t room[TOKENS_ROOM];
	uint64_t seen = 0;

	if (packed->totals.n <= DURATION_EXACT) {
		count_exact(packed, counts, first);
		return 0;
	}
	while (cells.at != cells.end) {
		size_t left = (size_t)(cells.end - cells.at);
		const uint8_t *bytes = tokens_bytes(cells.at, left, room);
		unsigned length;
		bool plain;
		uint64_t begins = tokens_begin(bytes, left, &length, &plain);
		uint32_t next = count_tokens(bytes, begins, cells.next - first, counts, &seen);

		if (next > DURATION_BUCKETS - first)
			return UINT64_MAX;
		cells.at += length;
		cells.next = first + next;
		if (length == 0) {
			struct cells slow = cells;
			uint32_t bucket;
			uint64_t count = cells_next(&slow, &bucket);

			counts[bucket - first] = (uint8_t)(counts[bucket - first] + count);
			seen |= count;
			cells = slow;
		}
	}
	return seen;
}

static inline uint8_t *put_number(uint8_t *out, uint32_t value)
{
	for (; value >= 128; value >>= 7)
		*out++ = (uint8_t)(value | 128);
	*out++ = (uint8_t)value;
	return out;
}

static ALWAYS_INLINE uint8_t *put_counts(uint8_t *out, const uint8_t *counts, uint32_t span,
                                         bool few)
{
	uint32_t next = 0, at;

	for (at = 0; at < span; at += TOKENS_BYTES) {
		uint64_t left = few ? TOKENS_EACH(tokens_some_counted, counts + at)
		                    : TOKENS_EACH(tokens_some_set, counts + at);

		for (; left != 0; left &= left - 1) {
			uint32_t here = at + (uint32_t)__builtin_ctzll(left), count = counts[here];
			uint32_t empty = here - next, more = few ? (count + 126) >> 7 : count > 1;

			next = here + 1;
			if (empty < 64 && (few || count < 130)) {
				out[0] = (uint8_t)(empty << 1 | more);
				out[1] = (uint8_t)(count - 2);
				out += 1 + more;
				continue;
			}
			out = put_number(out, empty << 1 | more);
			if (more != 0)
				out = put_number(out, count - 2);
		}
	}
	return out;
}

static bool join_bytes(const struct duration_packed *a, const struct duration_packed *b,
                       uint32_t first, uint32_t last, struct codec_writer *writer)
{
	uint8_t counts[COUNTS_ROOM], *out;
	uint32_t span = last - first + 1;
	uint64_t seen;

	/* A bucket takes four bytes at most. Nearly always there is room for more. */
	if (writer->size > writer->capacity || writer->capacity - writer->size <
	    4 * (codec_left(&a->cells) + codec_left(&b->cells) + 2 * DURATION_EXACT))
		return false;
	memset(counts, 0, span + TOKENS_BYTES);
	seen = count_cells(a, counts, first) | count_cells(b, counts, first);
	if (seen > BYTE_MOST)
		return false;
	out = writer->bytes + writer->size;
	out = seen <= BYTE_FEW ? put_counts(out, counts, span, true)
	                       : put_counts(out, counts, span, false);
	writer->size = (size_t)(out - writer->bytes);
	return true;
}

/* A walk over the buckets that are not empty, some of them at a time; BEHIND is
 * behind the last. */
#define BEHIND UINT16_MAX

struct walk {
	struct cells cells;
	unsigned at, some;
	uint16_t buckets[TOKENS_BYTES];
	uint64_t counts[TOKENS_BYTES];
};

static void walk_on(struct walk *walk)
{
	walk->at = 0;
	walk->some = walk->cells.at != walk->cells.end
		? cells_some(&walk->cells, walk->buckets, walk->counts) : 0;
	if (walk->some == 0) {
		walk->buckets[0] = BEHIND;
		walk->counts[0] = 0;
		walk->some = 1;
	}
}

/* Exact readings are all there at once. */
static void walk_begin(struct walk *walk, const struct duration_packed *packed)
{
	uint64_t i;

	walk->cells = cells_begin(packed);
	if (packed->totals.n > DURATION_EXACT) {
		walk_on(walk);
		return;
	}
	walk->cells.at = walk->cells.end;
	walk->at = walk->some = 0;
	for (i = 0; i < packed->totals.n; i++) {
		uint16_t bucket = (uint16_t)duration_bucket(packed->values[i]);

		if (walk->some != 0 && walk->buckets[walk->some - 1] == bucket) {
			walk->counts[walk->some - 1]++;
			continue;
		}
		walk->buckets[walk->some] = bucket;
		walk->counts[walk->some++] = 1;
	}
}

static void join_walks(const struct duration_packed *a, const struct duration_packed *b,
                       uint32_t first, struct codec_writer *writer)
{
	struct walk x, y;
	uint32_t next = first;

	walk_begin(&x, a);
	walk_begin(&y, b);
	for (;;) {
		uint32_t in_x = x.buckets[x.at], in_y = y.buckets[y.at];
		uint32_t bucket = in_x < in_y ? in_x : in_y, is_x = in_x == bucket, is_y = in_y == bucket;

		if (bucket == BEHIND)
			break;
		put_cell(writer, bucket - next, (x.counts[x.at] & (0u - (uint64_t)is_x)) +
		                                (y.counts[y.at] & (0u - (uint64_t)is_y)));
		next = bucket + 1;
		x.at += is_x;
		y.at += is_y;
		if (x.at == x.some)
			walk_on(&x);
		if (y.at == y.some)
			walk_on(&y);
	}
}

void duration_packed_join(const struct duration_packed *a, const struct duration_packed *b,
                          struct codec_writer *writer)
{
	const struct duration_totals *x = &a->totals, *y = &b->totals;
	struct duration_totals sum = *x;
	uint32_t first;
	size_t size;

	sum.n = x->n + y->n;
	codec_put_u64(writer, sum.n);
	if (sum.n <= DURATION_EXACT) {
		join_exact(a, b, writer);
		return;
	}
	sum.min = x->min < y->min ? x->min : y->min;
	sum.max = x->max > y->max ? x->max : y->max;
	sum.sum += y->sum;
	sum.squares += y->squares;
	put_totals(&sum, writer);
	first = duration_bucket(sum.min);
	size = writer->size;
	if (!join_bytes(a, b, first, duration_bucket(sum.max), writer)) {
		writer->size = size;
		join_walks(a, b, first, writer);
	}
}
