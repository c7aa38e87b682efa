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

static bool cells_hold(const struct duration_packed *packed)
{
	const struct duration_totals *totals = &packed->totals;
	struct cells cells = cells_begin(packed);
	uint32_t bucket = 0, first = cells.next;
	uint64_t n = 0, count;
	bool begun = false;

	while (cells.at != cells.end) {
		count = cells_next(&cells, &bucket);
		if (cells.bad || count > totals->n - n || (!begun && bucket != first))
			return false;
		n += count;
		begun = true;
	}
	return n == totals->n && bucket == duration_bucket(totals->max) &&
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
	packed->cells = *reader;
	if (totals->n <= DURATION_EXACT) {
		get_exact(packed, reader);
		if (codec_left(reader) != 0)
			codec_fail(reader, KEFU_E_CORRUPT);
		return;
	}
	totals->min = codec_get_bounded(reader, DURATION_MAX);
	totals->max = totals->min + codec_get_bounded(reader, DURATION_MAX - totals->min);
	totals->sum = codec_get_u128(reader);
	totals->squares = codec_get_u128(reader);
	packed->cells = *reader;
	if (check && reader->status == KEFU_OK && !cells_hold(packed))
		codec_fail(reader, KEFU_E_CORRUPT);
	reader->at = reader->end;
}

