/* Durations as other floors embed them: sixteen bytes that hold no allocator.
 * All bytes zero is an empty one. The functions do not check for NULL. */
#ifndef STAT_DURATION_H
#define STAT_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/codec.h"
#include "base/int128.h"
#include "kefu/base.h"
#include "kefu/duration.h"

/* Bits beyond these are never set in a reading: a test of many at once is an
 * OR. Two valid times are less apart than this. */
#define DURATION_BITS 48
#define DURATION_MAX (((uint64_t)1 << DURATION_BITS) - 1)
#define DURATION_EXACT 64 /* part of the encoding: never changes */
#define DURATION_LOG_MOST 1024 /* readings that a log is made for */
#define DURATION_LOG_ROOM (DURATION_LOG_MOST + DURATION_LOG_MOST / 4)
#define DURATION_STEP 32u /* a table's ends are multiples of it */
#define DURATION_FINE 7   /* 2^7 buckets an octave; never changes */
#define DURATION_BUCKETS (((DURATION_BITS - DURATION_FINE) << DURATION_FINE) + (1 << DURATION_FINE))

enum duration_form {
	DURATION_RAW = 0,    /* the readings themselves, `width` bytes each */
	DURATION_DENSE8 = 1, /* a counter for each bucket of a window; the */
	DURATION_DENSE16 = 2, /* number is the counter's bytes */
	DURATION_DENSE32 = 4,
	DURATION_DENSE64 = 8,
	DURATION_LOG = 16    /* bucket numbers, one uint16_t each */
};

/* How a multiset is stored is nobody's business but these files' and depends
 * on its history; what is read and encoded does not. */
struct duration {
	void *store; /* raw bytes, or a struct duration_block */
	union {
		uint16_t count; /* raw, log: readings */
		uint16_t first; /* dense: the window's first bucket */
	};
	union {
		uint16_t capacity; /* raw, log: room for readings */
		uint16_t length;   /* dense: buckets in the window */
	};
	union {
		uint8_t width;   /* raw: bytes a reading */
		uint8_t padding; /* dense: bytes before the store that were allocated with it */
	};
	uint8_t form;
	bool min_is_bound; /* the least reading may have been subtracted */
	bool max_is_bound;
};

/* One line of cache, on which tables are aligned: many of them in use at once
 * cost a miss for this one and a miss for the counter. The halves of a total
 * stand apart, or compilers would store both with one vector, which stalls the
 * next reading's loads of them. */
struct duration_block {
	/* How many more readings no counter and no sum can refuse, as long as
	 * none is a new extreme; 0 in a log, and while an extreme is a bound.
	 * Counters of a byte are full too soon for that: they are looked at. */
	uint64_t left;
	uint64_t min, max;
	uint64_t end; /* readings there will be when none is left */
	uint64_t sum_low, squares_low, sum_high, squares_high;
	uint16_t cells[]; /* log, or counters of any width */
};

static inline uint32_t duration_bucket(uint64_t ms)
{
	unsigned shift = (63u ^ (unsigned)__builtin_clzll(ms | 1u << DURATION_FINE)) - DURATION_FINE;

	return (shift << DURATION_FINE) + (uint32_t)(ms >> shift);
}

static inline unsigned duration_bucket_shift(uint32_t bucket)
{
	return bucket < 2u << DURATION_FINE ? 0 : (bucket >> DURATION_FINE) - 1;
}

static inline uint64_t duration_bucket_low(uint32_t bucket)
{
	unsigned shift = duration_bucket_shift(bucket);

	return (uint64_t)(bucket - (shift << DURATION_FINE)) << shift;
}

static inline uint64_t duration_bucket_high(uint32_t bucket)
{
	return duration_bucket_low(bucket) + ((uint64_t)1 << duration_bucket_shift(bucket)) - 1;
}

/* Gives the memory back and is empty. */
void duration_release(struct duration *duration, const kefu_allocator *allocator);
/* Whatever form the duration is in; duration_add is the way in. */
int32_t duration_add_slow(struct duration *duration, const kefu_allocator *allocator,
                          uint64_t ms);
int32_t duration_add_many(struct duration *duration, const kefu_allocator *allocator,
                          const void *ms, ptrdiff_t stride, size_t count,
                          size_t *bad_index);
int32_t duration_merge(struct duration *duration, const kefu_allocator *allocator,
                       const struct duration *other);
