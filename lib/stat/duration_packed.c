/* Encoded durations added up as they are: two sorted lists become one. */
#include "stat/duration.h"

static void get_exact(struct duration_packed *packed, struct codec_reader *reader)
{
	struct duration_totals *totals = &packed->totals;
	uint64_t last = 0, sum = 0;
	uint128 squares = 0;
	uint64_t i;

	for (i = 0; i < totals->n; i++) {
		last += codec_get_bounded(reader, DURATION_MAX - last);
		packed->values[i] = last;
		sum += last; /* 64 readings of 48 bits */
		squares += (uint128)last * last;
	}
	totals->min = packed->values[0];
	totals->max = last;
	totals->sum = sum;
	totals->squares = squares;
}

void duration_packed_get(struct duration_packed *packed, struct codec_reader *reader, bool check)
{
	struct duration_totals *totals = &packed->totals;
	uint64_t flags;

	totals->n = codec_get_bounded(reader, INT64_MAX);
	totals->min_is_bound = totals->max_is_bound = false;
	flags = codec_get_bounded(reader, DURATION_FLAG_BUCKETS);
	packed->exact = flags == 0;
	if (totals->n == 0 || packed->exact != (totals->n <= DURATION_EXACT))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return;
	if (packed->exact) {
		get_exact(packed, reader);
	} else {
		totals->min = codec_get_bounded(reader, DURATION_MAX);
		totals->max = totals->min + codec_get_bounded(reader, DURATION_MAX - totals->min);
		totals->sum = codec_get_u128(reader);
		totals->squares = codec_get_u128(reader);
		packed->cells = *reader;
		if (check)
			duration_check_cells(reader, totals);
		else
			reader->at = reader->end;
	}
	if (reader->status == KEFU_OK && codec_left(reader) != 0)
		codec_fail(reader, KEFU_E_CORRUPT);
}

/* A walk over the buckets that are not empty. */
struct walk {
	const struct duration_packed *packed;
	struct codec_reader reader;
	uint64_t at;     /* exact: the next reading */
	uint64_t count;  /* in the bucket */
	uint32_t bucket; /* UINT32_MAX: behind the last */
	uint32_t next;   /* in buckets */
	uint32_t last;
};

static void walk_on(struct walk *walk)
{
	const struct duration_packed *packed = walk->packed;

	if (packed->exact) {
		uint64_t n = packed->totals.n;

		if (walk->at == n) {
			walk->bucket = UINT32_MAX;
			return;
		}
		walk->bucket = duration_bucket(packed->values[walk->at++]);
		walk->count = 1;
		for (; walk->at < n && duration_bucket(packed->values[walk->at]) == walk->bucket;
		     walk->at++)
			walk->count++;
		return;
	}
	if (walk->next > walk->last || walk->reader.status != KEFU_OK) {
		walk->bucket = UINT32_MAX;
		return;
	}
	walk->count = codec_get_u64(&walk->reader);
	walk->bucket = walk->next++;
	if ((walk->count & 1) != 0)
		walk->next += 1 + (uint32_t)codec_get_u64(&walk->reader);
	walk->count >>= 1;
}

static void walk_begin(struct walk *walk, const struct duration_packed *packed)
{
	walk->packed = packed;
	if (!packed->exact)
		walk->reader = packed->cells;
	walk->at = 0;
	walk->next = duration_bucket(packed->totals.min);
	walk->last = duration_bucket(packed->totals.max);
	walk_on(walk);
}

static void join_cells(const struct duration_packed *a, const struct duration_packed *b,
                       struct codec_writer *writer)
{
	struct walk x, y;
	uint64_t count = 0;
	uint32_t bucket = 0;

	walk_begin(&x, a);
	walk_begin(&y, b);
	while (x.bucket != UINT32_MAX || y.bucket != UINT32_MAX) {
		uint32_t next = x.bucket < y.bucket ? x.bucket : y.bucket;
		uint64_t more = 0;

		if (x.bucket == next) {
			more = x.count;
			walk_on(&x);
		}
		if (y.bucket == next) {
			more += y.count;
			walk_on(&y);
		}
		if (count != 0) {
			uint32_t empty = next - bucket - 1;

			codec_put_u64(writer, count << 1 | (empty != 0));
			if (empty != 0)
				codec_put_u64(writer, empty - 1u);
		}
		count = more;
		bucket = next;
	}
	codec_put_u64(writer, count << 1);
}

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

void duration_packed_join(const struct duration_packed *a, const struct duration_packed *b,
                          struct codec_writer *writer)
{
	const struct duration_totals *x = &a->totals, *y = &b->totals;
	uint64_t n = x->n + y->n, min, max;

	codec_put_u64(writer, n);
	if (n <= DURATION_EXACT) {
		codec_put_u64(writer, 0);
		join_exact(a, b, writer);
		return;
	}
	min = x->min < y->min ? x->min : y->min;
	max = x->max > y->max ? x->max : y->max;
	codec_put_u64(writer, DURATION_FLAG_BUCKETS);
	codec_put_u64(writer, min);
	codec_put_u64(writer, max - min);
	codec_put_u128(writer, x->sum + y->sum);
	codec_put_u128(writer, x->squares + y->squares);
	join_cells(a, b, writer);
}