int32_t duration_packed_open(const struct duration_packed *packed,
                             const kefu_allocator *allocator, struct duration *out)
{
	static const struct duration nothing;
	const struct duration_totals *totals = &packed->totals;
	struct cells cells;
	struct duration built;
	uint64_t fullest = 0, count;
	uint32_t bucket = 0;
	int32_t status;

	if (totals->n <= DURATION_EXACT)
		return duration_add_many(out, allocator, packed->values, sizeof packed->values[0],
		                         (size_t)totals->n, NULL);
	for (cells = cells_begin(packed); cells.at != cells.end;) {
		count = cells_next(&cells, &bucket);
		fullest = count > fullest ? count : fullest;
	}
	status = duration_build(&built, allocator, &nothing, totals->n, fullest, totals->min,
	                        totals->max, false);
	if (status != KEFU_OK)
		return status;
	for (cells = cells_begin(packed); cells.at != cells.end;) {
		count = cells_next(&cells, &bucket);
		duration_put_cells(&built, bucket, count);
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
#define CELL_BYTES 20 /* of any bucket */

static ALWAYS_INLINE uint64_t count_next(struct cells *cells, uint8_t *counts, uint32_t first)
{
	uint32_t bucket;
	uint64_t count = cells_next(cells, &bucket);

	counts[bucket - first] = (uint8_t)(counts[bucket - first] + count);
	return count;
}

static bool count_exact(const struct duration_packed *packed, uint8_t *counts, uint32_t first)
{
	uint64_t i;

	for (i = 0; i < packed->totals.n; i++)
		counts[duration_bucket(packed->values[i]) - first]++;
	return true;
}

static bool count_cells(struct cells cells, uint8_t *counts, uint32_t first)
{
	uint64_t most = 0;

	while (cells.at != cells.end) {
		uint64_t count = count_next(&cells, counts, first);

		most = count > most ? count : most;
	}
	return most <= BYTE_MOST;
}

/* Side by side, so that neither waits for the other's bytes. */
static bool count_both(const struct duration_packed *a, const struct duration_packed *b,
                       uint8_t *counts, uint32_t first)
{
	struct cells x = cells_begin(a), y = cells_begin(b);
	uint64_t most = 0;

	if (a->totals.n <= DURATION_EXACT)
		return count_exact(a, counts, first) &&
		       (b->totals.n <= DURATION_EXACT ? count_exact(b, counts, first)
		                                      : count_cells(y, counts, first));
	if (b->totals.n <= DURATION_EXACT)
		return count_exact(b, counts, first) && count_cells(x, counts, first);
	while (x.at != x.end && y.at != y.end) {
		uint64_t one = count_next(&x, counts, first);
		uint64_t other = count_next(&y, counts, first);

		most = one > most ? one : most;
		most = other > most ? other : most;
	}
	return most <= BYTE_MOST && count_cells(x, counts, first) &&
	       count_cells(y, counts, first);
}

/* A bit for each byte that is not 0. */
static inline uint64_t bits_of(const uint8_t *bytes)
{
	uint64_t bits = 0, low = UINT64_C(0x7F7F7F7F7F7F7F7F);
	unsigned i;

	for (i = 0; i < 64; i += 8) {
		uint64_t eight;

		memcpy(&eight, bytes + i, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		eight = __builtin_bswap64(eight);
#endif
		eight = (((eight & low) + low) | eight) & ~low;
		bits |= (eight >> 7) * UINT64_C(0x0102040810204080) >> 56 << i;
	}
	return bits;
}

static bool join_bytes(const struct duration_packed *a, const struct duration_packed *b,
                       uint32_t first, uint32_t last, struct codec_writer *writer)
{
	struct codec_writer out = *writer;
	uint8_t counts[DURATION_BUCKETS + 64];
	uint32_t span = last - first + 1, at, next = 0;

	memset(counts, 0, span + 64);
	if (!count_both(a, b, counts, first))
		return false;
	for (at = 0; at < span; at += 64) {
		uint64_t left = bits_of(counts + at);

		for (; left != 0; left &= left - 1) {
			uint32_t here = at + (uint32_t)__builtin_ctzll(left);
			uint32_t empty = here - next, count = counts[here], more = count > 1;

			next = here + 1;
			if (out.size < out.capacity && out.capacity - out.size >= CELL_BYTES &&
			    empty < 64 && count < 130) {
				out.bytes[out.size] = (uint8_t)(empty << 1 | more);
				out.bytes[out.size + 1] = (uint8_t)(count - 2);
				out.size += 1 + more;
			} else {
				struct codec_writer slow = out;

				put_cell(&slow, empty, count);
				out = slow;
			}
		}
	}
	*writer = out;
	return true;
}

/* A walk over the buckets that are not empty; UINT32_MAX is behind the last. */
struct walk {
	struct cells cells;
	const uint64_t *values; /* exact ones */
	uint64_t left, count;
	uint32_t bucket;
};

static void walk_on(struct walk *walk)
{
	if (walk->values == NULL) {
		walk->bucket = UINT32_MAX;
		if (walk->cells.at != walk->cells.end)
			walk->count = cells_next(&walk->cells, &walk->bucket);
		return;
	}
	if (walk->left == 0) {
		walk->bucket = UINT32_MAX;
		return;
	}
	walk->bucket = duration_bucket(*walk->values);
	for (walk->count = 0; walk->left != 0 && duration_bucket(*walk->values) == walk->bucket;
	     walk->count++) {
		walk->values++;
		walk->left--;
	}
}

static struct walk walk_begin(const struct duration_packed *packed)
{
	struct walk walk;

	walk.cells = cells_begin(packed);
	walk.left = packed->totals.n;
	walk.values = walk.left <= DURATION_EXACT ? packed->values : NULL;
	walk_on(&walk);
	return walk;
}

static void join_walks(const struct duration_packed *a, const struct duration_packed *b,
                       uint32_t first, struct codec_writer *writer)
{
	struct walk x = walk_begin(a), y = walk_begin(b);
	uint32_t next = first;

	while (x.bucket != UINT32_MAX || y.bucket != UINT32_MAX) {
		uint32_t bucket = x.bucket < y.bucket ? x.bucket : y.bucket;
		uint64_t count = 0;

		if (x.bucket == bucket) {
			count += x.count;
			walk_on(&x);
		}
		if (y.bucket == bucket) {
			count += y.count;
			walk_on(&y);
		}
		put_cell(writer, bucket - next, count);
		next = bucket + 1;
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