int32_t duration_subtract(struct duration *duration, const kefu_allocator *allocator,
                          const struct duration *other);
/* Into an empty duration, in no more memory than is needed. */
int32_t duration_copy(struct duration *copy, const kefu_allocator *allocator,
                      const struct duration *from);
/* Bytes held besides the struct. */
size_t duration_memory(const struct duration *duration);


/* For duration_*.c: makes room for `extra` > 0 readings within low..high, of
 * which at most `extra_cell` fall into one bucket; then duration_put cannot
 * fail. */
int32_t duration_reserve(struct duration *duration, const kefu_allocator *allocator,
                         uint64_t extra, uint64_t extra_cell, uint64_t low, uint64_t high);
/* For duration_*.c: the same contents with that room in a new store; `from`
 * stays as it is. With `dense` it is a table in any case. */
int32_t duration_build(struct duration *out, const kefu_allocator *allocator,
                       const struct duration *from, uint64_t extra, uint64_t extra_cell,
                       uint64_t low, uint64_t high, bool dense);
/* For duration_*.c: no counter has more than this. */
uint64_t duration_fullest(const struct duration *duration);
size_t duration_raw_values(const struct duration *duration, uint64_t *values);
void duration_sort(uint64_t *values, size_t count); /* few: by insertion */

/* The contents, for a section. */
void duration_encode(const struct duration *duration, struct codec_writer *writer);
/* Into an empty duration; it stays empty on failure. */
int32_t duration_decode(struct duration *duration, const kefu_allocator *allocator,
                        struct codec_reader *reader);

/* Readings */
uint64_t duration_count(const struct duration *duration);
struct duration_totals {
	uint128 sum, squares;
	uint64_t n, min, max; /* min and max are 0 when n is */
	bool min_is_bound, max_is_bound;
};
void duration_totals(const struct duration *duration, struct duration_totals *totals);
void duration_figure_count(const struct duration *duration, kefu_measure *out);
void duration_figure_sum(const struct duration *duration, kefu_measure *out);
void duration_figure_mean(const struct duration *duration, kefu_measure *out);
void duration_figure_variance(const struct duration *duration, kefu_measure *out);
void duration_figure_min(const struct duration *duration, kefu_measure *out);
void duration_figure_max(const struct duration *duration, kefu_measure *out);
/* Each q within 0..1. */
void duration_figure_quantiles(const struct duration *duration, const double *q,
                               size_t count, kefu_measure *out);
/* Not for an empty duration. */
void duration_quantile_bounds(const struct duration *duration, double q, uint64_t *low,
                              uint64_t *high);
void duration_figure_rank(const struct duration *duration, uint64_t ms, kefu_measure *out);
size_t duration_histogram(const struct duration *duration, int64_t *edges, int64_t *counts,
                          size_t capacity);

/* Packed durations (duration_packed.c): smaller than encoded ones, of readings
 * of which none was ever subtracted, and added up without being unpacked. */
struct duration_packed {
	struct duration_totals totals;   /* n is not 0 */
	struct codec_reader cells;       /* of more than DURATION_EXACT */
	uint64_t values[DURATION_EXACT]; /* of fewer */
};
/* Not for an empty duration. */
void duration_packed_put(const struct duration *duration, struct codec_writer *writer);
/* Reads to the end of the reader, which fails if that is not one. Counts are
 * believed unless `check`. */
void duration_packed_get(struct duration_packed *packed, struct codec_reader *reader, bool check);
/* Into an empty duration, which stays empty on KEFU_E_NOMEM. */
int32_t duration_packed_open(const struct duration_packed *packed,
                             const kefu_allocator *allocator, struct duration *out);
/* Writes what the merged duration would be. Their totals can be added. */
void duration_packed_join(const struct duration_packed *a, const struct duration_packed *b,
                          struct codec_writer *writer);

/* Any reading's counts by bucket, whatever the form; readings prepare one on
 * the stack. For raw readings `values` are they, in order. */
struct duration_view {
	struct duration_totals totals;
	const void *cells; /* NULL for raw readings */
	unsigned width;
	uint32_t first, length;
	uint64_t values[DURATION_EXACT];
	uint16_t counted[DURATION_BUCKETS];
};
void duration_view(const struct duration *duration, struct duration_view *view);
/* Counts raw readings too into cells. */
void duration_view_cells(struct duration_view *view);
/* Whether the sums can be those of n readings between min and max. */
bool duration_totals_hold(const struct duration_totals *totals);
/* For duration_*.c: the totals into a block, whose counters are there. */
void duration_set_totals(struct duration *duration, const struct duration_totals *totals);

/* A counter of `width` bytes; a log has none. */
static inline uint64_t duration_cell(const void *cells, unsigned width, uint32_t at)
{
	if (width == DURATION_DENSE8)
		return ((const uint8_t *)cells)[at];
	if (width == DURATION_DENSE16)
		return ((const uint16_t *)cells)[at];
	if (width == DURATION_DENSE32)
		return ((const uint32_t *)cells)[at];
	return ((const uint64_t *)cells)[at];
}

static inline bool duration_is_table(const struct duration *duration)
{
	return (duration->form & (DURATION_LOG - 1)) != 0;
}

static inline uint8_t *duration_cells8(struct duration_block *block)
{
	return (uint8_t *)(void *)block->cells;
}

static inline uint16_t *duration_cells16(struct duration_block *block)
{
	return block->cells;
}

static inline uint32_t *duration_cells32(struct duration_block *block)
{
	return (uint32_t *)(void *)block->cells;
}

static inline uint64_t *duration_cells64(struct duration_block *block)
{
	return (uint64_t *)(void *)block->cells;
}

/* For duration_*.c: counts more where there is room; not the totals. */
static inline void duration_put_cells(struct duration *duration, uint32_t bucket, uint64_t count)
{
	struct duration_block *block = duration->store;
	uint32_t at = bucket - duration->first;

	switch (duration->form) {
	case DURATION_LOG:
		for (; count != 0; count--)
			block->cells[duration->count++] = (uint16_t)bucket;
		break;
	case DURATION_DENSE8:
		duration_cells8(block)[at] = (uint8_t)(duration_cells8(block)[at] + count);
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

/* For duration_*.c: a raw reading that fits the width; one more, where there is
 * room. */
static inline void duration_raw_set(struct duration *duration, size_t at, uint64_t ms)
{
	uint8_t *bytes = (uint8_t *)duration->store + at * duration->width;
	unsigned i;

	for (i = 0; i < duration->width; i++)
		bytes[i] = (uint8_t)(ms >> 8 * i);
}

static inline void duration_put_raw(struct duration *duration, uint64_t ms)
{
	duration_raw_set(duration, duration->count++, ms);
}

static inline uint64_t duration_block_count(const struct duration_block *block)
{
	return block->end - block->left;
}

#define DURATION_QUICK_BITS 32 /* squares of such readings fit 64 bits */

/* A reading between the extremes has a counter; the rest is for the slow way.
 * Carries are too rare to add them up each time. */
#define DURATION_COUNT_IN(block, cell, ms) \
	do { \
		(block)->left--; \
		(cell)++; \
		if (__builtin_add_overflow((block)->sum_low, ms, &(block)->sum_low)) \
			(block)->sum_high++; \
		if (__builtin_add_overflow((block)->squares_low, (ms) * (ms), &(block)->squares_low)) \
			(block)->squares_high++; \
	} while (0)

/* The way that nearly every reading takes; false, and nothing done, for the
 * others, of whatever size. */
static inline __attribute__((always_inline)) bool
duration_add_quick(struct duration *duration, uint64_t ms)
{
	struct duration_block *block = duration->store;
	uint32_t at;

	if (!duration_is_table(duration) || ms >> DURATION_QUICK_BITS != 0 || ms < block->min ||
	    ms > block->max || block->left == 0)
		return false;
	at = duration_bucket(ms) - duration->first;
	if (duration->form == DURATION_DENSE8 && duration_cells8(block)[at] != UINT8_MAX)
		DURATION_COUNT_IN(block, duration_cells8(block)[at], ms);
	else if (duration->form == DURATION_DENSE16)
		DURATION_COUNT_IN(block, duration_cells16(block)[at], ms);
	else if (duration->form == DURATION_DENSE32)
		DURATION_COUNT_IN(block, duration_cells32(block)[at], ms);
	else
		return false;
	return true;
}

/* Any `ms` up to DURATION_MAX. */
static inline int32_t duration_add(struct duration *duration, const kefu_allocator *allocator,
                                   uint64_t ms)
{
	if (duration_add_quick(duration, ms))
		return KEFU_OK;
	return duration_add_slow(duration, allocator, ms);
}

#endif
